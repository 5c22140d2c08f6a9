"""Thinning of curves that are drawn; linked data keep all points."""

from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Indices = NDArray[np.intp]


def thinned(y: ArrayLike, most: int) -> Indices:
    """Return the indices, in order, of at most ``most`` points whose line looks like that through all points.

    The points are cut into windows of equal length; one minimum and one maximum of each are kept, so no
    peak is lost. The first and the last point are kept.

    Args:
        y: heights, shape (N,); NaN is skipped.
        most: how many points, at least 4.

    >>> y = np.zeros(1000)
    >>> y[417] = 1.0
    >>> kept = thinned(y, 100)
    >>> len(kept) <= 100, 417 in kept
    (True, True)
    """
    heights = np.asarray(y, dtype=np.float64)
    N = len(heights)
    if most >= N:
        return np.arange(N)
    windows = (most - 2) // 2
    edges = np.linspace(0, N, windows + 1).astype(np.intp)
    kept = {0, N - 1}
    low, high = np.nan_to_num(heights, nan=np.inf), np.nan_to_num(heights, nan=-np.inf)
    for start, end in pairwise(edges):
        kept.update((start + int(np.argmin(low[start:end])), start + int(np.argmax(high[start:end]))))
    return np.array(sorted(kept))
