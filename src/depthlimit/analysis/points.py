"""Points that a rate can be fitted to, out of those that were logged."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.analysis.notes import Note
from depthlimit.errors import UsageError

Floats = NDArray[np.float64]

LATEST = 1e300
"""Beyond these times a T₀ of ten times their range overflows."""
NOT_FINITE = "{} of {} values left out: NaN or infinite"
NEGATIVE = "{} of {} values negative, unlike C/(t + T₀)^ρ"


def usable_points(t: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats, list[Note]]:
    """Return the finite points in the order of their times, and notes on what limits a fit to them.

    Args:
        t: times ≥ 0, shape (N,).
        y: values, shape (N,).

    Raises:
        UsageError: two shapes, times that are negative or beyond 10^300, or complex numbers.

    >>> usable_points([2, 0, 1], [1.0, 3.0, np.nan])
    (array([0., 2.]), array([3., 1.]), ['1 of 3 values left out: NaN or infinite'])
    """
    if np.iscomplexobj(t) or np.iscomplexobj(y):
        raise UsageError("t or y is complex, expected real numbers: write fit_rate(t, np.abs(y))")
    times, values = np.asarray(t, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if times.ndim != 1 or times.shape != values.shape:
        raise UsageError(
            f"t has shape {times.shape} and y has shape {values.shape}, expected two arrays of one length: "
            "write fit_rate(np.arange(len(y)), y)"
        )
    said = []
    finite = np.isfinite(times) & np.isfinite(values)
    if missing := int(np.count_nonzero(~finite)):
        said.append(Note(NOT_FINITE, missing, len(finite)))
    times, values = times[finite], values[finite]
    if len(times) and times.min() < 0:
        raise UsageError(
            f"the smallest t is {times.min():g}, expected t of at least 0: write fit_rate(t - t.min(), y)"
        )
    if len(times) and times.max() > LATEST:
        raise UsageError(
            f"t reaches {times.max():g}, expected at most {LATEST:g}: measure it in a larger unit"
        )
    if negative := int(np.count_nonzero(values < 0)):
        said.append(Note(NEGATIVE, negative, len(values)))
    order = np.argsort(times, kind="stable")
    return times[order], values[order], said
