"""p-variation in any metric space: the distance is a function of two points."""

import itertools
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.checks import (
    as_array,
    as_number,
    checked_path,
    described,
    one_line,
    refuse_infinite,
)
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.reference import from_distances, running_maximum, trace
from depthlimit.pvariation.result import PVariation, certified, in_unit

Metric = Callable[[Any, Any], float]  # of two points of the path: numbers, or arrays of shape (D,)
Indexed = Callable[[int, int], float]  # returns the distance of the i-th and the j-th point
TRIPLES = 64  # of points on which symmetry and the triangle inequality are checked
BLOCK = 16


def general_metric(
    path: ArrayLike, exponents: Sequence[float], metric: Metric, assume_metric: bool
) -> list[PVariation]:
    """Return the results of one path for a metric that is a function, from its N²/2 values or by pruning.

    >>> [r.sum for r in general_metric([0.0, 3.0, 1.0], [2.0], lambda x, y: min(abs(x - y), 2.0), True)]
    [8.0]
    """
    points = as_array(path)
    N = len(checked_path(points))
    refuse_infinite(points.reshape(N, -1))
    between = indexed(points, metric)
    if assume_metric:
        check_axioms(between, N)
        return [
            pruned(between, N, p) if p < np.inf else farthest(all_distances(between, N)) for p in exponents
        ]
    distances = all_distances(between, N)
    return [from_distances(distances, p) if p < np.inf else farthest(distances) for p in exponents]


def indexed(points: Floats, metric: Metric) -> Indexed:
    """Return the metric as a function of indices, which refuses values that are not distances."""

    def between(i: int, j: int) -> float:
        try:
            value = metric(points[i], points[j])
        except Exception as error:
            raise ValueError(
                f"the metric failed on the points {i} and {j} ({type(error).__name__}: {one_line(error)}), "
                "expected a function of two points: write metric=lambda x, y: abs(x - y).sum()"
            ) from error
        try:
            length = as_number(value)
        except (TypeError, ValueError, OverflowError):
            raise TypeError(
                f"the metric returned {described(value)} for the points {i} and {j}, expected one "
                "real number: write metric=lambda x, y: abs(x - y).sum()"
            ) from None
        if not 0 <= length < np.inf:
            raise ValueError(
                f"the metric returned {length} for the points {i} and {j}, expected a finite distance ≥ 0: "
                "write metric=lambda x, y: abs(x - y).sum()"
            )
        return length

    return between


def all_distances(between: Indexed, N: int) -> Floats:
    """Return the distances of all pairs i < j, shape (N, N), zero elsewhere."""
    distances = np.zeros((N, N))
    for i in range(N):
        for j in range(i + 1, N):
            distances[i, j] = between(i, j)
    return distances


def check_axioms(between: Indexed, N: int) -> None:
    """Spot-check symmetry and the triangle inequality on random triples of points."""
    rng = np.random.default_rng(0)
    for i, j, k in np.sort(rng.integers(N, size=(TRIPLES, 3)), axis=1).tolist():
        ij, jk, ik = between(i, j), between(j, k), between(i, k)
        slack = 1e-9 * (ij + jk + ik)
        if abs(ij - between(j, i)) > slack:
            raise ValueError(
                f"the metric is not symmetric on the points {i} and {j} ({ij} and {between(j, i)}), which "
                "assume_metric=True promises: write assume_metric=False"
            )
        if ik > ij + jk + slack or ij > ik + jk + slack or jk > ij + ik + slack:
            raise ValueError(
                f"the metric breaks the triangle inequality on the points {i}, {j} and {k} ({ij}, {jk} and "
                f"{ik}), which assume_metric=True promises: write assume_metric=False"
            )


def pruned(between: Indexed, N: int, p: float) -> PVariation:
    """Return the result by dynamic programming that skips blocks of 16 rows by their balls.

    No link from the ball of centre c and radius r to X_j is longer than d(c, X_j) + r. The unit of length is
    the longest link so far: no power overflows, and those that underflow do not matter.
    """
    centres = [min(start + BLOCK // 2, N - 1) for start in range(0, N, BLOCK)]
    radii = [
        max(between(i, centre) for i in range(start, min(start + BLOCK, N)))
        for start, centre in zip(range(0, N, BLOCK), centres, strict=True)
    ]
    longest = 2.0 * max(between(0, j) for j in range(N))  # no link is longer
    best, last, unit = np.zeros(N), np.zeros(N, np.intp), 5e-324  # at first the smallest positive float
    final, units = np.zeros(N), np.zeros(N)

    def scaled_power(length: float) -> float:
        return power(length / unit, p)

    def try_link(i: int, j: int) -> float:
        nonlocal unit
        length = between(i, j)
        if length > unit:
            best[:] /= scaled_power(length)
            unit = length
        value = best[i] + scaled_power(length)
        if value > best[j]:
            best[j], last[j] = value, i
        return length

    for j in range(1, N):
        try_link(int(last[j - 1]), j)
        for i in range(j - 1, j - 1 - j % BLOCK, -1):
            try_link(i, j)
        for block in range(j // BLOCK - 1, -1, -1):
            start, end = block * BLOCK, (block + 1) * BLOCK - 1
            if best[end] + scaled_power(longest) <= best[j]:
                break  # the sums grow with the index
            reach = try_link(centres[block], j) + radii[block]
            if best[end] + scaled_power(reach * (1 + 1e-12)) > best[j]:
                for i in range(start, end + 1):
                    try_link(i, j)
        final[j], units[j] = best[j], unit
    partition = trace(last)
    links = [between(i, j) for i, j in itertools.pairwise(partition.tolist())]
    return certified(p, partition, np.array(links), 1.0, lambda: in_unit(final, units, p))


def farthest(distances: Floats) -> PVariation:
    """Return the result for p = ∞: the partition through the two points farthest apart."""
    N = len(distances)
    i, j = divmod(int(np.argmax(distances)), N)
    partition = np.unique([0, i, j, N - 1])
    links = distances[partition[:-1], partition[1:]]
    return certified(np.inf, partition, links, 1.0, partial(running_maximum, distances))
