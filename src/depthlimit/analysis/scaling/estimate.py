"""A number for all seeds, with its interval."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from depthlimit.analysis.norms import LEVEL
from depthlimit.result import Result

Floats = NDArray[np.float64]

ROUNDING = 1e-9
"""Relative rounding error of a value: seeds that agree to the last digit do not make it exact."""


@dataclass(frozen=True, repr=False)
class Estimate(Result):
    """A number with its interval; NaN where nothing can be said.

    Attributes:
        value: the mean over seeds.
        lower: lower end of the interval.
        upper: upper end of the interval.
        seeds: how many.
    """

    value: float
    lower: float
    upper: float
    seeds: int

    @property
    def known(self) -> bool:
        """True if it has an interval."""
        return bool(np.isfinite(self.lower) and np.isfinite(self.upper))

    def covers(self, truth: float) -> bool:
        """Return True if a value lies in the interval."""
        return self.lower <= truth <= self.upper

    def __str__(self) -> str:
        if np.isnan([self.lower, self.upper]).any():
            return f"{self.value:.3g} (no interval)"
        return f"{self.value:.3g} [{self.lower:.3g}, {self.upper:.3g}]"


def over_seeds(values: Floats, level: float = LEVEL) -> Estimate:
    """Return the mean of one value for every seed, with Student's interval.

    Seeds are independent of one another; depths of one seed are not, since they share one limit. So the
    interval comes from the spread between seeds, not from that around a line.

    >>> estimate = over_seeds(np.array([1.0, 3.0]), level=0.5)
    >>> estimate.value, round(estimate.lower, 6), round(estimate.upper, 6)
    (2.0, 1.0, 3.0)
    """
    values = values[np.isfinite(values)]
    n = len(values)
    if n < 2:
        return Estimate(float(values[0]) if n else np.nan, np.nan, np.nan, n)
    rounding = ROUNDING * np.abs(values).max()
    half = stdtrit(n - 1, (1 + level) / 2) * values.std(ddof=1) / np.sqrt(n) + rounding
    return Estimate(float(values.mean()), float(values.mean() - half), float(values.mean() + half), n)
