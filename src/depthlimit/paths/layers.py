"""The repeated layers of a network, found by the names of their weights."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.errors import UsageError

Values = NDArray[np.floating]
Tensors = Mapping[str, Callable[[], Tensor]]
"""Tensors by name, each read when it is asked for."""

PLACE = "{k}"
"""What stands for the number of a layer in a pattern."""
SUGGESTIONS = 8
"""Patterns that an error message lists."""


def stacked_layers(tensors: Tensors, pattern: str) -> tuple[Values, list[int]]:
    """The weights whose names fit the pattern, in the order of their layers, and the layers' numbers.

    Args:
        tensors: what there is.
        pattern: a name with ``{k}`` in place of the layer's number.

    Raises:
        UsageError: the pattern fits nothing, or weights of different shapes.

    >>> tensors = {f"layers.{k}.weight": (lambda k=k: torch.full((1, 1), float(k))) for k in (10, 9)}
    >>> values, layers = stacked_layers(tensors, "layers.{k}.weight")
    >>> values.ravel(), layers
    (array([ 9., 10.], dtype=float32), [9, 10])
    """
    if pattern.count(PLACE) != 1:
        given = f", {pattern!r} does not" if pattern else ""
        raise UsageError(
            f"weights with names are chosen by a pattern that holds {PLACE} once, in place of the layer's "
            f"number{given}: {examples(tensors)}"
        )
    before, after = map(re.escape, pattern.split(PLACE))
    fits = {int(fit[1]): name for name in tensors if (fit := re.fullmatch(rf"{before}(\d+){after}", name))}
    if not fits:
        raise UsageError(f"the pattern {pattern!r} fits none of {len(tensors)} names: {examples(tensors)}")
    matrices: list[Values] = []
    for k in sorted(fits):
        matrices.append(as_matrix(tensors[fits[k]](), fits[k]))
        if matrices[-1].shape != matrices[0].shape:
            first = fits[min(fits)]
            raise UsageError(
                f"{fits[k]} is a {by(matrices[-1])} matrix, but {first} is {by(matrices[0])}: "
                "choose a pattern whose layers have one shape"
            )
    return np.stack(matrices), sorted(fits)


def as_matrix(tensor: Tensor, name: str) -> Values:
    """The tensor as a matrix: a kernel (out, in, …) flattened to (out, in · …), a vector as one column.

    >>> as_matrix(torch.zeros(4, 2, 3, 3), "conv").shape
    (4, 18)
    """
    if not tensor.is_floating_point() or tensor.numel() == 0:
        raise UsageError(
            f"{name} is no matrix of weights, it has shape {tuple(tensor.shape)} and {tensor.dtype}"
        )
    wide = torch.promote_types(tensor.dtype, torch.float32)  # NumPy has no bfloat16
    matrix: Values = tensor.detach().to("cpu", wide).reshape(len(tensor) if tensor.ndim else 1, -1).numpy()
    return matrix


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
            if part.isdecimal():
                counts[".".join([*parts[:place], PLACE, *parts[place + 1 :]])] += 1
    repeated = [pattern for pattern, count in counts.items() if count > 1]
    return sorted(repeated, key=lambda pattern: (-counts[pattern], not pattern.endswith("weight")))
