"""Ends of axes show all curves, and of intervals what does not flatten them."""

from dataclasses import replace

import numpy as np
import pytest

from depthlimit.figure_spec import Axis, DataSeries, Panel
from depthlimit.figures.ends import settled

X = np.array([1.0, 2.0, 3.0])


def ends(axis: Axis, y: list[float], half: float | None = None) -> tuple[float, float]:
    """Return the ends of a vertical axis for one curve with its interval."""
    values = np.array(y)
    series = DataSeries("", X[: len(y)], values)
    if half is not None:
        series = replace(series, lower=values - half, upper=values + half)
    found = settled(Panel(Axis("x"), axis, (series,))).y
    assert found.low is not None
    assert found.high is not None
    return found.low, found.high


def test_a_linear_axis_has_a_margin() -> None:
    np.testing.assert_allclose(ends(Axis("y"), [0.0, 1.0]), (-0.04, 1.04))
    np.testing.assert_allclose(ends(Axis("y", low=0.0), [0.5, 1.0]), (0, 1.04))


def test_a_logarithmic_axis_has_a_margin_in_powers_of_ten() -> None:
    np.testing.assert_allclose(ends(Axis("y", "log"), [1.0, 10.0]), (10**-0.04, 10**1.04))


def test_intervals_of_two_seeds_do_not_flatten_the_curves() -> None:
    assert ends(Axis("y", low=0.0), [1.0, 2.0], 100.0)[1] < 3
    low, high = ends(Axis("y", "log"), [1.0, 2.0], 100.0)
    assert 0.4 < low < high < 5
    assert ends(Axis("y"), [1.0, 2.0], 0.1)[1] > 2.1


def test_intervals_around_a_single_value_are_seen() -> None:
    low, high = ends(Axis("y"), [2.0], 0.5)
    assert low < 1.5 < 2.5 < high


@pytest.mark.parametrize("value", [0.0, 1.0, -2.2, 1e-12, 1e12, 1e-310, 1e299])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_equal_values_lie_inside(value: float, scale: str) -> None:
    low, high = ends(Axis("y", scale), [value] * 3)  # type: ignore[arg-type]
    assert low < value < high
    noisy = ends(Axis("y"), [value, value * (1 + 1e-13)])
    np.testing.assert_allclose(noisy, ends(Axis("y"), [value]), rtol=1e-6, atol=1e-12)


def test_an_axis_without_positive_values_is_linear() -> None:
    panel = Panel(Axis("x", "log"), Axis("y", "log"), (DataSeries("", -X, np.array([0.0, -1.0, np.nan])),))
    found = settled(panel)
    assert (found.x.scale, found.y.scale) == ("linear", "linear")


def test_an_end_at_zero_is_none_of_a_logarithmic_axis() -> None:
    low, high = ends(Axis("y", "log", low=0.0, high=20.0), [1.0, 10.0])
    assert 0.5 < low < 1
    assert high == pytest.approx(20)


def test_nothing_drawn_has_an_axis() -> None:
    found = settled(Panel(Axis("x"), Axis("y", "log"), (DataSeries("", X, X * np.nan),)))
    assert found.y.low is not None
    assert found.y.scale == "linear"


def test_intervals_of_positive_values_end_above_zero() -> None:
    series = DataSeries("", X, X, lower=X - 9, upper=X + 9)
    for axis, positive in ((Axis("y", "log"), True), (Axis("y", low=0.0), True), (Axis("y"), False)):
        (found,) = settled(Panel(Axis("x"), axis, (series,))).series
        assert found.lower is not None
        assert bool((found.lower > 0).all()) is positive
