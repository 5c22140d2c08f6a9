"""Roughness of one path of weights, beside that of the same layers in shuffled order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.isometry import isometric_points
from depthlimit.errors import UsageError
from depthlimit.paths import WeightPath
from depthlimit.progress import Progress
from depthlimit.pvariation import p_variation
from depthlimit.result import Result
from depthlimit.seeds import generator
from depthlimit.tables import Table

Floats = NDArray[np.float64]
Lags = NDArray[np.intp]

EXPONENTS = (1.0, 1.5, 2.0, 3.0, 4.0)
SHUFFLES = 200
MOST_LAGS = 16
"""More lags, spaced evenly in log m, would say no more of a slope."""
FEWEST_LAYERS = 4
"""For two lags, of which a slope can be measured."""


@dataclass(frozen=True, repr=False)
class ShuffleTest(Result):
    """A number measured on the layers in their order, beside the same in shuffled orders.

    Attributes:
        value: in the order of the layers.
        smoother: the direction in which a smooth order changes it.
        shuffled: in shuffled orders, shape (shuffles,).
        effect: (value − mean of the shuffled)/(their standard deviation); NaN if they do not vary.
        p_value: the share of shuffled orders at least as smooth, the true one counted among them; NaN where
            there is no value.
    """

    value: float
    smoother: Literal["smaller", "larger"]
    shuffled: Floats
    effect: float
    p_value: float


@dataclass(frozen=True, repr=False)
class Roughness(Result):
    """Roughness within one path.

    Attributes:
        depth: L.
        beta: the exponent of the rescaling.
        lags: m, shape (M,).
        structure: S(m), the mean of L^β ‖W_{k+m} − W_k‖ over k, shape (M,).
        shuffled_structure: the same in shuffled orders, shape (shuffles, M).
        intercept: log S(1) on the fitted line.
        slope: of log S(m) against log m: 1 for a smooth path, 1/2 for a Brownian one, 0 where the order
            does not matter.
        mean_step: S(1).
        exponents: p of the variations.
        variations: the p-variation norms, one for each exponent.
    """

    depth: int
    beta: float
    lags: Lags
    structure: Floats
    shuffled_structure: Floats
    intercept: float
    slope: ShuffleTest
    mean_step: ShuffleTest
    exponents: tuple[float, ...]
    variations: tuple[ShuffleTest, ...]

    def table(self) -> Table:
        """Return every number beside that of shuffled orders."""
        names = ("", "layers in order", "shuffled, mean", "effect (in standard deviations)", "p-value")
        compared = {
            "slope of log S(m)": self.slope,
            "mean step S(1)": self.mean_step,
            **{f"{p:g}-variation": one for p, one in zip(self.exponents, self.variations, strict=True)},
        }
        rows = [
            (name, one.value, float(one.shuffled.mean()), one.effect, one.p_value)
            for name, one in compared.items()
        ]
        return Table(names, tuple(rows))


def roughness(
    path: WeightPath,
    exponents: Sequence[float] = EXPONENTS,
    beta: float | None = None,
    shuffles: int = SHUFFLES,
    seed: int = 0,
    progress: Progress = iter,
) -> Roughness:
    """Measure the roughness within one path, and compare it with shuffled orders of the same layers.

    Args:
        path: the weights, of at least four layers.
        exponents: p of the variations, each in [1, ∞].
        beta: the exponent of the rescaling, by default the path's own. Slope, effects and p-values do not
            depend on it.
        shuffles: how many shuffled orders.
        seed: of the shuffled orders.
        progress: takes the numbers of the shuffles and yields them again, as ``tqdm`` does.

    Raises:
        UsageError: fewer than four layers, weights that are not finite, or an exponent below 1.
    """
    if path.depth < FEWEST_LAYERS:
        raise UsageError(
            f"the path has {path.depth} layers, roughness within one path needs at least {FEWEST_LAYERS}"
        )
    points = path.factor(beta) * isometric_points(path.values.reshape(path.depth, -1))
    lags = log_spaced_lags(path.depth)
    try:
        structure, norms = measured(points, lags, exponents)
    except ValueError as error:
        raise UsageError(str(error)) from None
    rng = generator(seed, "layer order")
    others = [
        measured(points[rng.permutation(path.depth)], lags, exponents) for _ in progress(range(shuffles))
    ]
    shuffled_structure = np.array([one for one, _ in others]).reshape(shuffles, -1)
    shuffled_norms = np.array([one for _, one in others]).reshape(shuffles, -1)
    slope, intercept = log_line(lags, structure)
    slopes = np.array([log_line(lags, one)[0] for one in shuffled_structure])
    return Roughness(
        depth=path.depth,
        beta=path.beta if beta is None else beta,
        lags=lags,
        structure=structure,
        shuffled_structure=shuffled_structure,
        intercept=intercept,
        slope=compare(slope, slopes, "larger"),
        mean_step=compare(structure[0], shuffled_structure[:, 0], "smaller"),
        exponents=tuple(exponents),
        variations=tuple(
            compare(norm, column, "smaller") for norm, column in zip(norms, shuffled_norms.T, strict=True)
        ),
    )


def log_spaced_lags(L: int) -> Lags:
    """Return lags from 1 to L/2, evenly spaced in log m where there are many.

    >>> log_spaced_lags(8)
    array([1, 2, 3, 4])
    """
    return np.unique(np.geomspace(1, L // 2, min(L // 2, MOST_LAGS)).round().astype(np.intp))


def structure_function(points: Floats, lags: Lags) -> Floats:
    """Return the mean over k of ‖X_{k+m} − X_k‖ for every lag m; the points have shape (L, D).

    >>> structure_function(np.arange(5.0)[:, None], np.array([1, 2]))
    array([1., 2.])
    """
    return np.array([np.linalg.norm(points[m:] - points[:-m], axis=1).mean() for m in lags])


def log_line(lags: Lags, structure: Floats) -> tuple[float, float]:
    """Return slope and intercept of the least-squares line of log S(m) in log m, NaN if some S(m) is 0."""
    if not (structure > 0).all():
        return np.nan, np.nan
    slope, intercept = np.polyfit(np.log(lags), np.log(structure), 1)
    return float(slope), float(intercept)


def measured(points: Floats, lags: Lags, exponents: Sequence[float]) -> tuple[Floats, Floats]:
    """Return the structure function and the p-variation norms."""
    norms = [result.norm for result in p_variation(points, list(exponents))]
    return structure_function(points, lags), np.array(norms)


def compare(value: float, shuffled: Floats, smoother: Literal["smaller", "larger"]) -> ShuffleTest:
    """Return a number beside those of shuffled orders.

    >>> compare(1.0, np.array([2.0, 4.0, 0.0]), "smaller").p_value  # of four, two are at most 1
    0.5
    """
    sign = 1.0 if smoother == "smaller" else -1.0
    deviation = float(shuffled.std(ddof=1)) if len(shuffled) > 1 else 0.0
    varies = deviation > np.finfo(np.float64).eps * abs(value)
    effect = (float(value) - float(shuffled.mean())) / deviation if varies else np.nan
    at_least = int(np.count_nonzero(sign * shuffled <= sign * value))
    p_value = (1 + at_least) / (1 + len(shuffled)) if np.isfinite(value) else np.nan
    return ShuffleTest(float(value), smoother, shuffled, effect, p_value)
