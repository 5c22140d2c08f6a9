"""Intervals over seeds as figures draw them: Student's from three seeds on, the range of two."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Floats = NDArray[np.float64]

FEWEST = 3
"""Number of seeds from which Student's interval is drawn: that of two is wider than most figures."""


def drawn_half_width(half_width: Floats, seeds: int, level: float) -> Floats:
    """Return half of the length of what is drawn around a mean: of two seeds, half of their distance.

    Args:
        half_width: of Student's interval of the mean.
        seeds: how many the mean is over.
        level: of the interval.

    >>> from depthlimit.analysis.norms import half_width
    >>> student = half_width(np.array([1.0, 3.0]), 0.95)
    >>> round(float(student), 3), round(float(drawn_half_width(student, 2, 0.95)), 9)
    (12.706, 1.0)
    """
    return half_width if seeds >= FEWEST else half_width / stdtrit(1, (1 + level) / 2)


def mean_in_words(seeds: Collection[int], interval: str) -> str:
    """Return what is drawn for means over some numbers of seeds.

    >>> mean_in_words([3, 3], "its 95% interval"), mean_in_words([1], ""), mean_in_words([2], "")
    ('the mean over seeds with its 95% interval', 'one seed', 'the mean of two seeds with their range')
    """
    most = max(seeds)
    if most < FEWEST:
        return "the mean of two seeds with their range" if most > 1 else "one seed"
    said = f"the mean over seeds with {interval}"
    return f"{said} (of two seeds, their range)" if FEWEST - 1 in seeds else said
