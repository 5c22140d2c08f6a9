"""The supremum ``‖X‖_p-var^p`` over every prefix of a real path."""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.result import Sums


def sums_on_line(path: Floats, p: float) -> Sums:
    """Return the sums of all prefixes of a real path (N,), 1 ≤ p < ∞; empirically O(N log N) for rough paths.

    >>> sums_on_line(np.array([0.0, 1.0, 0.0, 2.0]), 2.0)
    (array([0.  , 0.25, 0.5 , 1.5 ]), 2.0)
    """
    if p == 1:
        return np.concatenate([[0.0], np.abs(np.diff(path)).cumsum()]), 1.0
    span = float(np.ptp(path)) or 1.0
    return best_by_records((path - path[0]) / span, p), span


def running_span(path: Floats) -> Floats:
    """Return the diameter of every prefix of a real path (N,)."""
    span: Floats = np.maximum.accumulate(path) - np.minimum.accumulate(path)
    return span


@compiled
def best_by_records(path: Floats, p: float) -> Floats:
    """Return ``F_j = max F_i + |X_j − X_i|^p`` for every j, over the only i that matter.

    Nothing between the ends of an optimal link exceeds them: i runs through the records of the path seen
    backwards from j, up to the first point beyond X_j. The nearest earlier points
    with a lower and with a higher value are stored for each point.
    """
    N = len(path)
    best = np.zeros(N)
    lower, higher = np.full(N, -1), np.full(N, -1)  # the nearest earlier index with a smaller, a larger value
    for j in range(1, N):
        lower[j] = nearest(path, lower, j, 1.0)
        higher[j] = nearest(path, higher, j, -1.0)
        best[j] = max(
            best_along(path, best, lower, j, higher[j], p),
            best_along(path, best, higher, j, lower[j], p),
            best[j - 1],
        )
    return best


@compiled
def nearest(path: Floats, chain: Indices, j: int, sign: float) -> int:
    """Return the nearest index before j whose value is smaller (sign 1) or larger (sign −1)."""
    i = j - 1
    while i >= 0 and sign * path[i] >= sign * path[j]:
        i = chain[i]
    return i


@compiled
def best_along(path: Floats, best: Floats, chain: Indices, j: int, stop: int, p: float) -> float:
    """Return the largest sum with a last link to j from the records that the chain visits after ``stop``."""
    value = 0.0
    i = chain[j]
    while i > stop:
        if best[i] + 1.0 <= value:
            break  # earlier values are no larger, and no link is longer than 1
        value = max(value, best[i] + power(abs(path[j] - path[i]), p))
        i = chain[i]
    return value
