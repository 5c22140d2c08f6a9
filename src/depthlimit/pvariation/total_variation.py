"""p = 1: by the triangle inequality the finest partition is optimal, without a search."""

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.distances import link_lengths
from depthlimit.pvariation.result import Solution


def total_variation(path: Floats, metric: int) -> Solution:
    """Return the finest partition of a path (N, D), and its cumulative length: O(N·D).

    >>> partition, prefixes = total_variation(np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 0.0]]), 0)
    >>> prefixes()
    (array([ 0.,  5., 10.]), 1.0)
    """
    finest = np.arange(len(path))
    return finest, lambda: (np.concatenate([[0.0], link_lengths(path, finest, metric).cumsum()]), 1.0)
