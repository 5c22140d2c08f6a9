"""The repeated layers of a network, found by the names of their weights."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.paths.values import Values, float_values
from depthlimit.untrusted import check_size

Tensors = Mapping[str, Callable[[], Tensor]]
"""Tensors by name, each read when it is asked for."""

PLACE = "{k}"
"""What stands for the number of a layer in a pattern."""
NUMBER = r"[0-9]{1,9}"
"""The number of a layer, in names."""
SUGGESTIONS = 8
"""Patterns that an error message lists."""


def stacked_layers(tensors: Tensors, pattern: str) -> tuple[Values, list[int]]:
    """The weights whose names fit the pattern, in the order of their layers, and the layers' numbers.

    Args:
        tensors: what there is.
        pattern: a name with ``{k}`` in place of the layer's number.

    Raises:
        UsageError: the pattern fits nothing, or weights of different shapes.
        DataError: a tensor that fits holds no weights, or all together would not fit into memory.

    >>> import torch
    >>> tensors = {f"layers.{k}.weight": (lambda k=k: torch.full((1, 1), float(k))) for k in (10, 9)}
    >>> values, layers = stacked_layers(tensors, "layers.{k}.weight")
    >>> values.ravel(), layers
    (array([ 9., 10.], dtype=float32), [9, 10])
    """
    pattern = str(pattern)
    if pattern.count(PLACE) != 1:
        given = f", {pattern!r} does not" if pattern else ""
        raise UsageError(
            f"weights with names are chosen by a pattern that holds {PLACE} once, in place of the layer's "
            f"number{given}: {examples(tensors)}"
        )
    fits = fitting(tensors, pattern)
    if not fits:
        raise UsageError(f"the pattern {pattern!r} fits none of {len(tensors)} names: {examples(tensors)}")
    layers = sorted(fits)
    first = as_matrix(tensors[fits[layers[0]]](), fits[layers[0]])
    check_size(len(layers) * first.nbytes, None, f"the weights {pattern}")
    values = np.empty((len(layers), *first.shape), first.dtype)
    for place, k in enumerate(layers):
        matrix = as_matrix(tensors[fits[k]](), fits[k])
        if matrix.shape != first.shape:
            raise UsageError(
                f"{fits[k]} is a {by(matrix)} matrix, but {fits[layers[0]]} is {by(first)}: "
                "choose a pattern whose layers have one shape"
            )
        if matrix.dtype.itemsize > values.dtype.itemsize:
            values = values.astype(matrix.dtype)
        values[place] = matrix
    return values, layers


def fitting(names: Iterable[str], pattern: str) -> dict[int, str]:
    """Return the names that fit the pattern, by the numbers of their layers.

    Raises:
        UsageError: two of them have one number, such as ``1`` and ``01``.

    >>> fitting(["a.1.w", "a.12.w", "a.x.w"], "a.{k}.w")
    {1: 'a.1.w', 12: 'a.12.w'}
    """
    before, after = map(re.escape, pattern.split(PLACE))
    expression = re.compile(f"{before}({NUMBER}){after}")
    found: dict[int, str] = {}
    for name in names:
        if fit := expression.fullmatch(name):
            twin = found.setdefault(int(fit[1]), name)
            if twin != name:
                raise UsageError(f"{twin} and {name} are both layer {int(fit[1])}: give each its own number")
    return found


def as_matrix(tensor: Tensor, name: str) -> Values:
    """Return the tensor as a matrix: a kernel (out, in, …) as (out, in · …), a vector as one column.

    Raises:
        DataError: it holds something else than real weights, or nothing.

    >>> import torch
    >>> as_matrix(torch.zeros(4, 2, 3, 3), "conv").shape
    (4, 18)
    """
    values = float_values(tensor, name)
    return values.reshape(len(values) if values.ndim else 1, -1)


def by(matrix: Values) -> str:
    """The shape in words."""
    rows, columns = matrix.shape
    return f"{rows} × {columns}"


def examples(tensors: Tensors) -> str:
    """The patterns that would fit most of the names, for an error message."""
    found = patterns(tensors)
    if not found:
        return "no name here holds a number that counts layers"
    return f"write for example --pattern {' or '.join(repr(name) for name in found[:SUGGESTIONS])}"


def patterns(names: Mapping[str, object]) -> list[str]:
    """The patterns that fit at least two of the names, those of the deepest first, then those of weights.

    >>> patterns(dict.fromkeys(["block.0.a.bias", "block.1.a.bias", "block.0.a.weight", "block.1.a.weight"]))
    ['block.{k}.a.weight', 'block.{k}.a.bias']
    """
    counts: Counter[str] = Counter()
    for name in names:
        parts = name.split(".")
        for place, part in enumerate(parts):
            if re.fullmatch(NUMBER, part):
                counts[".".join([*parts[:place], PLACE, *parts[place + 1 :]])] += 1
    repeated = [pattern for pattern, count in counts.items() if count > 1]
    return sorted(repeated, key=lambda pattern: (-counts[pattern], not pattern.endswith("weight")))
