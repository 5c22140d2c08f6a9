"""Figures of groups: one panel or several, in order, on axes that show each of them."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from depthlimit.analysis import norm_curves
from depthlimit.comparison import Group
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.ends import settled
from depthlimit.figures.facets import OWN_AXES, compared, group_key
from depthlimit.formulas import to_text
from tests.figures.examples import collection, groups


def figure(height: float, depths: tuple[str, ...] = ("4", "8"), scale: str = "linear") -> FigureSpec:
    """Return a figure with a curve of some height for each depth."""
    y = Axis("y", scale, low=0.0)  # type: ignore[arg-type]
    series = tuple(DataSeries(L, np.array([0.0, 1.0]), height * np.array([1.0, 2.0])) for L in depths)
    return FigureSpec("title", "Caption.", (Panel(Axis("x"), y, series, Key("$L$", depths)),))


def panels(spec: FigureSpec) -> list[Panel]:
    """Return the panels, which are all of curves."""
    return [panel for panel in spec.panels if isinstance(panel, Panel)]


def test_one_group_is_the_figure_itself() -> None:
    spec = figure(1.0)
    assert compared({Group(): spec}) is spec


def test_groups_of_one_curve_share_a_panel() -> None:
    spec = compared({group: figure(1 + k, ("8",)) for k, group in enumerate(groups(3))})
    (panel,) = panels(spec)
    assert panel.key.title == "α"
    assert [panel.key.label(name) for name in panel.key.groups] == ["0", "0.333333", "0.666667"]
    assert [one.group for one in panel.series] == list(panel.key.groups)
    assert spec.caption == "Caption."


def test_groups_of_several_curves_have_panels_with_the_same_axes() -> None:
    first, second = panels(compared({group: figure(1 + k) for k, group in enumerate(groups(2))}))
    assert (first.title, second.title) == ("α = 0", "α = 0.5")
    assert (first.x, first.y, first.key) == (second.x, second.y, second.key)
    assert first.y.high is not None
    assert first.y.high > 4


def test_panels_are_in_the_order_of_the_values_and_not_of_the_mapping() -> None:
    values = [("lr", value) for value in (10.0, 2.0, "auto", 0.5)]
    spec = compared({Group((value,)): figure(1.0) for value in values})
    assert [panel.title for panel in spec.panels] == ["lr = 0.5", "lr = 2", "lr = 10", "lr = auto"]
    assert spec.shape == (2, 2)


@pytest.mark.parametrize("depths", [("8",), ("4", "8")])
def test_groups_of_very_different_size_have_their_own_axes(depths: tuple[str, ...]) -> None:
    spec = compared({group: figure(10.0 ** (2 * k), depths) for k, group in enumerate(groups(4))})
    highs = [settled(panel).y.high or 0 for panel in panels(spec)]
    assert len(highs) == 4
    assert all(other > 50 * one for one, other in pairwise(highs))
    assert spec.caption == f"Caption. {OWN_AXES}"


@pytest.mark.parametrize(("size", "axes"), [(0.5, 1), (0.1, 4)])
def test_a_group_that_would_look_flat_has_its_own_axis(size: float, axes: int) -> None:
    spec = compared({group: figure(1.0 if k else size) for k, group in enumerate(groups(4))})
    found = [settled(panel).y for panel in panels(spec)]
    assert found[1] == found[2]
    assert (found[0] == found[1]) is (axes == 1)
    assert (OWN_AXES in spec.caption) is (axes > 1)


def test_groups_of_two_options_have_panels_by_one_and_colours_by_the_other() -> None:
    grid = [Group((("α", k / 4), ("init", name))) for k in range(3) for name in ("fbm", "ntrunc")]
    spec = compared({group: figure(1.0 + k, ("8",)) for k, group in enumerate(grid)})
    first, second = panels(spec)
    assert (first.title, second.title) == ("init = fbm", "init = ntrunc")
    assert first.key == second.key
    assert first.key.title == "α"
    assert [first.key.label(name) for name in first.key.groups] == ["0", "0.25", "0.5"]
    assert [one.group for one in first.series] == list(first.key.groups)
    assert (first.x, first.y) == (second.x, second.y)


def test_the_caption_tells_of_fits_that_some_groups_have() -> None:
    with_fits = replace(figure(1.0), caption="Caption; dashed: fits.")
    spec = compared(dict(zip(groups(2), (figure(1.0), with_fits), strict=True)))
    assert spec.caption == "Caption; dashed: fits."


def test_on_logarithmic_axes_sizes_differ_by_more() -> None:
    spec = compared({group: figure(1.0 + k, scale="log") for k, group in enumerate(groups(2))})
    assert len({panel.y for panel in panels(spec)}) == 1


def test_the_rescaling_is_named_where_it_is_common() -> None:
    half = norm_curves(collection())
    other = norm_curves(collection(), 0.25)
    same, different = (
        panels(compared({group: one.figure_spec() for group, one in zip(groups(2), pair, strict=True)}))
        for pair in ((half, half), (half, other))
    )
    assert to_text(same[0].y.label) == "‖L^β Wₖ‖,  β = 0.5"
    assert to_text(different[0].y.label) == "‖L^β Wₖ‖"


def test_depths_of_all_groups_have_one_key() -> None:
    found = panels(
        compared({group: figure(1.0, (L, "16")) for group, L in zip(groups(2), ("8", "4"), strict=True)})
    )
    assert [panel.key.groups for panel in found] == [("4", "8", "16")] * 2


def test_names_of_groups_are_escaped() -> None:
    key = group_key([Group((("cost", "$5"),)), Group((("cost", "$6"),))])
    assert key.groups == (r"cost = \$5", r"cost = \$6")
    assert key.label(key.groups[0]) == r"\$5"
