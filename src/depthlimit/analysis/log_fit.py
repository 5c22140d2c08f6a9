"""Rate of convergence of a log: which of its points are fitted, and what limits the fit."""

import numpy as np

from depthlimit.analysis.cleaning import kept_points
from depthlimit.analysis.notes import Note
from depthlimit.analysis.points import NOT_FINITE
from depthlimit.analysis.rates import RateFit, fit_rate
from depthlimit.scalars import Scalars

TRIMMED = (
    "windows of {} points are trimmed of their extremes, which narrows the spread: the errors are too small "
    "and the intervals too narrow"
)


def fit_log(
    log: Scalars,
    scaling: float = 1.0,
    infer_shift: bool = False,
    *,
    window_size: int = 0,
    filter_period: int = 0,
) -> RateFit:
    """Return the fit of C/(t + T₀)^ρ to the values of a log, where t counts its points.

    Args:
        log: the values.
        scaling: t is the index of a point times this factor.
        infer_shift: True if T₀ is a parameter; otherwise it is 1.
        window_size: windows of so many points are trimmed of their extremes; 0: off.
        filter_period: every so-many-th point is dropped; 0: off.
    """
    kept = kept_points(log.values, filter_period, window_size)
    with np.errstate(over="ignore"):
        t = scaling * kept.astype(np.float64)
    return fit_rate(t, log.values[kept], infer_shift, known=status_of(log, window_size))


def status_of(log: Scalars, window_size: int) -> list[Note]:
    """Return notes on the data that limit a fit to them."""
    said = []
    if missing := int(np.count_nonzero(~np.isfinite(log.values))):
        said.append(Note(NOT_FINITE, missing, len(log.values)))
    if window_size:
        said.append(Note(TRIMMED, window_size))
    return said
