"""p-variation in any metric space: the distance is a function of two points."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import as_array, checked_path, refuse_infinite
from depthlimit.pvariation.reference import best_partition, trace
from depthlimit.pvariation.result import Floats, PVariation, Solution, certified

Metric = Callable[[Any, Any], float]  # two points of the path as they came: numbers, or arrays of shape (D,)
Indexed = Callable[[int, int], float]  # the distance of the i-th and the j-th point
TRIPLES = 64  # of points on which symmetry and the triangle inequality are tried
BLOCK = 16


def general_metric(
    path: ArrayLike, exponents: Sequence[float], metric: Metric, assume_metric: bool
) -> list[PVariation]:
    """The results of one path for a distance that is a function, by all its N²/2 values or by pruning.

    >>> [r.sum for r in general_metric([0.0, 3.0, 1.0], [2.0], lambda x, y: min(abs(x - y), 2.0), True)]
    [8.0]
    """
    points = as_array(path)
    N = len(checked_path(points))
    refuse_infinite(points.reshape(N, -1))
    between = indexed(points, metric)
    if assume_metric:
        refuse_if_no_metric(between, N)
        solutions = [pruned(between, N, p) if p < np.inf else farthest(between, N) for p in exponents]
    else:
        distances = np.array([[between(i, j) if i < j else 0.0 for j in range(N)] for i in range(N)])
        solutions = [
            best_partition(distances, p) if p < np.inf else farthest(lambda i, j: float(distances[i, j]), N)
            for p in exponents
        ]
    return [
        certified(
            p, solution, np.array([between(i, j) for i, j in zip(solution[0], solution[0][1:], strict=False)])
        )
        for p, solution in zip(exponents, solutions, strict=True)
    ]


def indexed(points: Floats, metric: Metric) -> Indexed:
    """The metric on indices; refuses values that no distance has."""

    def between(i: int, j: int) -> float:
        length = float(metric(points[i], points[j]))
        if not 0 <= length < np.inf:
            raise ValueError(
                f"the metric returned {length} for the points {i} and {j}, needed is a finite distance ≥ 0: "
                "write metric=lambda x, y: abs(x - y).sum()"
            )
        return length

    return between


def refuse_if_no_metric(between: Indexed, N: int) -> None:
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


def pruned(between: Indexed, N: int, p: float) -> Solution:
    """Dynamic programming that skips a block of 16 rows if no point of its ball is far enough to matter.

    All links from the ball of centre c and radius r to X_j are at most d(c, X_j) + r long.
    """
    centres = [min(start + BLOCK // 2, N - 1) for start in range(0, N, BLOCK)]
    radii = [
        max(between(i, centre) for i in range(start, min(start + BLOCK, N)))
        for start, centre in zip(range(0, N, BLOCK), centres, strict=True)
    ]
    scale = max(between(0, j) for j in range(N)) or 1.0
    best, last = np.zeros(N), np.zeros(N, np.intp)

    def try_link(i: int, j: int) -> float:
        length = between(i, j)
        value = best[i] + (length / scale) ** p
        if value > best[j]:
            best[j], last[j] = value, i
        return length

    for j in range(1, N):
        try_link(int(last[j - 1]), j)
        for i in range(j - 1, j - 1 - j % BLOCK, -1):
            try_link(i, j)
        for block in range(j // BLOCK - 1, -1, -1):
            start, end = block * BLOCK, (block + 1) * BLOCK - 1
            if best[end] + 2.0**p <= best[j]:
                break  # the values grow with the index, and no link is longer than twice the scale
            reach = try_link(centres[block], j) + radii[block]
            if best[end] + (reach * (1 + 1e-12) / scale) ** p > best[j]:
                for i in range(start, end + 1):
                    try_link(i, j)
    return trace(last), lambda: best * scale**p


def farthest(between: Indexed, N: int) -> Solution:
    """The partition for p = ∞: that through the two points farthest apart."""
    distances = np.array([[between(i, j) if i < j else 0.0 for j in range(N)] for i in range(N)])
    i, j = divmod(int(np.argmax(distances)), N)
    running = np.maximum.accumulate(distances.max(axis=0))
    return np.unique([0, i, j, N - 1]), lambda: running
