"""Ticks are round, few, and have labels that differ."""

import numpy as np
import pytest

from depthlimit.figure_spec import Axis
from depthlimit.figures.ticks import axis_ticks, depth_ticks, even_ticks, log_ticks, number_text, tick_labels

RANGES = [
    (2.199, 2.204), (0.0, 1.0), (1.0, 1e9), (1e-12, 1e12), (0.7, 79.0), (75.0, 79.0), (1e-12, 2e-12),
    (123456.0, 123457.0), (0.5, 0.50001), (3.0, 3.3),
]  # fmt: skip


@pytest.mark.parametrize("ends", RANGES)
def test_ticks_lie_inside_and_differ(ends: tuple[float, float]) -> None:
    low, high = ends
    margin = 1e-6 * (high - low)
    for found in (even_ticks(low, high), log_ticks(max(low, 1e-3 * high), high)):
        assert 2 <= len(found) <= 11
        assert all(low - margin <= x <= high + margin for x in found)
        assert len(set(tick_labels(found))) == len(found)


@pytest.mark.parametrize("most", [2, 3, 5, 8])
@pytest.mark.parametrize("ends", RANGES[2:6])
def test_fewer_ticks_where_there_is_little_room(ends: tuple[float, float], most: int) -> None:
    assert len(log_ticks(*ends, most)) <= most + 1


def test_labels_have_the_digits_that_tell_them_apart() -> None:
    assert tick_labels([2.1993, 2.1994]) == ["2.1993", "2.1994"]
    assert tick_labels([123456.0, 123457.0]) == [r"1.23456 \cdot 10^{5}", r"1.23457 \cdot 10^{5}"]
    assert tick_labels([0.0, 0.5, 1.0]) == ["0.0", "0.5", "1.0"]
    assert tick_labels([]) == []


def test_numbers_in_text_have_three_digits() -> None:
    assert [number_text(x) for x in (0.123456, 12345.6, -7.7777e-9, 0.0)] == [
        "0.123",
        "1.23 · 10⁴",
        "−7.78 · 10⁻⁹",
        "0",
    ]


def test_given_ticks_are_thinned_from_the_last() -> None:
    depths = Axis("$L$", "log", ticks=depth_ticks(range(1, 9)))
    assert axis_ticks(depths, 0.9, 9.0, 8) == list(map(float, range(1, 9)))
    assert axis_ticks(depths, 0.9, 9.0, 3) == [2.0, 5.0, 8.0]
    assert axis_ticks(depths, 2.5, 4.5, 8) == [3.0, 4.0]
    assert np.isclose(axis_ticks(Axis("y"), 0, 1, 5)[1], 0.2)
