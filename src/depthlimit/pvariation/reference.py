"""Exact p-variation by its definition: slow and obviously correct. It tests all other engines."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.profile import profile
from depthlimit.pvariation.result import PVariation, Solution, Sums, certified


def reference(path: Floats, exponents: Sequence[float]) -> list[PVariation]:
    """Return the p-variation of one path for several exponents, from the matrix of its Euclidean distances.

    Args:
        path: shape (N, D), N ≥ 1, finite.
        exponents: each p ≥ 1.

    >>> [result.sum for result in reference(np.array([[0.0], [1.0], [0.0], [2.0]]), [1.0, 2.0])]
    [4.0, 6.0]
    """
    distances = np.array([np.linalg.norm(path - point, axis=1) for point in path])
    return [from_distances(distances, p) for p in exponents]


def from_distances(distances: Floats, p: float) -> PVariation:
    """Return the p-variation of a path from all its ``distances`` (N, N), 1 ≤ p < ∞."""
    partition, _ = best_partition(distances, p)

    def level(stop: int) -> Sums:
        return best_partition(distances[:stop, :stop], p)[1]()

    prefixes = partial(profile, p, len(distances), level, partial(running_maximum, distances))
    return certified(p, partition, distances[partition[:-1], partition[1:]], 1.0, prefixes)


def running_maximum(distances: Floats) -> Floats:
    """Return the diameter of every prefix; only the upper half of ``distances`` (N, N) is read."""
    running: Floats = np.maximum.accumulate(np.triu(distances).max(axis=0))
    return running


def best_partition(distances: Floats, p: float) -> Solution:
    """Return an optimal partition by dynamic programming, in time and memory O(N²).

    With ``F_j`` the largest sum over the partitions of ``0, …, j``,
    ``F_0 = 0`` and ``F_j = max_{i<j} F_i + ‖X_j − X_i‖^p`` (Butkus and Norvaiša, *Computation of
    p-variation*, Lith. Math. J. 58, 2018).
    """
    N = len(distances)
    forwards = np.triu(distances)
    scale = float(forwards.max()) or 1.0
    powers = (forwards / scale) ** p  # the longest is exactly 1, so its powers do not underflow
    best = np.zeros(N)
    last = np.zeros(N, dtype=np.intp)
    for j in range(1, N):
        candidates = best[:j] + powers[:j, j]
        last[j] = np.argmax(candidates)
        best[j] = candidates[last[j]]
    return trace(last), lambda: (best, scale)


@compiled
def trace(last: Indices) -> Indices:
    """Return the optimal partition, given the best last link ``(last[j], j)`` of every prefix."""
    partition = np.empty(len(last), np.intp)
    start = len(last) - 1
    partition[start] = len(last) - 1
    while partition[start] > 0:
        start -= 1
        partition[start] = last[partition[start + 1]]
    return partition[start:].copy()
