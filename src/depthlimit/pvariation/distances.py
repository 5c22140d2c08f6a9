"""The three norms of R^d, the lengths of links, and a unit in which no square over- or underflows."""

import math
from typing import Literal

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled, compiled_fast

Norm = Literal["euclidean", "l1", "linf"]
ORDERS: dict[str, float] = {"euclidean": 2, "l1": 1, "linf": np.inf}  # as NumPy and torch name them
EUCLIDEAN, L1, LINF = 0, 1, 2
METRICS: dict[str, int] = {"euclidean": EUCLIDEAN, "l1": L1, "linf": LINF}  # as the kernels name them

SAFE = 1e-100, 1e100  # lengths whose squares neither over- nor underflow


@compiled_fast
def distance(x: Floats, i: int, y: Floats, j: int, metric: int) -> float:
    """Return the distance of the points x[i] and y[j]; x and y have shape (·, D).

    >>> distance(np.array([[0.0, 0.0]]), 0, np.array([[3.0, 4.0]]), 0, EUCLIDEAN)
    5.0
    """
    total = 0.0
    if metric == EUCLIDEAN:
        for k in range(x.shape[1]):
            total += (x[i, k] - y[j, k]) * (x[i, k] - y[j, k])
        return math.sqrt(total)
    if metric == L1:
        for k in range(x.shape[1]):
            total += abs(x[i, k] - y[j, k])
        return total
    for k in range(x.shape[1]):
        total = max(total, abs(x[i, k] - y[j, k]))
    return total


@compiled
def link_lengths(path: Floats, partition: Indices, metric: int) -> Floats:
    """Return the lengths ``‖X_{t_{i+1}} − X_{t_i}‖`` of the links of a partition of a path (N, D).

    >>> link_lengths(np.array([[0.0, 0.0], [9.0, 9.0], [3.0, 4.0]]), np.array([0, 2]), EUCLIDEAN)
    array([5.])
    """
    lengths = np.empty(len(partition) - 1)
    for k in range(len(lengths)):
        lengths[k] = distance(path, partition[k], path, partition[k + 1], metric)
    return lengths


@compiled
def radius(path: Floats) -> float:
    """Return the largest Euclidean distance to the first point; not finite if a value or square is not."""
    largest = 0.0
    for k in range(len(path)):
        length = distance(path, k, path, 0, EUCLIDEAN)
        if not length < np.inf:
            return length
        largest = max(largest, length)
    return largest


def in_safe_unit(path: Floats, radius: float) -> tuple[Floats, float]:
    """Return the path in a unit in which squares are safe, and the unit: a power of 2, so nothing is rounded.

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
    return path * 2.0**-half * 2.0 ** (half - exponent), 2.0**exponent  # in two steps: 2^1074 overflows
