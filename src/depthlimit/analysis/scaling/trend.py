"""Trend and noise: W_k = L^(−β) W̄(k/L) + noise, W̄ the derivative of the smoothed primitive of all depths."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.analysis.scaling.measurement import Measurement
from depthlimit.paths import PathCollection, WeightPath
from depthlimit.result import Result

Floats = NDArray[np.float64]

CELLS = 200
"""Of the common grid on which primitives of all depths are averaged."""
WINDOW = 31
"""Points of that grid (0.15 of the depth) over which the primitive is smoothed."""
DEGREE = 3
"""Of the polynomials that smooth it."""
NO_NOISE = 1e-3
"""Noise below this part of the weights is the error of the smoothing."""
WHITE = 0.1
"""Noise with a first autocorrelation below this passes for white."""


@dataclass(frozen=True, repr=False)
class TrendAndNoise(Result):
    """Trend and noise of the weights.

    Attributes:
        beta: the exponent of the trend.
        depth: the deepest, at which sizes are given.
        noise: ‖noise_k‖, from second differences, at that depth (not rescaled).
        noise_exponent: ν of noise ~ L^(−ν).
        trend: √ of the mean over k of ‖L^(−β) W̄(k/L)‖² at that depth.
        share: the part of the mean square of the weights that is noise.
        autocorrelation: of what is left when the trend is subtracted, from layer to layer.
        noise_variation: Σ ‖noise_k‖² at that depth, times δ_L² its part in the quadratic variation of the
            primitive; where that tends to 0, noise does not reach the limit.
    """

    beta: float
    depth: int
    noise: Estimate
    noise_exponent: Estimate
    trend: Estimate
    share: Estimate
    autocorrelation: Estimate
    noise_variation: Estimate

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if not self.share.value > NO_NOISE**2:
            return "no noise is detected: the weights equal their trend"
        if abs(self.autocorrelation.value) < WHITE:
            share = f"{self.share.value:.3g} of the mean square of the weights"
            return f"noise is {share}, and is consistent with white noise"
        return (
            f"the residual of the trend is not white (autocorrelation {self.autocorrelation.value:.2g} from "
            "layer to layer): the weights are not a smooth trend with independent noise"
        )


def trend_and_noise(
    collection: PathCollection, measurements: Sequence[Measurement], beta: float, level: float
) -> TrendAndNoise:
    """Split the weights of every seed, with the trend of all its depths.

    Args:
        collection: the paths.
        measurements: of the same paths.
        beta: the exponent of the trend.
        level: the confidence of intervals.
    """
    depth = collection.depths[-1]
    rows, exponents = [], []
    for seed in collection.seeds:
        paths = collection.of_seed(seed)
        mine = [one for one in measurements if one.seed == seed]
        exponents.append(decay([one.depth for one in mine], np.array([one.noise for one in mine])))
        if mine[-1].depth == depth:
            rows.append(split(paths[-1], trend_of(paths, beta), beta, mine[-1].noise))
    noise, trend, share, autocorrelation, variation = (
        over_seeds(np.array(column), level) for column in zip(*rows, strict=True)
    )
    return TrendAndNoise(
        beta=beta,
        depth=depth,
        noise=noise,
        noise_exponent=over_seeds(np.array(exponents), level),
        trend=trend,
        share=share,
        autocorrelation=autocorrelation,
        noise_variation=variation,
    )


def trend_of(paths: Sequence[WeightPath], beta: float) -> Floats:
    """Return W̄ of one seed at the points j/200 of [0, 1], shape (201, d²).

    The primitive of every path, rescaled and with W_k spread over the layer around k/L, is read off on a
    common grid; the mean over depths, each weighted by its depth, is smoothed by cubic polynomials over 0.15
    of the depth, and their derivative is W̄ (Savitzky and Golay, 1964).
    """
    grid = np.arange(CELLS + 1) / CELLS
    total, weight = 0.0, 0.0
    for path in paths:
        L = path.depth
        W = path.rescaled(beta).reshape(L, -1)
        S = np.concatenate([np.zeros_like(W[:1]), np.cumsum(W, axis=0) / L])
        place = np.clip(grid * L + 0.5, 0, L)
        k = np.minimum(place.astype(np.intp), L - 1)
        total = total + L * (S[k] + (place - k)[:, None] * (S[k + 1] - S[k]))
        weight += L
    inside = round(CELLS * (1 - 0.5 / paths[0].depth))  # beyond, the shallowest primitive has ended
    smoothed = savgol_filter(
        np.asarray(total)[: inside + 1] / weight,
        WINDOW,
        DEGREE,
        deriv=1,
        delta=1 / CELLS,
        axis=0,
        mode="interp",
    )
    return np.concatenate([smoothed, np.repeat(smoothed[-1:], CELLS - inside, axis=0)])


def denoised(path: WeightPath, trend: Floats, beta: float) -> Floats:
    """Return L^(−β) W̄(k/L), the weights without their noise, shape (L, d²)."""
    place = np.arange(path.depth) / path.depth * CELLS
    k = np.minimum(place.astype(np.intp), CELLS - 1)
    values = trend[k] + (place - k)[:, None] * (trend[k + 1] - trend[k])
    return np.asarray(values * float(path.depth) ** -beta)


def split(path: WeightPath, trend: Floats, beta: float, noise: float) -> tuple[float, ...]:
    """Return the sizes of noise and trend, the share of noise, its autocorrelation and its sum of squares."""
    W = path.values.reshape(path.depth, -1).astype(np.float64)
    smooth = denoised(path, trend, beta)
    rest = W - smooth
    power, whole = float(np.vdot(rest, rest)), float(np.vdot(W, W))
    correlation = float(np.vdot(rest[1:], rest[:-1])) / power if power > 0 else np.nan
    size = float(np.sqrt(np.vdot(smooth, smooth) / path.depth))
    share = path.depth * noise**2 / whole if whole > 0 else np.nan
    return noise, size, share, correlation, path.depth * noise**2


def decay(depths: Sequence[int], sizes: Floats) -> float:
    """Return ν of sizes ~ L^(−ν), NaN where there is none."""
    if len(depths) < 2 or not (sizes > 0).all():
        return np.nan
    return -float(np.polyfit(np.log(depths), np.log(sizes), 1)[0])
