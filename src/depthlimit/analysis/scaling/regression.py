"""Slope of a logarithm on log L over all depths and seeds, with errors that allow for their spread."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from depthlimit.analysis.norms import LEVEL
from depthlimit.analysis.scaling.seeds import seeds_with_slopes
from depthlimit.result import Result
from depthlimit.seeds import generator

Floats = NDArray[np.float64]
Method = Literal["HC3", "bootstrap over seeds", "none"]

BOOTSTRAP_FROM = 8
"""Number of seeds from which on they are drawn with replacement; fewer say too little of their law."""
DRAWS = 2000
BENT = 0.01
"""A curvature this unlikely under a power law, and …"""
MATERIAL = 0.1
"""… a local slope that changes by this much from the shallowest depth to the deepest exclude one."""
ROUNDING = 1e-9
"""Errors of a slope below this are rounding."""


@dataclass(frozen=True, repr=False)
class Slope(Result):
    """Slope of log y on log L.

    Attributes:
        value: the slope, NaN where nothing can be said, −∞ where y is 0 at every depth.
        error: its standard error.
        lower: lower end of its interval.
        upper: upper end of its interval.
        r_squared: 1 − residual over total sum of squares, means of seeds subtracted from both.
        bend: by how much the local slope changes from the shallowest depth to the deepest.
        bend_p: the p-value of no bend; NaN with fewer than three depths.
        points: how many (L, seed).
        method: of the interval.
        status: sentences about what limits it.
    """

    value: float
    error: float
    lower: float
    upper: float
    r_squared: float
    bend: float
    bend_p: float
    points: int
    method: Method
    status: tuple[str, ...] = ()

    @property
    def is_power_law(self) -> bool:
        """True if a power law fits: no bend that is both sure and material."""
        return not (self.bend_p < BENT and abs(self.bend) > MATERIAL)


def slope_on_depth(depths: Sequence[int], seeds: Sequence[str], y: Floats, level: float = LEVEL) -> Slope:
    """Regress log y on log L, with an intercept for every seed; a seed with one depth is left out.

    Every seed has a limit of its own, hence the intercepts. Errors are HC3 (MacKinnon and White, *Some
    heteroskedasticity-consistent covariance matrix estimators*, 1985), intervals Student's t with as many
    degrees of freedom as the residuals have; from eight seeds on, the interval comes from drawing seeds.

    Args:
        depths: L of every point, n of them.
        seeds: the seed of every point.
        y: shape (n,), not negative.
        level: the confidence of the interval.

    >>> depths, seeds = [8, 16, 32, 8, 16, 32], ["0", "0", "0", "1", "1", "1"]
    >>> y = np.array(depths, float) ** -0.5 * np.array([1, 1, 1, 3, 3, 3])
    >>> round(slope_on_depth(depths, seeds, y).value, 6)
    -0.5
    """
    L = np.log(np.asarray(depths, dtype=np.float64))
    if (y == 0).all():
        return zero_everywhere(len(y))
    if not (np.isfinite(y) & (y > 0)).all() or len(np.unique(L)) < 2:
        why = "needs two depths" if len(np.unique(L)) < 2 else "is zero or not finite at some depth"
        return unknown(len(y), f"the statistic {why}")
    kept, left_out = seeds_with_slopes(depths, seeds, np.ones(len(y), np.bool_))
    if not kept.any():
        return unknown(len(y), f"no seed has two depths: {left_out}")
    L, y, seeds = L[kept], y[kept], [seed for seed, one in zip(seeds, kept, strict=True) if one]
    names = sorted(set(seeds))
    member = np.array([[seed == name for name in names] for seed in seeds], dtype=np.float64)
    x, z = without_means(L, member), without_means(np.log(y), member)
    value, error, residuals, freedom = robust_line(x, z, member)
    status = [left_out] if left_out else []
    method: Method = "HC3"
    half = float(stdtrit(freedom, (1 + level) / 2)) * error if freedom > 0 else np.nan
    lower, upper = value - half, value + half
    if freedom <= 0:
        status.append("as many parameters as points: add depths or seeds")
    elif len(names) >= BOOTSTRAP_FROM:
        method = "bootstrap over seeds"
        lower, upper = bootstrap_over_seeds(x, z, member, level)
    bend, bend_p = curvature(L, z, member)
    slope = Slope(
        value=value,
        error=error,
        lower=lower,
        upper=upper,
        r_squared=1 - float(residuals @ residuals) / float(z @ z) if z @ z > 0 else np.nan,
        bend=bend,
        bend_p=bend_p,
        points=len(y),
        method=method,
        status=tuple(status),
    )
    if slope.is_power_law:
        return slope
    said = f"not a power law: its local slope changes by {bend:.2g} over these depths (p = {bend_p:.2g})"
    return replace(slope, status=(*status, said))


def unknown(points: int, why: str) -> Slope:
    """Return no slope, with the reason as its status."""
    nan = float("nan")
    return Slope(nan, nan, nan, nan, nan, nan, nan, points, "none", (why,))


def zero_everywhere(points: int) -> Slope:
    """Return the slope of a statistic that is 0 at every depth."""
    return Slope(-np.inf, 0.0, -np.inf, -np.inf, np.nan, 0.0, np.nan, points, "none", ("0 at every depth",))


def without_means(column: Floats, member: Floats) -> Floats:
    """Return a column with the mean of every seed subtracted."""
    return np.asarray(column - member @ (member.T @ column / member.sum(axis=0)))


def robust_line(x: Floats, z: Floats, member: Floats) -> tuple[float, float, Floats, int]:
    """Return the slope of z on x (means of seeds subtracted), its HC3 error, residuals, degrees of freedom.

    By hand: statsmodels gives the same in 2 s of imports, and cannot leave out points of leverage 1.
    """
    power = float(x @ x)
    value = float(x @ z) / power
    residuals = z - value * x
    leverage = x**2 / power + member @ (1 / member.sum(axis=0))
    inflated = residuals / np.maximum(1 - leverage, np.finfo(np.float64).tiny ** 0.25)
    inflated[leverage > 1 - 1e-9] = 0.0  # a point that alone determines a parameter has no residual
    error = float(np.sqrt(np.sum((x * inflated) ** 2))) / power
    return value, error + ROUNDING, residuals, len(x) - member.shape[1] - 1


def bootstrap_over_seeds(x: Floats, z: Floats, member: Floats, level: float) -> tuple[float, float]:
    """Return the percentile interval of the slope when seeds are drawn with replacement."""
    S = member.shape[1]
    cross, power = member.T @ (x * z), member.T @ (x * x)
    drawn = generator(0, "bootstrap").integers(0, S, size=(DRAWS, S))
    slopes = cross[drawn].sum(axis=1) / power[drawn].sum(axis=1)
    lower, upper = np.quantile(slopes, [(1 - level) / 2, (1 + level) / 2])
    return float(lower) - ROUNDING, float(upper) + ROUNDING


def curvature(L: Floats, z: Floats, member: Floats) -> tuple[float, float]:
    """Return by how much the slope changes over the depths in a fit with (log L)², and the p-value of 0."""
    freedom = len(L) - member.shape[1] - 2
    if len(np.unique(L)) < 3 or freedom < 1:
        return np.nan, np.nan
    x = without_means(L, member)
    square = without_means((L - L.mean()) ** 2, member)
    along = float(x @ square) / float(x @ x)
    square = square - along * x
    rest = z - float(x @ z) / float(x @ x) * x
    coefficient, error, _, _ = robust_line(square, rest, member)
    bend = 2 * coefficient * float(L.max() - L.min())
    return bend, 2 * float(stdtr(freedom, -abs(coefficient) / error))
