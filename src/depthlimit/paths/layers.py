"""Repeated layers of a network, found by the names of their weights."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.paths.values import Values, float_values
from depthlimit.untrusted import check_size

Tensors = Mapping[str, Callable[[], Tensor]]
"""Functions that read tensors, by name."""

PLACE = "{k}"
"""Placeholder for the number of a layer in a pattern."""
NUMBER = r"[0-9]{1,9}"
"""Regular expression of the number of a layer in a name."""
SUGGESTIONS = 8
"""Largest number of patterns that an error message lists."""


def stacked_layers(tensors: Tensors, pattern: str) -> tuple[Values, list[int]]:
    """Return the weights whose names match a pattern, in the order of their layers, and the layers' numbers.

    Args:
        tensors: by name.
        pattern: a name with ``{k}`` in place of the layer's number.

    Raises:
        UsageError: the pattern matches nothing, or weights of different shapes.
        DataError: a matching tensor holds no weights, or all together do not fit into memory.

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
            f"named weights are selected by a pattern that holds {PLACE} once, in place of the number of "
            f"the layer{given}{examples(tensors)}",
            example(tensors),
        )
    matches = matching(tensors, pattern)
    if not matches:
        raise UsageError(
            f"the pattern {pattern!r} matches none of {len(tensors)} names{examples(tensors)}",
            example(tensors),
        )
    layers = sorted(matches)
    first = as_matrix(tensors[matches[layers[0]]](), matches[layers[0]])
    check_size(len(layers) * first.nbytes, None, f"the weights {pattern}")
    values = np.empty((len(layers), *first.shape), first.dtype)
    for place, k in enumerate(layers):
        matrix = as_matrix(tensors[matches[k]](), matches[k])
        if matrix.shape != first.shape:
            raise UsageError(
                f"{matches[k]} is a {shape_text(matrix)} matrix, but {matches[layers[0]]} is "
                f"{shape_text(first)}, expected layers of one shape"
            )
        if matrix.dtype.itemsize > values.dtype.itemsize:
            values = values.astype(matrix.dtype)
        values[place] = matrix
    return values, layers


def matching(names: Iterable[str], pattern: str) -> dict[int, str]:
    """Return the names that match the pattern, by the numbers of their layers.

    Raises:
        UsageError: two of them have one number, such as ``1`` and ``01``.

    >>> matching(["a.1.w", "a.12.w", "a.x.w"], "a.{k}.w")
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
        DataError: it is empty, or does not hold real weights.

    >>> import torch
    >>> as_matrix(torch.zeros(4, 2, 3, 3), "conv").shape
    (4, 18)
    """
    values = float_values(tensor, name)
    return values.reshape(len(values) if values.ndim else 1, -1)


def shape_text(matrix: Values) -> str:
    """Return the shape of a matrix in words."""
    rows, columns = matrix.shape
    return f"{rows} × {columns}"


def examples(names: Mapping[str, object]) -> str:
    """Return the end of an error message with the patterns that match most names; empty without names."""
    found = patterns(names)
    if not found:
        return "; no name has a number that counts layers" if names else ""
    return f"; its layers have the patterns {' or '.join(repr(name) for name in found[:SUGGESTIONS])}"


def example(names: Mapping[str, object]) -> dict[str, object]:
    """Return the pattern that matches most names, as the fix of an error; empty where there is none."""
    found = patterns(names)
    return {"pattern": found[0]} if found else {}


def patterns(names: Mapping[str, object]) -> list[str]:
    """Return the patterns that match at least two names: most layers first, weights before others.

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
