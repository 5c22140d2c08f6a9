"""The three norms of R^d, the lengths of links, and a unit in which no square over- or underflows."""

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.pvariation.compiling import compiled, compiled_fast

Norm = Literal["euclidean", "l1", "linf"]
ORDERS: dict[str, float] = {"euclidean": 2, "l1": 1, "linf": np.inf}  # as NumPy and torch name them
EUCLIDEAN, L1, LINF = 0, 1, 2
KINDS: dict[str, int] = {"euclidean": EUCLIDEAN, "l1": L1, "linf": LINF}  # as the kernels name them

SAFE = 1e-100, 1e100  # lengths whose squares neither over- nor underflow

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@compiled_fast
def distance(x: Floats, i: int, y: Floats, j: int, kind: int) -> float:
    """The distance of the points x[i] and y[j] in the norm of that kind; x and y have shape (·, D).

    >>> distance(np.array([[0.0, 0.0]]), 0, np.array([[3.0, 4.0]]), 0, EUCLIDEAN)
    5.0
    """
    total = 0.0
    if kind == EUCLIDEAN:
        for k in range(x.shape[1]):
            total += (x[i, k] - y[j, k]) * (x[i, k] - y[j, k])
        return math.sqrt(total)
    if kind == L1:
        for k in range(x.shape[1]):
            total += abs(x[i, k] - y[j, k])
        return total
    for k in range(x.shape[1]):
        total = max(total, abs(x[i, k] - y[j, k]))
    return total


@compiled
def link_lengths(path: Floats, partition: Indices, kind: int) -> Floats:
    """The lengths ``‖X_{t_{i+1}} − X_{t_i}‖`` of the links of a partition of a path (N, D).

    >>> link_lengths(np.array([[0.0, 0.0], [9.0, 9.0], [3.0, 4.0]]), np.array([0, 2]), EUCLIDEAN)
    array([5.])
    """
    lengths = np.empty(len(partition) - 1)
    for k in range(len(lengths)):
        lengths[k] = distance(path, partition[k], path, partition[k + 1], kind)
    return lengths


@compiled
def radius(path: Floats) -> float:
    """The largest Euclidean distance to the first point; not finite if a value or square is not."""
    largest = 0.0
    for k in range(len(path)):
        length = distance(path, k, path, 0, EUCLIDEAN)
        if not length < np.inf:
            return length
        largest = max(largest, length)
    return largest


def in_safe_unit(path: Floats, radius: float) -> tuple[Floats, float]:
    """The path in a unit (a power of two, so nothing is rounded) in which squares are safe, and the unit.

    >>> path = np.array([[0.0], [2.0**-900]])
    >>> in_safe_unit(path, 0.0)[1] == 2.0**-899
    True
    """
    if SAFE[0] < radius < SAFE[1]:
        return path, 1.0
    largest = float(np.abs(path / 2 - path[0] / 2).max())
    if largest == 0.0:
        return path, 1.0
    exponent = min(math.frexp(largest)[1] + 1, 1023)
    half = exponent // 2
    return path * 2.0**-half * 2.0 ** (half - exponent), 2.0**exponent  # two steps, for 2^1074 is no number
