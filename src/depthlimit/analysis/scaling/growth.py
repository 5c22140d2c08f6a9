"""Growth of the p-variation with the depth, and the exponent p* at which it stops growing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.analysis.scaling.regression import Slope, slope_on_depth
from depthlimit.analysis.scaling.seeds import seeds_with_slopes
from depthlimit.result import Result

Floats = NDArray[np.float64]

EXPONENTS = (1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
FLAT_VALUES = 3
"""Exponents of the grid above p* that have to be flat before p* is reported."""
FLAT = 0.05
"""A slope this close to b is flat."""
BLUR = 0.05
"""Exponents with 1/p − H below this are left out of the fit: for finite L the kink is round."""
SMOOTH = 0.96
"""From this H on a path counts as smooth as any: at finite depth a smooth one comes out a little below 1."""
ROUNDS = 6
"""Of the fit, in which H decides which exponents are used."""


@dataclass(frozen=True, repr=False)
class Growth(Result):
    """Fit of slope(p) = b + max(1/p − H, 0).

    Attributes:
        exponents: p.
        slopes: of log ‖L^β X‖_p-var on log L, one for every p.
        shift: b, the exponent of what is left of its size: the error of the β that was used; NaN where
            nothing can be said.
        hurst: H; NaN where it is not identified.
        critical: p* = 1/H; NaN where it is not identified, its upper end alone for a path as smooth as any.
        identified: True if there is a kink with a flat part beyond it.
        dimension: of the space of the paths.
        status: sentences about what limits the fit.
    """

    exponents: tuple[float, ...]
    slopes: tuple[Slope, ...]
    shift: Estimate
    hurst: Estimate
    critical: Estimate
    identified: bool
    dimension: int
    status: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        said = [] if np.isnan(self.shift.value) else [described(self)]
        return "; ".join([*said, *self.status])


def growth(
    depths: Sequence[int],
    seeds: Sequence[str],
    norms: Floats,
    deviations: Floats,
    exponents: Sequence[float],
    beta: float,
    dimension: int,
    level: float,
    *,
    open_end: bool,
) -> Growth:
    """Fit the growth of p-variation norms with the depth.

    A path X(k/L) with E‖X_t − X_s‖² ~ |t − s|^(2H) in a space of many dimensions has ‖X‖_p-var ~
    L^max(1/p − H, 0): below p* = 1/H the finest partition is the best, above it a coarse one. Since weights
    end at 1 − 1/L and have L − 1 steps, log ‖X‖_p-var + max(1/p, H) log(L/(L − 1)) is regressed on log L.
    Seeds with a single depth have no slope and are left out, which the status says.

    Args:
        depths: of the n paths.
        seeds: of the n paths.
        norms: ‖X‖_p-var, not rescaled, shape (n, exponents).
        deviations: the root mean square deviations of the paths from their means, shape (n,).
        exponents: p, increasing from 1.
        beta: the exponent of the rescaling.
        dimension: of the space of the paths; in a single one the kink is blurred.
        level: the confidence of intervals.
        open_end: True if the last of L steps is missing, as for weights; a primitive has all of them.
    """
    p = np.asarray(exponents, dtype=np.float64)
    if (norms == 0).all():
        said = "the path is constant: its p-variation is 0 for every p"
        return nothing(depths, seeds, norms, exponents, dimension, level, said)
    kept, left_out = seeds_with_slopes(
        depths,
        seeds,
        np.isfinite(deviations) & (deviations > 0) & (np.isfinite(norms) & (norms > 0)).all(axis=1),
    )
    if not kept.any():
        said = f"no seed has a slope over the depth ({left_out})"
        rescaled = norms * scale_of(depths, beta)[:, None]
        return nothing(depths, seeds, rescaled, exponents, dimension, level, said)
    depths = [depth for depth, one in zip(depths, kept, strict=True) if one]
    seeds = [seed for seed, one in zip(seeds, kept, strict=True) if one]
    norms, deviations = norms[kept], deviations[kept]
    names = sorted(set(seeds))
    member = np.array([[seed == name for seed in seeds] for name in names])
    L = np.asarray(depths, dtype=np.float64)
    missing = np.log(L / (L - 1)) if open_end else np.zeros(len(L))

    def slopes_of_seeds(hurst: float) -> Floats:
        y = corrected(norms, missing, p, hurst) + beta * np.log(L)[:, None]
        return np.array([lines(np.log(L[mine]), y[mine]) for mine in member])

    sizes = np.array([lines(np.log(L[mine]), np.log(deviations[mine])[:, None])[0] for mine in member]) + beta
    guess = 0.5
    for _ in range(ROUNDS):
        slopes_by_seed = slopes_of_seeds(guess)
        hursts = fit(p, slopes_by_seed, sizes, guess)
        guess = float(hursts.mean())
    shift, hurst = over_seeds(sizes, level), over_seeds(hursts, level)
    slopes = slope_table(depths, seeds, corrected(norms, missing, p, guess), beta, level)
    flat = flat_values(p, slopes_by_seed.mean(axis=0), guess, shift.value)
    identified = flat >= FLAT_VALUES
    if dimension == 1:
        hurst = widened(hurst)
    critical = inverse(hurst)
    if not identified:
        hurst = critical = Estimate(np.nan, np.nan, np.nan, len(names))
    status = (left_out,) if left_out else ()
    return Growth(tuple(exponents), slopes, shift, hurst, critical, identified, dimension, status)


def corrected(norms: Floats, missing: Floats, p: Floats, hurst: float) -> Floats:
    """Return log ‖X‖_p-var with what the missing last step would add."""
    return np.asarray(np.log(norms) + np.maximum(1 / p, hurst) * missing[:, None])


def lines(x: Floats, y: Floats) -> Floats:
    """Return the slopes of the columns of y on x, which has at least two different values."""
    x = x - x.mean()
    return np.asarray(x @ y / (x @ x))


def fit(p: Floats, slopes: Floats, sizes: Floats, guess: float) -> Floats:
    """Return the least-squares H of slope(p) = b + max(1/p − H, 0) for every seed, b the slope at p = ∞.

    Used are the exponents below the kink, and p = ∞, for which the root mean square deviation stands: it has
    the growth of the flat part, without the bias of a supremum over few points.

    >>> p = np.array([1.0, 1.5, 4.0, 8.0])
    >>> fit(p, 0.1 + np.maximum(1 / p - 0.5, 0)[None], np.array([0.1]), guess=0.4).round(3)
    array([0.5])
    """
    steep = (1 / p - guess > BLUR) | (p == 1)
    return np.asarray(sizes - (slopes - 1 / p)[:, steep].mean(axis=1))


def slope_table(
    depths: Sequence[int], seeds: Sequence[str], logs: Floats, beta: float, level: float
) -> tuple[Slope, ...]:
    """Return the slope for every p, as it is tabled."""
    scale = scale_of(depths, beta)
    return tuple(slope_on_depth(depths, seeds, np.exp(column) * scale, level) for column in logs.T)


def scale_of(depths: Sequence[int], beta: float) -> Floats:
    """Return L^β."""
    return np.asarray(np.asarray(depths, dtype=np.float64) ** beta)


def flat_values(p: Floats, slopes: Floats, hurst: float, shift: float) -> int:
    """Return how many of the largest exponents, all of them beyond 1/H, have a flat slope."""
    beyond = (p * max(hurst, 1e-9) >= 1) & (np.abs(slopes - shift) <= FLAT)
    return len(p) if beyond.all() else int(np.argmin(beyond[::-1]))


def widened(estimate: Estimate) -> Estimate:
    """Return the estimate with three times the interval, for a single dimension."""
    below, above = estimate.value - estimate.lower, estimate.upper - estimate.value
    return Estimate(estimate.value, estimate.value - 3 * below, estimate.value + 3 * above, estimate.seeds)


def inverse(hurst: Estimate) -> Estimate:
    """Return p* = 1/H, at least 1."""

    def reciprocal(x: float) -> float:
        return 1 / min(x, 1.0) if x > 0 else (np.inf if x <= 0 else np.nan)

    return Estimate(reciprocal(hurst.value), reciprocal(hurst.upper), reciprocal(hurst.lower), hurst.seeds)


def nothing(
    depths: Sequence[int],
    seeds: Sequence[str],
    norms: Floats,
    exponents: Sequence[float],
    dimension: int,
    level: float,
    reason: str,
) -> Growth:
    """Return a growth without numbers, and the reason."""
    unknown = Estimate(np.nan, np.nan, np.nan, len(set(seeds)))
    slopes = tuple(slope_on_depth(depths, seeds, column, level) for column in norms.T)
    return Growth(tuple(exponents), slopes, unknown, unknown, unknown, False, dimension, (reason,))


def described(growth: Growth) -> str:
    """Return the fit in words."""
    if growth.identified:
        ends = f"p* = {growth.critical}"
        if growth.hurst.lower > SMOOTH:
            ends = f"p* ≤ {growth.critical.upper:.3g}, as for a smooth path"
        blurred = "; in one dimension the kink is blurred, the interval is three times wider" * (
            growth.dimension == 1
        )
        return f"{ends}; its size grows like L^b, b = {growth.shift}{blurred}"
    values = np.array([slope.value for slope in growth.slopes])
    inverse_p = 1 / np.array(growth.exponents)
    line = np.polyfit(inverse_p, values, 1)
    bends = float(np.abs(values - np.polyval(line, inverse_p)).max())
    if abs(line[0] - 1) < 2 * FLAT and bends < 2 * FLAT:
        return f"white, amplitude L^({line[1]:.3g}): slope(p) is linear in 1/p, H is not identified"
    return "slope(p) is flat over fewer than three exponents, p* is not identified"
