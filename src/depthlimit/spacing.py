"""Evenly spaced indices of a sequence that is too long to show."""

import numpy as np
from numpy.typing import NDArray


def evenly_spaced(length: int, most: int) -> NDArray[np.intp]:
    """Return at most ``most`` indices from 0 to ``length`` − 1, evenly spaced, both ends included.

    >>> evenly_spaced(3, 101), evenly_spaced(60, 5)
    (array([0, 1, 2]), array([ 0, 15, 30, 44, 59]))
    """
    return np.unique(np.linspace(0, length - 1, min(length, most)).round().astype(np.intp))
