"""Colours of groups differ, also in grey, and are seen on their background."""

from itertools import combinations

import pytest
from matplotlib.colors import to_rgb

from depthlimit.figure_spec import Key, Palette
from depthlimit.figures.colours import DISTINCT, group_colours

BACKGROUNDS = "#ffffff", "#111318"


def luminance(colour: str) -> float:
    """Return the relative luminance of the accessibility guidelines."""
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def names(number: int) -> tuple[str, ...]:
    """Return names of groups."""
    return tuple(f"group {k}" for k in range(number))


@pytest.mark.parametrize("palette", ["ordered", "distinct"])
@pytest.mark.parametrize("number", [1, 2, 5, 8, 9, 60])
def test_each_group_has_its_colour(palette: Palette, number: int) -> None:
    colours = group_colours(Key("", names(number), palette=palette))
    for place in range(2):
        assert len({pair[place] for pair in colours.values()}) == number


@pytest.mark.parametrize("palette", ["ordered", "distinct"])
def test_two_and_three_groups_differ_in_grey(palette: Palette) -> None:
    for number in (2, 3):
        light = [pair[0] for pair in group_colours(Key("", names(number), palette=palette)).values()]
        assert all(contrast(one, other) > 1.3 for one, other in combinations(light, 2))


def test_distinct_colours_are_seen_on_their_background() -> None:
    for pair in group_colours(Key("", names(len(DISTINCT)), palette="distinct")).values():
        assert all(contrast(*both) >= 3 for both in zip(pair, BACKGROUNDS, strict=True))


def test_muted_groups_are_grey_and_take_no_colour_of_others() -> None:
    key = Key("", ("a", "shuffled", "b"), palette="distinct", muted=("shuffled",))
    colours = group_colours(key)
    assert colours["b"] == group_colours(Key("", ("a", "b"), palette="distinct"))["b"]
    assert len(set(to_rgb(colours["shuffled"][0]))) == 1
