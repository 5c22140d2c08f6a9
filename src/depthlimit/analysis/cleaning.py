"""Cleaning of a noisy log before a curve is fitted to it."""

import numpy as np
from numpy.typing import NDArray

from depthlimit.requirements import Requirement, require

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

CLEANING = {
    "filter_period": Requirement(
        lambda value: value == 0 or value >= 2, "0 (off) or at least 2, since 1 leaves nothing", 0
    ),
    "window_size": Requirement(
        lambda value: value == 0 or value >= 3, "0 (off) or at least 3, since 1 and 2 leave nothing", 27
    ),
}


def kept_points(y: Floats, filter_period: int = 0, window_size: int = 0) -> Indices:
    """Return the indices of the points that cleaning keeps, in order.

    Dropped are every ``filter_period``-th point (the points number q, 2q, … for q = ``filter_period``), then
    values that are not finite, then one minimum and one maximum, the first of equal ones, of consecutive
    windows of exactly ``window_size`` of the points left; a shorter last window is kept. 0 turns a step off.

    Raises:
        UsageError: a period of 1, or a window of 1 or 2, which would leave nothing.

    >>> kept_points(np.array([3.0, 1.0, 2.0, 1.0, 5.0, 5.0]), window_size=3)  # 3 and 1 go, then 1 and 5
    array([2, 5])
    >>> kept_points(np.zeros(7), filter_period=3)
    array([0, 1, 3, 4, 6])
    """
    require({"filter_period": filter_period, "window_size": window_size}, CLEANING)
    kept = np.arange(len(y))
    if filter_period:
        kept = kept[(kept + 1) % filter_period != 0]
    kept = kept[np.isfinite(y[kept])]
    if not window_size:
        return kept
    whole = len(kept) // window_size * window_size
    windows = kept[:whole].reshape(-1, window_size)
    parts = [without_extremes(y, window) for window in windows]
    return np.concatenate([*parts, kept[whole:]])


def without_extremes(y: Floats, window: Indices) -> Indices:
    """Return the window without its first minimum, and without the first maximum of the rest."""
    rest = np.delete(window, np.argmin(y[window]))
    return np.delete(rest, np.argmax(y[rest]))
