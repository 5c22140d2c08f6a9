"""How the p-variation grows with the depth, and the exponent p* at which it stops growing."""

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
"""As many exponents of the grid above p* have to be flat before p* is reported."""
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
    """The fit of slope(p) = b + max(1/p − H, 0).

    Attributes:
        exponents: p.
        slopes: of log V_p on log L, rescaled by L^β, one for every p.
        shift: b, the exponent of what is left of its size: the error of the β that was used.
        hurst: H; NaN where it is not identified.
        critical: p* = 1/H; NaN where it is not identified, its upper end alone for a path as smooth as any.
        identified: whether there is a kink with a flat part beyond it.
        sentence: what follows.
    """

    exponents: tuple[float, ...]
    slopes: tuple[Slope, ...]
    shift: Estimate
    hurst: Estimate
    critical: Estimate
    identified: bool
    sentence: str


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

    A path X(k/L) with E‖X_t − X_s‖² ~ |t − s|^(2H) in a space of many dimensions has V_p ~ L^max(1/p − H, 0):
    below p* = 1/H the finest partition is the best, above it a coarse one. Since weights end at
    1 − 1/L and have L − 1 steps, log V_p + max(1/p, H) log(L/(L − 1)) is what is regressed on log L.
    Seeds with a single depth have no slope and are left out, which the sentence says.

    Args:
        depths: of the n paths.
        seeds: of the n paths.
        norms: V_p, not rescaled, shape (n, exponents).
        deviations: the root mean square deviations of the paths from their means, shape (n,).
        exponents: p, increasing from 1.
        beta: the exponent of the rescaling.
        dimension: of the space of the paths; in a single one the kink is blurred.
        level: the confidence of intervals.
        open_end: whether the last of L steps is missing, as for weights; a primitive is whole.
    """
    p = np.asarray(exponents, dtype=np.float64)
    if (norms == 0).all():
        said = "the path does not move: its p-variation is 0 for every p"
        return nothing(depths, seeds, norms, exponents, level, said)
    kept, left_out = seeds_with_slopes(
        depths,
        seeds,
        np.isfinite(deviations) & (deviations > 0) & (np.isfinite(norms) & (norms > 0)).all(axis=1),
    )
    if not kept.any():
        said = f"no seed has a slope over the depth ({left_out})"
        return nothing(depths, seeds, norms * scale_of(depths, beta)[:, None], exponents, level, said)
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
    said = "; ".join(filter(None, [sentence(identified, hurst, shift, p, slopes, dimension), left_out]))
    return Growth(tuple(exponents), slopes, shift, hurst, critical, identified, said)


def corrected(norms: Floats, missing: Floats, p: Floats, hurst: float) -> Floats:
    """Log V_p, with what the missing last step would add."""
    return np.asarray(np.log(norms) + np.maximum(1 / p, hurst) * missing[:, None])


def lines(x: Floats, y: Floats) -> Floats:
    """Slopes of the columns of y on x, which has two different values or more."""
    x = x - x.mean()
    return np.asarray(x @ y / (x @ x))


def fit(p: Floats, slopes: Floats, sizes: Floats, guess: float) -> Floats:
    """The least-squares H of slope(p) = b + max(1/p − H, 0) for every seed, b the slope at p = ∞.

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
    """The slope for every p, as it is tabled."""
    scale = scale_of(depths, beta)
    return tuple(slope_on_depth(depths, seeds, np.exp(column) * scale, level) for column in logs.T)


def scale_of(depths: Sequence[int], beta: float) -> Floats:
    """L^β."""
    return np.asarray(np.asarray(depths, dtype=np.float64) ** beta)


def flat_values(p: Floats, slopes: Floats, hurst: float, shift: float) -> int:
    """How many of the largest exponents, all of them beyond 1/H, have a flat slope."""
    beyond = (p * max(hurst, 1e-9) >= 1) & (np.abs(slopes - shift) <= FLAT)
    return len(p) if beyond.all() else int(np.argmin(beyond[::-1]))


def widened(estimate: Estimate) -> Estimate:
    """Three times the interval, for a single dimension."""
    below, above = estimate.value - estimate.lower, estimate.upper - estimate.value
    return Estimate(estimate.value, estimate.value - 3 * below, estimate.value + 3 * above, estimate.seeds)


def inverse(hurst: Estimate) -> Estimate:
    """p* = 1/H, at least 1."""

    def reciprocal(x: float) -> float:
        return 1 / min(x, 1.0) if x > 0 else (np.inf if x <= 0 else np.nan)

    return Estimate(reciprocal(hurst.value), reciprocal(hurst.upper), reciprocal(hurst.lower), hurst.seeds)


def nothing(
    depths: Sequence[int],
    seeds: Sequence[str],
    norms: Floats,
    exponents: Sequence[float],
    level: float,
    said: str,
) -> Growth:
    """The growth of which nothing can be said, and why."""
    unknown = Estimate(np.nan, np.nan, np.nan, len(set(seeds)))
    slopes = tuple(slope_on_depth(depths, seeds, column, level) for column in norms.T)
    return Growth(tuple(exponents), slopes, unknown, unknown, unknown, False, said)


def sentence(
    identified: bool, hurst: Estimate, shift: Estimate, p: Floats, slopes: tuple[Slope, ...], dimension: int
) -> str:
    """What the fit says, in words."""
    if identified:
        star = inverse(hurst)
        ends = f"p* = {star}"
        if hurst.lower > SMOOTH:
            ends = f"p* ≤ {star.upper:.3g}, as for a smooth path"
        blurred = "; in one dimension the kink is blurred, the interval is three times wider" * (
            dimension == 1
        )
        return f"{ends}; its size goes like L^b, b = {shift}{blurred}"
    values = np.array([slope.value for slope in slopes])
    line = np.polyfit(1 / p, values, 1)
    bends = float(np.abs(values - np.polyval(line, 1 / p)).max())
    if abs(line[0] - 1) < 2 * FLAT and bends < 2 * FLAT:
        return f"white, amplitude L^({line[1]:.3g}): slope(p) is linear in 1/p, H is not identified"
    return "slope(p) is flat over fewer than three exponents, p* is not identified"
