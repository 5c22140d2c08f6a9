"""Both backends show the same: panels, curves, bands, axes, legends and titles."""

import re
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec, MapPanel
from depthlimit.figures import render
from depthlimit.figures.plotly_backend.labels import plotly_label
from tests.figures.examples import by_matplotlib, described, examples
from tests.figures.reading import (
    ReadAxis,
    ReadPanel,
    from_matplotlib,
    from_plotly,
    legends_of_matplotlib,
    legends_of_plotly,
)
from tests.test_result import DRAWN

COUNT = re.compile(r" ?\(\d+ of \d+\)$")


def same_values(one: ReadPanel, other: ReadPanel) -> None:
    """Compare curves, bands and bars."""
    assert len(one.curves) == len(other.curves)
    assert len(one.bands) == len(other.bands)
    drawn = (*one.curves, *one.bands, one.bars)
    for ours, theirs in zip(drawn, (*other.curves, *other.bands, other.bars), strict=True):
        assert ours.shape == theirs.shape
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-300)


def same_axis(one: ReadAxis, other: ReadAxis, alone: bool) -> None:
    """Compare an axis by Matplotlib with that by Plotly."""
    assert (one.label, one.scale) == (other.label, other.scale)
    np.testing.assert_allclose(one.ends, other.ends, rtol=1e-6, atol=1e-300)
    if other.ticks:  # of small panels, Matplotlib labels some
        assert set(one.ticks) == set(other.ticks) if alone and len(other.ticks) < 10 else one.ticks


def same_curves(spec: FigureSpec, drawn: Figure, interactive: Any) -> None:
    """Compare all panels of curves."""
    ours, theirs = from_matplotlib(drawn), from_plotly(interactive)
    assert len(ours) == len(theirs) == len(spec.panels)
    for one, other in zip(ours, theirs, strict=True):
        same_axis(one.x, other.x, len(spec.panels) == 1)
        same_axis(one.y, other.y, len(spec.panels) == 1)
        assert one.title == other.title or len(one.title) > 20  # long ones are broken elsewhere
        same_values(one, other)
    assert interactive.layout.title.text == plotly_label(spec.title)
    for (title, entries), (full_title, all_entries) in zip(
        legends_of_matplotlib(drawn), legends_of_plotly(interactive), strict=True
    ):
        assert COUNT.sub("", title).strip() == full_title
        assert [entry for entry in all_entries if entry in entries] == list(entries)
        assert len(entries) == len(all_entries) or COUNT.search(title)


def same_maps(spec: FigureSpec, drawn: Figure, interactive: Any) -> None:
    """Compare panels, titles and axes of maps."""
    panels = [axes for axes in drawn.axes if axes.get_xlabel()]  # not that of the colour bar
    assert len(panels) == len(spec.panels)
    assert [plotly_label(axes.get_title()) for axes in panels if axes.get_title()] == [
        one.text for one in interactive.layout.annotations
    ]
    values = [one for one in interactive.data if one.type in ("surface", "contour", "heatmap")]
    assert len(values) == len(spec.panels)
    for axes, panel in zip(panels, spec.panels, strict=True):
        assert (axes.get_xlabel(), axes.get_ylabel()) == (panel.x.label, panel.y.label)


@pytest.mark.parametrize("name", [*sorted(DRAWN), *examples()])
def test_both_backends_show_the_same(name: str) -> None:
    spec = described(name)
    assert spec.title
    assert spec.caption
    compare = same_maps if isinstance(spec.panels[0], MapPanel) else same_curves
    compare(spec, by_matplotlib(name), render(spec, "plotly"))


@pytest.mark.parametrize("name", ["norms", "4 groups", "roughness", "variation"])
def test_intervals_can_be_left_out(name: str) -> None:
    spec = examples()[name]
    assert spec.has_intervals
    drawn = render(spec, bands=False)
    same_curves(spec, drawn, render(spec, "plotly", bands=False))
    assert not any(panel.bands or panel.bars.size for panel in from_matplotlib(drawn))
    assert any(panel.bands or panel.bars.size for panel in from_matplotlib(by_matplotlib(name)))


@pytest.mark.parametrize("bands", ["no", 0, None])
def test_only_true_and_false_show_and_hide_intervals(bands: Any) -> None:
    with pytest.raises(UsageError, match=r"bands is .*, expected True or False"):
        render(examples()["norms"], bands=bands)


def test_bars_of_several_series_are_beside_each_other() -> None:
    spec = examples()["variation"]
    (panel,) = from_matplotlib(by_matplotlib("variation"))
    assert len(set(panel.bars[:, 0])) == len(panel.bars) == 8
    figure: Any = render(spec, "plotly")
    assert figure.data[0].x[0] != 4
    assert figure.data[0].text[0] == "4"  # under the pointer is the depth
    assert "%{text}" in figure.data[0].hovertemplate


def test_values_under_the_pointer_have_the_symbols_of_the_axes() -> None:
    figure: Any = render(examples()["norms"], "plotly")
    shown = figure.data[-1].hovertemplate
    assert shown == "120<br>k/L = %{x:.5g}<br>‖L<sup>β</sup> W<sub>k</sub>‖ = %{y:.6g}<extra></extra>"
