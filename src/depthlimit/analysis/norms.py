"""Norms of the rescaled weights along the depth, averaged over seeds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from depthlimit.paths import PathCollection
from depthlimit.result import Result
from depthlimit.tables import Cell, Table

Floats = NDArray[np.float64]

LEVEL = 0.95
"""Confidence of pointwise bands and intervals."""


@dataclass(frozen=True, repr=False)
class NormCurve(Result):
    """‖L^β W_k‖ for k = 0, …, L − 1 at one depth.

    Attributes:
        depth: L.
        seeds: how many paths the mean is over.
        mean: shape (L,).
        half_width: of the pointwise confidence band around the mean, shape (L,); None for one seed.
    """

    depth: int
    seeds: int
    mean: Floats
    half_width: Floats | None

    @property
    def position(self) -> Floats:
        """k/L, shape (L,)."""
        return np.arange(self.depth) / self.depth


@dataclass(frozen=True, repr=False)
class NormCurves(Result):
    """Curves of all depths, from the shallowest to the deepest, for one β; ``level`` is that of the bands."""

    beta: float
    level: float
    curves: tuple[NormCurve, ...]

    def table(self) -> Table:
        """Return a row for every layer of every depth."""
        rows: list[tuple[Cell, ...]] = []
        for curve in self.curves:
            half = np.full(curve.depth, np.nan) if curve.half_width is None else curve.half_width
            columns = (curve.position.tolist(), curve.mean.tolist(), half.tolist())
            rows += [(curve.depth, k, *cells) for k, cells in enumerate(zip(*columns, strict=True))]
        return Table(("L", "k", "k/L", "‖L^β Wₖ‖", "±"), tuple(rows))


def norm_curves(collection: PathCollection, beta: float | None = None, level: float = LEVEL) -> NormCurves:
    """Return the mean over seeds of ‖L^β W_k‖ at every depth, with a pointwise Student-t band.

    Args:
        collection: the paths.
        beta: the exponent of the rescaling, by default the paths' own.
        level: the confidence of the band.

    Raises:
        UsageError: the paths have several β and none is given.
    """
    beta = collection.beta if beta is None else beta
    curves = []
    for depth in collection.depths:
        norms = np.stack([path.norms(beta) for path in collection.at(depth)])
        curves.append(NormCurve(depth, len(norms), norms.mean(axis=0), half_width(norms, level)))
    return NormCurves(beta, level, tuple(curves))


def half_width(values: Floats, level: float = LEVEL) -> Floats | None:
    """Return half of the Student-t confidence interval of the mean of n values, shape (n, …); None for n = 1.

    t_{n−1} s/√n with s² = Σ(x − x̄)²/(n − 1).

    >>> half_width(np.array([1.0, 3.0]), level=0.5)  # t₁ = 1 at the upper quartile, s/√n = 1
    array(1.)
    """
    n = len(values)
    if n == 1:
        return None
    return np.asarray(stdtrit(n - 1, (1 + level) / 2) * values.std(axis=0, ddof=1) / np.sqrt(n))
