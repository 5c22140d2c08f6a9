"""Heat tables: the best cell is marked, text is readable on every colour, cells without rank have none."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from depthlimit.reports.heat_table import BEST, WORST, HeatCell, HeatTable, mixed

TEXT = "#1c2026", "#e4e7eb"
"""Colours of text on light and on dark background, as in page.css."""


def table(values: list[list[float | None]], better: str = "low", ranked: bool = True) -> HeatTable:
    cells = tuple(tuple(HeatCell(value, str(value), ranked=ranked) for value in row) for row in values)
    rows, columns = tuple(range(len(values))), tuple("abc"[: len(values[0])])
    return HeatTable("heat", "", "loss", "α", "init", rows, columns, cells, better)  # type: ignore[arg-type]


def luminance(colour: str) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return float(sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True)))


def contrast(first: str, second: str) -> float:
    low, high = sorted(map(luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("better", "value"), [("low", 1.0), ("high", 4.0)])
def test_the_best_cell_is_the_best_value(better: str, value: float) -> None:
    found = table([[2.0, 1.0], [4.0, None]], better)
    assert found.best is not None
    assert found.best.value == value
    assert found.colours(found.best) == (BEST[0], BEST[1])
    worst = next(cell for row in found.cells for cell in row if cell.value == 5.0 - value)
    assert found.colours(worst) == (WORST[0], WORST[1])


def test_cells_without_a_rank_have_no_colour_and_are_not_the_best() -> None:
    found = table([[None, 3.0]])
    assert found.colours(found.cells[0][0]) is None
    alone = table([[1.0, 2.0]], ranked=False)
    assert alone.best is None
    assert alone.colours(alone.cells[0][0]) is None
    infinite = table([[math.inf, 2.0]])
    assert infinite.best is infinite.cells[0][1]


def test_equal_values_have_one_colour() -> None:
    found = table([[2.0, 2.0]])
    assert found.colours(found.cells[0][0]) == found.colours(found.cells[0][1])


@given(st.floats(0, 1))
def test_text_is_readable_on_every_colour(place: float) -> None:
    for worst, best, text in zip(WORST, BEST, TEXT, strict=True):
        assert contrast(mixed(worst, best, place), text) >= 4.5


@given(st.lists(st.floats(1e-3, 1e6), min_size=2, max_size=3))
def test_better_values_are_darker_on_light_background(values: list[float]) -> None:
    found = table([list(values)])
    cells = sorted(found.cells[0], key=lambda cell: cell.value or 0.0)
    shades = [luminance((found.colours(cell) or ("", ""))[0]) for cell in cells]
    assert shades == sorted(shades)


def test_its_numbers_are_a_table() -> None:
    found = table([[1.0, 2.0], [3.0, None]]).table
    assert found.names == ("α", "init = a", "init = b")
    assert found.rows == ((0, 1.0, 2.0), (1, 3.0, None))
