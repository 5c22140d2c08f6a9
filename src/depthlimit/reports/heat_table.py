"""Table of one number for every pair of two options, in cells coloured by the number."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.colors import to_hex, to_rgb

from depthlimit.comparison import shown
from depthlimit.tables import Cell, Table

WORST, BEST = ("#f3f5f8", "#1e232b"), ("#8fbce8", "#2c5884")
"""Colours of the worst and of the best cell, on light and on dark background, all readable below text."""
WIDE = 10.0
"""Ratio of the largest to the smallest value from which colours follow the logarithm."""


@dataclass(frozen=True)
class HeatCell:
    """Cell of a heat table.

    Attributes:
        value: its number; None where there is none.
        text: what it shows.
        note: a second line, such as an interval; "" for none.
        ranked: False for a number that is not compared with the others, such as a mean of the few
            trainings that did not diverge.
    """

    value: float | None
    text: str
    note: str = ""
    ranked: bool = True


@dataclass(frozen=True)
class HeatTable:
    """Table of one number for every pair of two options, in cells coloured by the number.

    Attributes:
        name: unique on the page.
        caption: what the number is.
        quantity: name of the number.
        row_name: option of the rows.
        column_name: option of the columns.
        rows: values of the first.
        columns: values of the second.
        cells: a row for each of the rows.
        better: ``low`` or ``high``; the best cell of all is marked.
    """

    name: str
    caption: str
    quantity: str
    row_name: str
    column_name: str
    rows: tuple[Cell, ...]
    columns: tuple[Cell, ...]
    cells: tuple[tuple[HeatCell, ...], ...]
    better: Literal["low", "high"] = "low"

    @property
    def table(self) -> Table:
        """The numbers: a row for each of the rows, a column for each of the columns."""
        names = (self.row_name, *(f"{self.column_name} = {shown(value)}" for value in self.columns))
        rows = tuple(
            (name, *(cell.value for cell in cells)) for name, cells in zip(self.rows, self.cells, strict=True)
        )
        return Table(names, rows)

    @property
    def mark(self) -> str:
        """Word in the best cell."""
        return {"low": "lowest", "high": "highest"}[self.better]

    @property
    def best(self) -> HeatCell | None:
        """The best of the ranked cells, None if there is none."""
        sign = 1 if self.better == "low" else -1
        ranked = [cell for row in self.cells for cell in row if is_ranked(cell)]
        return min(ranked, key=lambda cell: sign * (cell.value or 0.0), default=None)

    def colours(self, cell: HeatCell) -> tuple[str, str] | None:
        """Return the colours of a cell on light and on dark background, None for a cell without rank."""
        if not is_ranked(cell):
            return None
        values = [one.value for row in self.cells for one in row if one.value is not None and is_ranked(one)]
        place = quality(cell.value or 0.0, values, self.better)
        return mixed(WORST[0], BEST[0], place), mixed(WORST[1], BEST[1], place)


def is_ranked(cell: HeatCell) -> bool:
    """Return True if a cell has a number that is compared with the others."""
    return cell.ranked and cell.value is not None and math.isfinite(cell.value)


def quality(value: float, values: Sequence[float], better: Literal["low", "high"]) -> float:
    """Return the place of a value between the worst (0) and the best (1) of all.

    >>> quality(2.0, [1.0, 2.0, 3.0], "low"), quality(1.0, [1.0, 10.0, 100.0], "low")
    (0.5, 1.0)
    """
    low, high = min(values), max(values)
    if low == high:
        return 1.0
    scale = np.log if low > 0 and high / low >= WIDE else np.asarray
    place = float((scale(value) - scale(low)) / (scale(high) - scale(low)))
    return 1.0 - place if better == "low" else place


def mixed(first: str, second: str, place: float) -> str:
    """Return a colour between two.

    >>> mixed("#000000", "#ffffff", 0.5)
    '#808080'
    """
    red, green, blue = (
        (1 - place) * a + place * b for a, b in zip(to_rgb(first), to_rgb(second), strict=True)
    )
    return to_hex((red, green, blue))
