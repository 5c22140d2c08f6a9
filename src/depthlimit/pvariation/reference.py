"""Exact p-variation by its definition: slow, and obviously right. Every other engine is held against it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from depthlimit.pvariation.result import PVariation


def reference(path: NDArray[np.float64], exponents: Sequence[float]) -> list[PVariation]:
    """The p-variation of one path for several exponents, from one matrix of distances.

    With ``V_j`` the largest sum over the partitions of ``0, …, j``, dynamic programming gives
    ``V_0 = 0`` and ``V_j = max_{i<j} V_i + ‖X_j − X_i‖^p`` (Butkus and Norvaiša, *Computation of
    p-variation*, Lith. Math. J. 58, 2018). Time and memory O(N²).

    Args:
        path: shape (N, D), N ≥ 1, finite.
        exponents: each p ≥ 1.

    >>> [result.sum for result in reference(np.array([[0.0], [1.0], [0.0], [2.0]]), [1.0, 2.0])]
    [4.0, 6.0]
    """
    distances = cdist(path, path)
    return [best_partition(distances, p) for p in exponents]


def best_partition(distances: NDArray[np.float64], p: float) -> PVariation:
    """The p-variation of a path of which all ``distances`` (N, N) are known."""
    N = len(distances)
    best = np.zeros(N)
    last = np.zeros(N, dtype=np.intp)
    powers = distances**p
    for j in range(1, N):
        candidates = best[:j] + powers[:j, j]
        last[j] = np.argmax(candidates)
        best[j] = candidates[last[j]]
    partition = [N - 1]
    while partition[-1] > 0:
        partition.append(int(last[partition[-1]]))
    return PVariation(p, float(best[-1]), np.array(partition[::-1], dtype=np.intp))
