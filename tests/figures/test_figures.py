"""Figures are compared by their data."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.axis import Axis
from matplotlib.backend_bases import FigureCanvasBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from depthlimit.analysis import RateFits, entry_curves, fit_rate, norm_curves, roughness
from depthlimit.errors import UsageError
from depthlimit.figures import (
    entries_figure,
    norms_figure,
    rates_figure,
    roughness_figure,
    save_figure,
    show_figure,
)
from depthlimit.paths import Member, PathCollection, WeightPath


def collection(depths: tuple[int, ...] = (9, 4), seeds: int = 1, d: int = 2) -> PathCollection:
    rng = np.random.default_rng(0)
    return PathCollection.of(
        Member(WeightPath(rng.normal(size=(L, d, d)), 0.5), str(s)) for L in depths for s in range(seeds)
    )


def test_norms_are_drawn_along_the_depth(tmp_path: Path) -> None:
    curves = norm_curves(collection(seeds=2))
    figure = norms_figure(curves, title="two depths")
    (axes,) = figure.axes
    for line, curve in zip(axes.lines, curves.curves, strict=True):
        np.testing.assert_array_equal(line.get_xdata(), np.arange(curve.depth) / curve.depth)
        np.testing.assert_array_equal(line.get_ydata(), curve.mean)
        assert line.get_label() == str(curve.depth)
    assert [line.get_label() for line in axes.lines] == ["4", "9"]
    assert len(axes.collections) == 2
    assert (axes.get_xlabel(), axes.get_title()) == ("$k/L$", "two depths")
    assert r"\beta = 0.5" in axes.get_ylabel()
    for _ in range(2):
        files = save_figure(figure, tmp_path / "norms.png")
    assert [file.name for file in files] == ["norms.png", "norms.pdf"]
    assert files[1].read_bytes().startswith(b"%PDF")
    assert len(list((tmp_path / "previous").iterdir())) == 2


def test_one_seed_is_drawn_without_a_band() -> None:
    (axes,) = norms_figure(norm_curves(collection())).axes
    assert len(axes.collections) == 0


def test_entries_have_a_panel_each() -> None:
    entries = entry_curves(collection(d=3), [(0, 0), (2, 1), (1, 1), (2, 2)], seed="0")
    panels = [panel for panel in entries_figure(entries).axes if panel.get_visible()]
    assert [panel.get_title() for panel in panels] == [f"$(i, j) = ({i}, {j})$" for i, j in entries.positions]
    for place, panel in enumerate(panels):
        for line, curve in zip(panel.lines, entries.curves, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), curve.values[place])


def test_roughness_is_drawn_beside_shuffled_orders() -> None:
    result = roughness(collection((12,)).at(12)[0], [1.0, 2.0, np.inf], shuffles=9)
    left, right = roughness_figure(result).axes
    np.testing.assert_array_equal(left.lines[1].get_ydata(), result.structure)
    np.testing.assert_array_equal(left.lines[0].get_ydata(), result.shuffled_structure.mean(axis=0))
    np.testing.assert_array_equal(right.lines[1].get_xdata(), [1.0, 2.0])  # p = ∞ has no place on the axis
    assert left.get_xscale() == left.get_yscale() == right.get_yscale() == "log"


def test_data_and_fits_overlay() -> None:
    t = np.arange(30.0)
    fits = {name: fit_rate(t, C / (t + 1)) for name, C in (("a", 1.0), ("b", 7e-5))}
    fits["few"] = fit_rate(t[:2], t[:2] + 1)
    (axes,) = rates_figure(RateFits("loss", fits)).axes
    for k, fit in enumerate(fits.values()):
        np.testing.assert_array_equal(axes.lines[2 * k].get_ydata(), fit.y)
        np.testing.assert_array_equal(axes.lines[2 * k + 1].get_ydata(), fit.fitted)
    assert r"7 \cdot 10^{-5}" in str(axes.lines[3].get_label())
    assert "no fit" in str(axes.lines[5].get_label())


def test_a_legend_of_many_curves_names_some() -> None:
    many = norm_curves(collection(tuple(range(4, 64))))
    legend = norms_figure(many).axes[0].get_legend()
    assert legend is not None
    names = [text.get_text() for text in legend.get_texts()]
    assert (len(names), names[0], names[-1]) == (14, "4", "63")
    assert legend.get_title().get_text() == "$L$ (14 of 60)"
    t = np.arange(30.0)
    rates = rates_figure(RateFits("loss", {f"log {k}": fit_rate(t, (k + 1) / (t + 1)) for k in range(40)}))
    assert len(rates.axes[0].lines) == 80
    assert len(rates.legends[0].get_texts()) == 10
    assert rates.get_figheight() < 7


def test_more_panels_than_a_figure_holds_are_refused() -> None:
    entries = entry_curves(collection(d=8), [(i, j) for i in range(8) for j in range(8)], seed="0")
    with pytest.raises(UsageError, match="64 entries are requested, but a figure holds at most 60"):
        entries_figure(entries)


def figures() -> dict[str, Figure]:
    paths = collection((4, 8, 16, 12_000), seeds=2)
    t = np.arange(2000.0)
    return {
        "norms": norms_figure(norm_curves(paths)),
        "many norms": norms_figure(norm_curves(collection(tuple(range(10, 70))))),
        "many entries": entries_figure(
            entry_curves(collection(tuple(range(10, 70)), d=4), [(0, 0), (1, 1), (0, 1)], "0")
        ),
        "entries": entries_figure(entry_curves(paths, [(0, 0), (1, 1), (0, 1), (1, 0)], "0")),
        "roughness": roughness_figure(roughness(paths.at(16)[0], shuffles=5), "a path"),
        "rates": rates_figure(
            RateFits("loss", {f"run/{k}": fit_rate(t, 1e5 / (t + 1) ** k) for k in (1, 2, 3)})
        ),
    }


@pytest.mark.parametrize("name", ["norms", "many norms", "entries", "many entries", "roughness", "rates"])
def test_labels_are_neither_cut_off_nor_overlap(name: str) -> None:
    figure = figures()[name]
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    inside = figure.bbox.padded(1)
    panels = [panel for panel in figure.axes if panel.get_visible()]
    legends = [*figure.legends, *(panel.get_legend() for panel in panels if panel.get_legend())]
    assert legends
    boxes = [box for panel in panels for axis in (panel.xaxis, panel.yaxis) if (box := axis.get_tightbbox())]
    boxes += [text.get_window_extent() for text in figure.texts if text.get_text()]
    boxes += [legend.get_window_extent() for legend in legends if legend]
    for box in boxes:
        assert inside.contains(box.x0, box.y0)
        assert inside.contains(box.x1, box.y1)
    for panel in panels:
        for axis in (panel.xaxis, panel.yaxis):
            spans = sorted(tick_spans(axis))
            assert all(first[1] <= second[0] for first, second in pairwise(spans))


def tick_spans(axis: Axis) -> list[tuple[float, float]]:
    """Return where the labels of an axis begin and end along it."""
    low, high = sorted(axis.get_view_interval())
    shown = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
    boxes = [
        tick.label1.get_window_extent()
        for tick in shown
        if tick.label1.get_visible() and tick.label1.get_text()
    ]
    along_x = axis is axis.axes.xaxis
    return [(box.x0, box.x1) if along_x else (box.y0, box.y1) for box in boxes]


def test_a_window_needs_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    with mpl.rc_context({"backend": "agg"}), pytest.raises(UsageError, match="leave out --show"):
        show_figure(Figure())


def test_a_window_is_opened_where_there_is_a_display() -> None:
    figure = Figure()
    with mpl.rc_context({"backend": "template"}):  # matplotlib's stand-in for a backend with windows
        show_figure(figure)
    assert isinstance(figure.canvas, FigureCanvasBase)


def test_figures_do_not_depend_on_the_style_of_the_user(tmp_path: Path) -> None:
    (expected,) = save_figure(norms_figure(norm_curves(collection())), tmp_path / "expected.png", ["png"])
    style: dict[Any, Any] = {
        "text.usetex": True,
        "savefig.bbox": "tight",
        "font.size": 30,
        "savefig.transparent": True,
    }
    with mpl.rc_context(style):  # and no LaTeX
        (file,) = save_figure(norms_figure(norm_curves(collection())), tmp_path / "own.png", ["png"])
        assert mpl.rcParams["text.usetex"]
    assert file.read_bytes() == expected.read_bytes()


def test_a_backend_without_windows() -> None:
    with pytest.raises(UsageError, match=r"no window can be opened \(.*nonsense.*leave out --show"):
        show_figure(Figure(), "nonsense")
