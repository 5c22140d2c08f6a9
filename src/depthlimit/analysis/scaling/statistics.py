"""Statistics of Cohen, Cont, Rossier and Xu, whose slopes on log L say how weights scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.scaling.regression import Slope
from depthlimit.formulas import to_text
from depthlimit.result import Result
from depthlimit.tables import Table

Floats = NDArray[np.float64]
PathName = Literal["W", "S"]
StatisticName = Literal[
    "max_norm",
    "max_increment",
    "root_sum_of_increments",
    "quadratic_variation",
    "max_primitive",
    "max_detrended_primitive",
    "primitive_quadratic_variation",
]


@dataclass(frozen=True)
class Formula:
    """Definition of a statistic.

    Attributes:
        path: ``W``, the weights, or ``S``, their primitive.
        tex: the formula in TeX.
        rescaled: True if it is measured on L^β W.
    """

    path: PathName
    tex: str
    rescaled: bool = False

    @property
    def text(self) -> str:
        """The formula in tables."""
        return to_text(f"${self.tex}$")


FORMULAS: dict[StatisticName, Formula] = {
    "max_norm": Formula("W", r"\max \|W_k\|"),
    "max_increment": Formula("W", r"L^{\beta} \max \|{\Delta}W_k\|", rescaled=True),
    "root_sum_of_increments": Formula("W", r"\sqrt{L \sum\|{\Delta}W_k\|^2}"),
    "quadratic_variation": Formula("W", r"\sum\|{\Delta}W_k\|^2"),
    "max_primitive": Formula("S", r"\max \|S_k\|"),
    "max_detrended_primitive": Formula("S", r"\max \|S_k - \mathrm{trend}\|"),
    "primitive_quadratic_variation": Formula("S", r"\sum\|{\Delta}S_k\|^2"),
}
"""The statistics by name, in the order of tables."""


@dataclass(frozen=True, repr=False)
class Statistic(Result):
    """A statistic of every path and its slope over the depth.

    Attributes:
        slope: of its logarithm on log L.
        values: at every depth and seed, shape (n,).
    """

    slope: Slope
    values: Floats


def statistics_table(statistics: Mapping[StatisticName, Statistic]) -> Table:
    """Return a row for every statistic."""
    rows = []
    for name, one in statistics.items():
        formula, slope = FORMULAS[name], one.slope
        numbers = (slope.value, slope.lower, slope.upper, slope.r_squared, slope.points)
        rows.append((formula.path, formula.text, *numbers, "; ".join(slope.status)))
    return Table(("path", "statistic", "slope", "lower", "upper", "R²", "points", "status"), tuple(rows))
