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

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


@compiled_fast
def distance(x: Floats, y: Floats, kind: int) -> float:
    """The distance of two points of shape (D,), in the norm of that kind.

    >>> distance(np.array([0.0, 0.0]), np.array([3.0, 4.0]), EUCLIDEAN)
    5.0
    """
    total = 0.0
    if kind == EUCLIDEAN:
        for k in range(len(x)):
            total += (x[k] - y[k]) * (x[k] - y[k])
        return math.sqrt(total)
    if kind == L1:
        for k in range(len(x)):
            total += abs(x[k] - y[k])
        return total
    for k in range(len(x)):
        total = max(total, abs(x[k] - y[k]))
    return total


@compiled
def link_lengths(path: Floats, partition: Indices, kind: int) -> Floats:
    """The lengths ``‖X_{t_{i+1}} − X_{t_i}‖`` of the links of a partition of a path (N, D).

    >>> link_lengths(np.array([[0.0, 0.0], [9.0, 9.0], [3.0, 4.0]]), np.array([0, 2]), EUCLIDEAN)
    array([5.])
    """
    lengths = np.empty(len(partition) - 1)
    for k in range(len(lengths)):
        lengths[k] = distance(path[partition[k]], path[partition[k + 1]], kind)
    return lengths


def in_safe_unit(path: Floats) -> tuple[Floats, float]:
    """The path measured in a unit (a power of two, so nothing is rounded) in which squares are safe, and the unit.

    >>> in_safe_unit(np.array([[0.0], [2.0**-900]]))[1] == 2.0**-899
    True
    """
    largest = spread(path)
    if 1e-100 < largest < 1e100 or largest == 0.0:
        return path, 1.0
    if not largest < np.inf:  # the very difference overflows
        path, unit = in_safe_unit(path * 2.0**-10)
        return path, unit * 2.0**10
    exponent = math.frexp(largest)[1]
    half = 2.0 ** -(exponent // 2)  # in two steps, for 2^1074 is no number
    return path * half * 2.0 ** -(exponent - exponent // 2), 2.0**exponent


@compiled_fast
def spread(path: Floats) -> float:
    """The largest coordinate of a difference to the first point: half the diameter in linf, or more."""
    largest = 0.0
    for k in range(len(path)):
        for m in range(path.shape[1]):
            largest = max(largest, abs(path[k, m] - path[0, m]))
    return largest
