"""Figures by Matplotlib: labels that can be read, axes of the user, and any style."""

from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axis import Axis
from matplotlib.figure import Figure, SubFigure

from depthlimit.analysis import entry_curves, norm_curves
from depthlimit.errors import UsageError
from depthlimit.figures import render, save_figure
from depthlimit.figures.matplotlib_backend.figure import MOST_PANELS
from tests.figures.examples import by_matplotlib, collection, examples


@pytest.mark.parametrize("name", list(examples()))
def test_labels_are_neither_cut_off_nor_overlap(name: str) -> None:
    figure = by_matplotlib(name)
    inside = figure.bbox.padded(1)
    panels = [axes for axes in figure.axes if axes.get_visible()]
    legends = [*figure.legends, *(legend for axes in panels if (legend := axes.get_legend()))]
    outside = [legend.get_window_extent() for legend in legends]
    outside += [text.get_window_extent() for text in figure.texts if text.get_text()]
    written = [axes.title.get_window_extent() for axes in panels if axes.get_title()]
    boxes = [box for axes in panels for axis in (axes.xaxis, axes.yaxis) if (box := axis.get_tightbbox())]
    for box in (*boxes, *outside, *written):
        assert inside.contains(box.x0, box.y0)
        assert inside.contains(box.x1, box.y1)
    for one, other in combinations([*outside, *written, *(axes.bbox for axes in panels)], 2):
        assert not one.padded(-1).overlaps(other.padded(-1))
    for axes in panels:
        for axis in (axes.xaxis, axes.yaxis):
            spans = sorted(tick_spans(axis))
            assert len(spans) >= 2 or name.startswith("one depth")
            assert all(first[1] <= second[0] for first, second in pairwise(spans))
            assert axis.get_offset_text().get_text() == ""


def tick_spans(axis: Axis) -> list[tuple[float, float]]:
    """Return where the labels of an axis begin and end along it."""
    low, high = sorted(axis.get_view_interval())
    shown = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    boxes = [tick.label1.get_window_extent() for tick in shown if tick.label1.get_text()]
    along_x = axis is axis.axes.xaxis
    return [(box.x0, box.x1) if along_x else (box.y0, box.y1) for box in boxes]


def test_all_ticks_of_an_axis_are_different() -> None:
    for name in examples():
        for axes in by_matplotlib(name).axes:
            for axis in (axes.xaxis, axes.yaxis):
                labels = [text.get_text() for text in axis.get_ticklabels()]
                assert len(labels) == len(set(labels)), name


def test_a_legend_of_many_curves_names_some() -> None:
    (legend,) = by_matplotlib("60 depths norms").legends
    names = [text.get_text() for text in legend.get_texts()]
    assert (len(names), names[0], names[-1]) == (14, "10", "69")
    assert legend.get_title().get_text() == "$L$ (14 of 60)"
    (legend,) = by_matplotlib("40 rates").legends
    assert len(legend.get_texts()) == 10
    assert by_matplotlib("40 rates").get_figheight() < 7


def test_legends_of_several_keys_are_at_one_height_and_not_wider_than_their_panels() -> None:
    figure = by_matplotlib("scaling")
    legends = [legend for axes in figure.axes if (legend := axes.get_legend())]
    tops = [legend.get_texts()[0].get_window_extent().y1 for legend in legends]
    assert len(tops) == 2
    assert abs(tops[0] - tops[1]) < 4
    for axes, legend in zip(figure.axes, legends, strict=True):
        assert legend.get_window_extent().width < axes.bbox.width * 1.05


def test_more_panels_than_a_figure_holds_are_refused() -> None:
    entries = entry_curves(collection(d=8), [(i, j) for i in range(8) for j in range(8)], seed="0")
    with pytest.raises(UsageError, match=f"the figure has 64 panels, expected at most {MOST_PANELS}"):
        entries.figure()


def test_figures_do_not_depend_on_the_style_of_the_user(tmp_path: Path) -> None:
    curves = norm_curves(collection())
    (expected,) = save_figure(curves.figure(), tmp_path / "expected.png", ["png"])
    style: dict[Any, Any] = {
        "text.usetex": True,
        "savefig.bbox": "tight",
        "font.size": 30,
        "savefig.transparent": True,
    }
    with mpl.rc_context(style):  # and no LaTeX
        (file,) = save_figure(curves.figure(), tmp_path / "own.png", ["png"])
        assert mpl.rcParams["text.usetex"]
    assert file.read_bytes() == expected.read_bytes()


class TestOwnAxes:
    """Axes of Matplotlib that a user passes."""

    def test_one_panel_is_drawn_in_the_style_of_the_user(self) -> None:
        with mpl.rc_context({"font.size": 17, "lines.linewidth": 3.0}):
            figure = Figure()
            axes = figure.subplots()
            axes.set_title("mine")
            assert norm_curves(collection()).figure(ax=axes) is figure
        assert axes.get_title() == "mine"
        assert axes.xaxis.label.get_fontsize() == 17
        assert axes.lines[0].get_linewidth() == 3
        legend = axes.get_legend()
        assert legend is not None
        assert [text.get_text() for text in legend.get_texts()] == ["4", "9"]
        np.testing.assert_array_equal(axes.lines[1].get_xdata(), np.arange(9) / 9)

    def test_several_panels_are_drawn_on_arrays_lists_and_subfigures(self) -> None:
        spec = examples()["4 entries"]
        figure = Figure()
        part = figure.subfigures(1, 1)
        assert isinstance(part, SubFigure)
        grid = part.subplots(2, 2)
        for given in (grid, list(grid.flat)):
            assert render(spec, ax=given) is figure
        assert [one.get_title() for one in grid.flat] == [panel.title for panel in spec.panels]

    def test_a_figure_or_a_subfigure_gets_axes(self) -> None:
        spec = examples()["3 entries"]
        figure = Figure()
        part = figure.subfigures(1, 1)
        assert isinstance(part, SubFigure)
        assert render(spec, ax=part) is figure
        assert [one.get_title() for one in part.axes] == [panel.title for panel in spec.panels]
        assert len(figure.axes) == 3

    def test_axes_of_a_grid_that_are_left_over_are_hidden(self) -> None:
        spec = examples()["9 entries"]
        five = replace(spec, panels=spec.panels[:5])
        grid = Figure().subplots(2, 3)
        render(five, ax=grid)
        assert [axes.get_visible() for axes in grid.flat] == [True] * 5 + [False]
        with pytest.raises(UsageError, match=r"expected 5, .* plt.subplots\(2, 3\)"):
            render(five, ax=list(grid.flat[:4]))

    def test_what_was_drawn_before_stays_in_view(self) -> None:
        axes = Figure().subplots()
        axes.plot([0.0, 2.0], [-7.0, 100.0])
        norm_curves(collection()).figure(ax=axes)
        assert axes.get_xlim()[1] >= 2
        assert axes.get_ylim()[0] <= -7
        assert axes.get_ylim()[1] >= 100

    @pytest.mark.parametrize("given", [3, "axes", [None], [Figure()]])
    def test_other_objects_are_refused(self, given: Any) -> None:
        with pytest.raises(UsageError, match=r"ax is of type \w+, expected axes or a figure of Matplotlib"):
            norm_curves(collection()).figure(ax=given)

    def test_a_wrong_number_is_refused(self) -> None:
        axes = Figure().subplots(1, 3)
        with pytest.raises(UsageError, match="ax holds 3 axes, expected 1, one for each panel: write"):
            norm_curves(collection()).figure(ax=axes)

    def test_plotly_takes_none(self) -> None:
        with pytest.raises(UsageError, match="ax is for Matplotlib: leave it out") as raised:
            norm_curves(collection()).figure("plotly", Figure().subplots())
        assert raised.value.fix == {"backend": "matplotlib"}

    def test_axes_without_a_figure_are_refused(self) -> None:
        axes = Figure().subplots()
        axes.remove()
        with pytest.raises(UsageError, match="was removed from its figure"):
            norm_curves(collection()).figure(ax=axes)


def test_ticks_follow_the_view_and_the_font() -> None:
    figure = norm_curves(collection()).figure()
    figure.draw_without_rendering()
    axis = figure.axes[0].xaxis
    before = list(axis.get_majorticklocs())
    figure.axes[0].tick_params(labelsize=60)
    large = list(axis.get_majorticklocs())
    assert len(large) < len(before)
    figure.axes[0].tick_params(labelsize=8)
    figure.axes[0].set_xlim(0.4, 0.5)
    zoomed = axis.get_majorticklocs()
    assert len(zoomed) > 2
    assert min(zoomed) >= 0.4 - 1e-9
    assert max(zoomed) <= 0.5 + 1e-9
