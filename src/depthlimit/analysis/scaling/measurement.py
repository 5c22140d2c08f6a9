"""Measurements of one path of weights; everything else about scaling follows from these numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicHermiteSpline
from scipy.ndimage import uniform_filter1d

from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import WeightPath
from depthlimit.pvariation import p_variation
from depthlimit.result import Result

Floats = NDArray[np.float64]

WINDOW = 0.1
"""Width of the moving average that is the trend of a primitive, in parts of the depth."""
BINS = 8
"""Parts of the depth in which curves of norms are compared."""
MOST = 0.9
"""The quantile of the increments that jumps, which are few, do not reach."""
SECOND_DIFFERENCE = 6.0
"""The variance of ξ_{k−1} − 2ξ_k + ξ_{k+1} for independent ξ of variance 1."""


@dataclass(frozen=True, repr=False)
class Measurement(Result):
    """Numbers of one path, none of them rescaled.

    Attributes:
        depth: L.
        seed: its name.
        max_norm: max ‖W_k‖.
        max_increment: max ‖W_{k+1} − W_k‖.
        most_increments: the quantile 0.9 of ‖W_{k+1} − W_k‖.
        root_sum_of_increments: √(L Σ ‖W_{k+1} − W_k‖²).
        quadratic_variation: Σ ‖W_{k+1} − W_k‖².
        max_primitive: max ‖S_k‖ of the primitive S; NaN where there is none.
        max_detrended_primitive: max ‖S_k − its moving average over 0.1 L‖.
        primitive_quadratic_variation: Σ ‖S_{k+1} − S_k‖².
        noise: √(Σ ‖W_{k−1} − 2W_k + W_{k+1}‖²/6 over their number), the size ‖ξ_k‖ of independent noise on
            a smooth trend (Gasser, Sroka and Jennen-Steinmetz, *Residual variance and residual pattern in
            nonlinear regression*, 1986).
        deviation: √ of the mean of ‖W_k − mean of W‖².
        primitive_deviation: the same of the primitive.
        mean_squares: of ‖W_k‖ in each of eight parts of the depth, shape (8,).
        variations: the p-variation norms, shape (exponents,).
        primitive_variations: those of the primitive, shape (exponents,).
    """

    depth: int
    seed: str
    max_norm: float
    max_increment: float
    most_increments: float
    root_sum_of_increments: float
    quadratic_variation: float
    max_primitive: float
    max_detrended_primitive: float
    primitive_quadratic_variation: float
    noise: float
    deviation: float
    primitive_deviation: float
    mean_squares: Floats
    variations: Floats
    primitive_variations: Floats


def measure(
    path: WeightPath,
    seed: str,
    exponents: Sequence[float],
    connection: ConnectionName | None,
    shallowest: int,
) -> Measurement:
    """Measure one path of at least three layers.

    Args:
        path: the weights.
        seed: its name.
        exponents: p of the variations.
        connection: whose primitive is measured; None for none.
        shallowest: the least depth of the collection, whose last layer ends the curve of norms.
    """
    W = path.values.reshape(path.depth, -1).astype(np.float64)
    L = len(W)
    increments = np.diff(W, axis=0)
    lengths = np.linalg.norm(increments, axis=1)
    norms = np.linalg.norm(W, axis=1)
    quadratic = float(lengths @ lengths)
    end = 1 - 1 / shallowest
    S = np.full((L + 1, 1), np.nan)
    if connection is not None:
        S = path.primitive(connection).reshape(L + 1, -1)
    steps = np.diff(S, axis=0)
    return Measurement(
        depth=L,
        seed=seed,
        max_norm=float(norms.max()),
        max_increment=float(lengths.max()),
        most_increments=float(np.quantile(lengths, MOST)),
        root_sum_of_increments=float(np.sqrt(L * quadratic)),
        quadratic_variation=quadratic,
        max_primitive=float(np.linalg.norm(S, axis=1).max()),
        max_detrended_primitive=largest_detrended(S),
        primitive_quadratic_variation=float(np.vdot(steps, steps)),
        noise=noise_size(increments),
        deviation=deviation(W, L, end),
        primitive_deviation=deviation(S, L, 1.0),
        mean_squares=means(norms**2, L, end, BINS),
        variations=variations(W, exponents),
        primitive_variations=variations(S, exponents),
    )


def variations(points: Floats, exponents: Sequence[float]) -> Floats:
    """Return the p-variation norms, NaN for a path that is not finite."""
    if not np.isfinite(points).all():
        return np.full(len(exponents), np.nan)
    return np.array([result.norm for result in p_variation(points, list(exponents))])


def largest_detrended(S: Floats) -> float:
    """Return the largest norm of S, shape (L + 1, D), minus its moving average over windows of 0.1 L.

    >>> largest_detrended(np.arange(11.0)[:, None])  # a line has no detrended part
    0.0
    """
    L = len(S) - 1
    half = max(1, round(WINDOW * L / 2))
    average = uniform_filter1d(S, 2 * half + 1, axis=0, mode="nearest")
    inner = slice(half, L + 1 - half)
    return float(np.linalg.norm(S[inner] - average[inner], axis=1).max(initial=0.0))


def noise_size(increments: Floats) -> float:
    """Return √ of the mean of ‖second difference‖²/6.

    >>> noise_size(np.array([[1.0], [1.0], [1.0]]))  # a line has no noise
    0.0
    """
    second = np.diff(increments, axis=0)
    return float(np.sqrt(np.vdot(second, second) / SECOND_DIFFERENCE / max(len(second), 1)))


def deviation(points: Floats, L: int, end: float) -> float:
    """Return the root mean square distance of a path, interpolated between k/L, from its mean over [0, end].

    NaN for a path that is not finite.
    """
    if not np.isfinite(points).all():
        return np.nan
    distances = np.linalg.norm(points - means(points, L, end, 1)[0], axis=1)
    return float(np.sqrt(means(distances**2, L, end, 1)[0]))


def means(values: Floats, L: int, end: float, parts: int) -> Floats:
    """Return the means over equal parts of [0, end] of the cubic interpolant of values at k/L.

    Weights of all depths are compared over [0, 1 − 1/shallowest], where even the shallowest has values. The
    interpolant is Hermite's with central differences as slopes. A linear one has an error in L^(−2) that all
    seeds share where the mean curve is bent, as that of fractional Brownian motion is.

    >>> means(np.array([0.0, 1.0, 4.0, 9.0]), L=4, end=0.75, parts=1)  # the mean of x² over [0, 3]
    array([3.])
    """
    slopes = np.gradient(values, axis=0, edge_order=2)
    area = CubicHermiteSpline(np.arange(len(values)), values, slopes).antiderivative()
    edges = np.linspace(0.0, end * L, parts + 1)
    lengths = np.diff(edges).reshape((-1,) + (1,) * (values.ndim - 1))
    return np.asarray(np.diff(area(edges), axis=0) / lengths)
