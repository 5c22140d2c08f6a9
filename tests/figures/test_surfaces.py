"""Figures of landscapes: both backends show the same values, scales, ticks and marks."""

import itertools
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.figure_spec import Axis, FigureSpec, MapPanel
from depthlimit.figures import render
from depthlimit.figures.data import drawn_values
from depthlimit.figures.heights import heights_of
from depthlimit.figures.plotly_backend import in_browser
from depthlimit.figures.plotly_backend.maps import MOST_SCENES, MOST_STEPS, thinned_map
from depthlimit.figures.surfaces import surfaces_spec
from depthlimit.formulas import to_html
from depthlimit.landscapes import Grid, Surface, Trajectory, unlabelled_surface
from depthlimit.landscapes import render as rendered
from depthlimit.reports import save_figure_page
from tests.browser import chromium, needs_browser


def surface(scale: float = 1.0, grid: Grid | None = None) -> Surface:
    """A bowl with its minimum beside the centre, and a trajectory."""
    found = rendered(lambda p: scale * (1 + (p[:, 0] - 0.2) ** 2 + p[:, 1] ** 2), grid or Grid(11, radius=2))
    trajectory = Trajectory(np.array([[3.0, 1.0], [1.0, 0.5]]), np.ones(2), np.full(2, 2.0))
    return Surface(found.losses, found.x, found.y, found.centre, trajectory)


def between(low: float, high: float) -> Surface:
    """A surface of losses from ``low`` to ``high``, even on a logarithmic scale if they are far apart."""
    shares = np.linspace(0, 1, 25).reshape(5, 5)
    far = 0 < low < high / 100
    losses = low * (high / low) ** shares if far else low + (high - low) * shares
    return Surface(losses, np.linspace(-1, 1, 5), np.linspace(-1, 1, 5), float(losses[2, 2]))


def named(figure: Figure, name: str) -> list[Any]:
    """The axes of this kind, ``3d`` or ``rectilinear``, without colour bars."""
    return [axes for axes in figure.axes if axes.name == name and axes.get_xlabel()]


def test_axes_centre_and_trajectory_are_true() -> None:
    figure = render(surfaces_spec([surface()], ["bowl"]))
    (contour,) = named(figure, "rectilinear")
    assert contour.get_xlim() == contour.get_ylim() == (-2, 2)
    assert (contour.get_xlabel(), contour.get_ylabel(), contour.get_title()) == ("$a$", "$b$", "")
    path, centre = (line.get_xydata() for line in contour.lines)
    np.testing.assert_array_equal(path, [[np.nan, np.nan], [1.0, 0.5]])  # the first lies outside the grid
    assert centre.tolist() == [[0.0, 0.0]]
    (above,) = named(figure, "3d")
    assert above.get_title() == "bowl"
    (mark,) = above.lines
    np.testing.assert_allclose(np.ravel(mark.get_data_3d()), [0, 0, 1.04])
    assert mark.get_zorder() > max(one.get_zorder() for one in above.collections)


def test_several_surfaces_have_one_scale() -> None:
    spec = surfaces_spec([surface(1.0), surface(3.0)], ["low", "high"])
    ends = 1.04, 3 * (1 + 2.2**2 + 4)
    for axes in named(render(spec), "3d"):
        assert axes.get_zlim() == pytest.approx(ends)
    traces = render(spec, "plotly").data
    assert [trace.cmin for trace in traces if trace.type == "surface"] == pytest.approx([ends[0]] * 2)
    assert [trace.zmax for trace in traces if trace.type == "contour"] == pytest.approx([ends[1]] * 2)
    assert sum(bool(trace.showscale) for trace in traces if trace.type == "contour") == 1


@pytest.mark.parametrize("log", [False, True])
def test_both_backends_show_the_same(log: bool) -> None:
    spec = surfaces_spec([surface(1.0), surface(3.0)], ["low", "high"], log)
    panels = [panel for panel in spec.panels if isinstance(panel, MapPanel)]
    scale = heights_of(panels[0])
    paper, interactive = render(spec), render(spec, "plotly")
    labels = [to_html(f"${one}$") for one in scale.labels]
    scenes = [interactive.layout.scene, interactive.layout.scene2]
    for axes, scene in zip(named(paper, "3d"), scenes, strict=True):
        assert list(scene.zaxis.range) == pytest.approx(axes.get_zlim())
        for line, other in ((axes.xaxis, scene.xaxis), (axes.yaxis, scene.yaxis), (axes.zaxis, scene.zaxis)):
            np.testing.assert_allclose(line.get_majorticklocs(), other.tickvals)
        written = [label.get_text() for label in axes.zaxis.get_ticklabels()]
        assert [to_html(one) for one in written] == labels == list(scene.zaxis.ticktext)
    contours = [trace for trace in interactive.data if trace.type == "contour"]
    flat = zip(named(paper, "rectilinear"), contours, [p for p in panels if p.view == "contour"], strict=True)
    for axes, trace, panel in flat:
        np.testing.assert_allclose(np.array(trace.z, dtype=float), scale.of(panel.values), rtol=1e-8)
        levels = np.arange(
            trace.contours.start, trace.contours.end + trace.contours.size / 2, trace.contours.size
        )
        np.testing.assert_allclose(axes.collections[0].levels, levels)
        assert list(trace.colorbar.ticktext) == labels
    marks = [trace for trace in interactive.data if trace.type == "scatter"]
    lines = [line for axes in named(paper, "rectilinear") for line in axes.lines]
    for line, trace in zip(lines, marks, strict=True):
        np.testing.assert_allclose(line.get_xdata(), np.array(trace.x, dtype=float))
        np.testing.assert_allclose(line.get_ydata(), np.array(trace.y, dtype=float))
    pins = [trace for trace in interactive.data if trace.type == "scatter3d"]
    heights = [float(axes.lines[0].get_data_3d()[2][0]) for axes in named(paper, "3d")]
    assert [pin.z[1] for pin in pins] == pytest.approx(heights)
    assert all((pin.z[0], pin.z[2]) == pytest.approx((scale.floor, scale.ceiling)) for pin in pins)


def test_many_surfaces_are_drawn_in_rows() -> None:
    flat = unlabelled_surface(np.eye(3))
    figure = render(surfaces_spec([flat] * 8, [str(k) for k in range(8)]))
    above, below = named(figure, "3d"), named(figure, "rectilinear")
    assert len(above) == len(below) == 8
    for one, other in zip(above, below, strict=True):
        assert one.get_position(original=True).x0 == pytest.approx(other.get_position(original=True).x0)
        assert one.get_position(original=True).y0 > other.get_position(original=True).y1
    assert len({round(one.get_position(original=True).y0, 3) for one in above}) == 2
    assert len(figure.axes) == 8 * 2 + 2  # with a colour bar for each row
    with pytest.raises(UsageError, match="61 landscapes are too many for one figure: draw 60 at a time"):
        surfaces_spec([flat] * 61, [""] * 61)


def labels_of(figure: Figure) -> list[tuple[str, Any]]:
    """All texts of a figure with their boxes, as they are drawn."""
    figure.draw_without_rendering()
    found = []
    for axes in figure.axes:
        lines = [getattr(axes, name) for name in ("xaxis", "yaxis", "zaxis") if hasattr(axes, name)]
        ticks = [label for line in lines for tick in line.majorTicks for label in (tick.label1, tick.label2)]
        for text in (axes.title, *(line.label for line in lines), *ticks):
            if text.get_visible() and text.get_text():
                found.append((text.get_text(), text.get_window_extent()))
    return found


RANGES = {
    "close": (2.199, 2.204),
    "wide": (1e-6, 1e3),
    "negative": (-320_010.0, -319_990.0),
    "long": (123_456_789_012.0, 123_456_790_512.0),
    "around zero": (-1e-7, 2e-7),
}


@pytest.mark.parametrize("number", [1, 2, 7])
@pytest.mark.parametrize("name", RANGES)
def test_no_labels_overlap_or_are_cut_off(name: str, number: int) -> None:
    shown = between(*RANGES[name])
    titles = [f"a_surface_with_a_rather_long_name_number_{k}, L = 32" for k in range(number)]
    figure = render(surfaces_spec([shown] * number, titles, log=name == "wide"))
    labels = labels_of(figure)
    width, height = figure.get_size_inches() * figure.dpi
    for text, box in labels:
        assert box.x0 >= 0 <= box.y0, text
        assert (box.x1 <= width, box.y1 <= height) == (True, True), text
    pairs = itertools.combinations(labels, 2)
    assert not [(one, other) for (one, box), (other, second) in pairs if box.overlaps(second)]


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("log", [False, True])
def test_ticks_tell_losses_apart(name: str, log: bool) -> None:
    if log and RANGES[name][0] <= 0:
        return
    panel = surfaces_spec([between(*RANGES[name])], ["one"], log).panels[0]
    assert isinstance(panel, MapPanel)
    scale = heights_of(panel)
    assert len(set(scale.labels)) == len(scale.ticks) >= 3
    steps = np.diff(scale.levels)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-5)
    if not log:  # ticks are contours, and edges of the colours of the bar
        nearest = np.abs(np.subtract.outer(scale.ticks, scale.levels)).min(axis=1)
        assert nearest.max() < 1e-6 * steps[0] + 1e-15 * abs(scale.ceiling)


def test_an_array_of_unknown_origin_counts_steps_and_marks_nothing() -> None:
    spec = surfaces_spec([unlabelled_surface(np.eye(4))], ["plain"])
    (contour,) = named(render(spec), "rectilinear")
    assert (contour.get_xlabel(), contour.get_xlim(), len(contour.lines)) == ("step", (0, 3), 0)
    assert "trained" not in spec.caption
    assert "scale" not in spec.caption


NEXT = np.nextafter(1.0, 2.0)


@pytest.mark.parametrize("backend", ["matplotlib", "plotly"])
@pytest.mark.parametrize(
    ("losses", "log"),
    [
        (np.ones((3, 3)), False),
        (np.ones((3, 3)), True),
        (np.zeros((3, 3)), False),
        (np.full((2, 2), 5e-324), False),
        (np.full((2, 2), 5e-324), True),
        (np.full((2, 2), -1e100), False),
        (np.array([[1.0, NEXT], [NEXT, 1.0]]), False),
        (np.array([[1.0, NEXT], [NEXT, 1.0]]), True),
        (np.array([[-1e100, 1e100], [0.0, 1.0]]), False),
        (np.array([[1e-300, 1e100], [1.0, 1.0]]), True),
        (np.ones((1, 1)), False),
        (np.ones((1, 4)), True),
    ],
)
def test_any_losses_are_drawn(losses: np.ndarray, log: bool, backend: Any, tmp_path: Path) -> None:
    figure = render(surfaces_spec([unlabelled_surface(losses)], ["flat"], log), backend)
    if backend == "matplotlib":
        figure.savefig(tmp_path / "flat.png")
    else:
        figure.to_json()


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e101])
def test_losses_that_cannot_be_drawn_are_refused(bad: float) -> None:
    with pytest.raises(UsageError, match="render with a smaller radius"):
        surfaces_spec([unlabelled_surface(np.array([[1.0, bad], [1.0, 2.0]]))], [""])


@pytest.mark.parametrize(("shape", "drawn"), [((3, 3), (3, 3)), ((2000, 700), (501, 501))])
def test_a_large_surface_is_drawn_by_some_of_its_points(
    shape: tuple[int, int], drawn: tuple[int, int]
) -> None:
    losses = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    panel = surfaces_spec([unlabelled_surface(losses)], ["large"]).panels[0]
    assert isinstance(panel, MapPanel)
    assert panel.values.shape == drawn
    assert (panel.values[0, 0], panel.values[-1, -1]) == (losses[0, 0], losses[-1, -1])
    page = thinned_map(panel)
    assert page.values.shape == tuple(min(number, MOST_STEPS) for number in drawn)
    assert (page.values[-1, -1], page.columns[-1]) == (losses[-1, -1], shape[1] - 1)


def test_a_browser_gets_contours_of_more_surfaces_than_it_has_scenes_for() -> None:
    shown = surface()
    few, many = (
        surfaces_spec([shown] * number, [f"name {k}" for k in range(number)])
        for number in (MOST_SCENES, MOST_SCENES + 1)
    )
    assert in_browser(few) is few
    views = [(panel.title, panel.view) for panel in in_browser(many).panels if isinstance(panel, MapPanel)]
    assert views == [(f"name {k}", "contour") for k in range(MOST_SCENES + 1)]
    assert {trace.type for trace in render(many, "plotly").data} == {"contour", "scatter"}


def test_data_hold_every_loss_once() -> None:
    values = drawn_values(surfaces_spec([surface(), surface(2.0)], ["one", "two"]))
    assert [*values] == ["panel", "a", "b", "loss"]
    assert len(values["loss"]) == 2 * 11 * 11


HOSTILE = r"$\frac </script><a href='javascript:x'>%{x} \x1b"


@pytest.mark.parametrize("shape", [(2, 2), (1, 3)])
def test_titles_are_text(shape: tuple[int, int], tmp_path: Path) -> None:
    titles = [HOSTILE + chr(0xDC80) + chr(27), "_hidden"]
    spec = surfaces_spec([unlabelled_surface(np.ones(shape))] * 2, titles)
    render(spec).savefig(tmp_path / "page.png")
    file = save_figure_page(spec, tmp_path / "page.html", HOSTILE)
    page = file.read_text(encoding="utf-8")
    assert "<a href='javascript" not in page
    assert "\\u003ca href" not in page
    (content,) = re.findall(r'class="content">(.*?)</script>', page)
    assert "%{x} \\" not in content


def test_cuts_share_their_axes() -> None:
    cut = surface(grid=Grid(11, steps_y=1))
    for log, name in ((False, "linear"), (True, "log")):
        spec = surfaces_spec([cut, replace(cut, losses=cut.losses + 1)], ["one", "other"], log)
        (axes,) = render(spec).axes
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), cut.losses[0])
        assert axes.get_yscale() == name
    traces = [trace for trace in render(spec, "plotly").data if trace.mode == "lines"]
    assert [trace.name for trace in traces] == ["one", "other"]
    with pytest.raises(ValueError, match="cannot be drawn in one figure"):
        surfaces_spec([cut, surface()], ["", ""])


def test_a_log_scale_needs_positive_losses() -> None:
    with pytest.raises(UsageError, match="draw it without a logarithmic scale"):
        surfaces_spec([unlabelled_surface(np.eye(3))], ["plain"], log=True)


def test_log_heights_show_losses_under_the_pointer() -> None:
    shown = surface()
    trace = render(surfaces_spec([shown], ["bowl"], log=True), "plotly").data[0]
    np.testing.assert_allclose(np.array(trace.z, dtype=float), np.log10(shown.losses), rtol=1e-8)
    np.testing.assert_allclose(np.array(trace.customdata, dtype=float), shown.losses, rtol=1e-6)
    assert "%{customdata" in trace.hovertemplate


def test_given_axes_take_surfaces_and_contours() -> None:
    shown = surface()
    figure = plt.figure(layout="constrained")
    flat, deep = figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2, projection="3d")
    assert shown.figure(ax=[deep, flat]) is figure
    assert (len(flat.collections), len(deep.collections), len(figure.axes)) == (2, 1, 3)
    for axes, other in ((flat, "contours"), (deep, "surface")):
        axes.clear()
        shown.figure(ax=axes, title=other)
        assert axes.get_title() == other
        assert axes.get_xlabel() == "$a$"
    with pytest.raises(UsageError, match="ax holds 3 axes, expected 1"):
        shown.figure(ax=[flat, deep, flat])
    with pytest.raises(UsageError, match="axes of two dimensions"):
        shown.figure(ax=[deep, deep])
    plt.close(figure)


def cells(rows: int, columns: int, scale: Any = "linear") -> FigureSpec:
    """Cells with one that is missing."""
    values = 10 ** np.random.default_rng(0).normal(size=(rows, columns))
    values[0, 0] = np.nan
    x, y = (
        tuple(f"{letter}.LongName{k}" for k in range(number))
        for letter, number in zip("xy", (columns, rows), strict=True)
    )
    panel = MapPanel(Axis("rate"), Axis("init"), Axis("loss", scale), x, y, values, "cells")
    return FigureSpec("Final loss", "", (panel,))


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (3, 5), (20, 30)])
@pytest.mark.parametrize("scale", ["linear", "log"])
def test_cells_have_their_numbers_and_names(rows: int, columns: int, scale: Any) -> None:
    spec = cells(rows, columns, scale)
    figure = render(spec)
    axes, bar = figure.axes
    assert len(axes.texts) == rows * columns - 1
    assert bar.get_ylabel() == "loss"
    boxes = [text.get_window_extent() for text in axes.texts[:columns]]
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(boxes))
    for text in axes.texts:
        column, row = text.get_position()
        red, green, blue, _ = axes.images[0].cmap(
            axes.images[0].norm(axes.images[0].get_array()[row, column])
        )
        ground = 0.299 * red + 0.587 * green + 0.114 * blue
        assert abs(ground - (text.get_color() == "white")) > 0.4
    labels = labels_of(figure)
    assert all(box.x0 >= 0 <= box.y0 for _, box in labels)
    trace = render(spec, "plotly").data[0]
    panel = spec.panels[0]
    assert isinstance(panel, MapPanel)
    assert list(trace.x) == list(panel.columns)
    assert (trace.z[0][0], trace.text[0][0]) == (None, "")
    if columns < 10:
        assert [text.get_text() for text in axes.texts[: columns - 1]] == list(trace.text[0][1:])


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    page = save_figure_page(surfaces_spec([surface()], ["bowl"]), tmp_path / "page.html").read_text("utf-8")
    assert "<h1>Loss landscapes</h1>" in page
    assert ">report<" not in page
    assert "http" not in re.sub(r"<script.*?>.*?</script>", "", page, flags=re.DOTALL).replace(
        "http-equiv", ""
    )
    assert not re.search(r"<script[^>]*\ssrc=", page)


@needs_browser
def test_a_phone_draws_the_page_and_shows_values_under_the_pointer(tmp_path: Path) -> None:
    file = save_figure_page(surfaces_spec([surface()], ["bowl"]), tmp_path / "page.html")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 844}, offline=True)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-drawn=all]", timeout=60_000)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        above, below = (plot.bounding_box() for plot in page.locator(".plot").all())
        assert above
        assert below
        assert above["y"] + above["height"] <= below["y"]
        assert min(above["width"], below["width"]) > 300
        page.locator(".plot").nth(1).scroll_into_view_if_needed()
        box = page.locator(".plot").nth(1).bounding_box()
        assert box
        words = []
        for share in (0.3, 0.4):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
            page.wait_for_timeout(150)
            words += page.locator("g.hovertext").all_text_contents()
    assert not complaints
    assert any(re.search(r"a .*b .*loss \d", word, re.DOTALL) for word in words), words


def test_the_caption_names_directions_normalisation_and_the_loss_at_the_centre() -> None:
    surface = Surface(
        np.eye(3), np.arange(3.0), np.arange(3.0), 0.25,
        description={"directions": "random", "normalization": "filter"},
    )  # fmt: skip
    caption = surface.figure_spec().caption
    assert "Directions: random, every row as long as that of the weights." in caption
    assert caption.endswith("Loss at the centre: 0.25.")
