"""Pictures of landscapes are compared by their data; the page is opened in a browser."""

import itertools
import re
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from depthlimit.figures.surface_page import save_page, surfaces_page
from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.figures import surfaces_figure
from depthlimit.landscapes import Grid, Surface, Trajectory, render, unlabelled_surface
from tests.browser import chromium, needs_browser


def surface(scale: float = 1.0, grid: Grid | None = None) -> Surface:
    """A bowl with its minimum beside the centre, and a trajectory."""
    rendered = render(lambda p: scale * (1 + (p[:, 0] - 0.2) ** 2 + p[:, 1] ** 2), grid or Grid(11, radius=2))
    trajectory = Trajectory(np.array([[3.0, 1.0], [1.0, 0.5]]), np.ones(2), np.full(2, 2.0))
    return Surface(rendered.losses, rendered.x, rendered.y, rendered.centre, trajectory)


def contours(figure: Figure) -> list[Any]:
    """The axes of the filled contours."""
    return [axes for axes in figure.axes if axes.get_aspect() == 1.0 and axes.name != "3d"]


def test_axes_centre_and_trajectory_are_true() -> None:
    figure = surfaces_figure([surface()], ["bowl"])
    (contour,) = contours(figure)
    assert contour.get_xlim() == contour.get_ylim() == (-2, 2)
    assert (contour.get_xlabel(), contour.get_ylabel()) == ("$a$", "$b$")
    lines = [line.get_xydata().tolist() for line in contour.lines]
    assert lines == [[[3.0, 1.0], [1.0, 0.5]], [[0.0, 0.0]]]
    above: Any = figure.axes[0]
    assert above.get_title() == "bowl"
    (mark,) = above.lines
    np.testing.assert_allclose(np.ravel(mark.get_data_3d()), [0, 0, 1.04])


def test_several_surfaces_have_one_scale() -> None:
    figure = surfaces_figure([surface(1.0), surface(3.0)], ["low", "high"])
    heights = {axes.get_zlim() for axes in cast("list[Any]", figure.axes) if axes.name == "3d"}
    limits = {axes.collections[0].get_clim() for axes in contours(figure)}
    assert len(heights) == len(limits) == 1
    (low, high), (bottom, top) = limits.pop(), heights.pop()
    assert (low, high) == pytest.approx((1.04, 3 * (1 + 2.2**2 + 4)))
    assert (bottom, top) == pytest.approx((low, high))


def test_many_surfaces_are_drawn_in_rows() -> None:
    flat = unlabelled_surface(np.eye(3))
    figure = surfaces_figure([flat] * 13, [str(k) for k in range(13)])
    assert len(contours(figure)) == 13
    assert figure.get_figwidth() < 30
    corners = {tuple(np.round(axes.get_position().bounds, 3)) for axes in figure.axes}
    assert len(corners) == len(figure.axes) == 13 * 2 + 3  # with a colour bar for each band
    with pytest.raises(UsageError, match="61 landscapes are too many for one figure: draw 60 at a time"):
        surfaces_figure([flat] * 61, [""] * 61)


def test_an_array_of_unknown_origin_counts_steps_and_marks_nothing() -> None:
    (contour,) = contours(surfaces_figure([unlabelled_surface(np.eye(4))], ["plain"]))
    assert (contour.get_xlabel(), contour.get_xlim(), len(contour.lines)) == ("step", (0, 3), 0)


NEXT = np.nextafter(1.0, 2.0)


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
def test_any_losses_are_drawn(losses: np.ndarray, log: bool, tmp_path: Path) -> None:
    surface = unlabelled_surface(losses)
    surfaces_figure([surface], ["flat"], log).savefig(tmp_path / "flat.png")
    save_page(surfaces_page([surface], ["flat"], log), tmp_path / "flat.html")


@pytest.mark.parametrize(("shape", "drawn"), [((3, 3), (3, 3)), ((2000, 700), (501, 501))])
def test_a_large_surface_is_drawn_by_some_of_its_points(
    shape: tuple[int, int], drawn: tuple[int, int]
) -> None:
    losses = np.arange(np.prod(shape), dtype=np.float64).reshape(shape)
    shown = surfaces_page([unlabelled_surface(losses)], ["large"]).data[0].z
    assert shown.shape == drawn
    assert (shown[0, 0], shown[-1, -1]) == (losses[0, 0], losses[-1, -1])


HOSTILE = r"$\frac </script><a href='javascript:x'>%{x} \x1b"


@pytest.mark.parametrize("shape", [(2, 2), (1, 3)])
def test_titles_are_text(shape: tuple[int, int], tmp_path: Path) -> None:
    surface = unlabelled_surface(np.ones(shape))
    titles = [HOSTILE + chr(0xDC80) + chr(27), "_hidden"]
    figure = surfaces_figure([surface] * 2, titles)
    figure.savefig(tmp_path / "page.png")
    file = save_page(surfaces_page([surface] * 2, titles), tmp_path / "page.html")
    page = file.read_text(encoding="utf-8")
    assert "<a href='javascript" not in page
    assert "\\u003ca href" not in page
    assert "%{x} " not in page


def test_cuts_share_their_axes() -> None:
    cut = surface(grid=Grid(11, steps_y=1))
    for log, name in ((False, "linear"), (True, "log")):
        (axes,) = surfaces_figure([cut, cut], ["one", "other"], log).axes
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), cut.losses[0])
        assert axes.get_yscale() == name
    assert [trace.name for trace in surfaces_page([cut, cut], ["one", "other"]).data] == ["one", "other"]


def test_a_log_scale_needs_positive_losses() -> None:
    with pytest.raises(UsageError, match="draw it without a logarithmic scale"):
        surfaces_figure([unlabelled_surface(np.eye(3))], ["plain"], log=True)


def test_log_heights_are_labelled_with_losses() -> None:
    shown = surface()
    page = surfaces_page([shown], ["bowl"], log=True)
    np.testing.assert_allclose(page.data[0].z, np.log10(shown.losses))
    np.testing.assert_array_equal(page.data[0].customdata, shown.losses)
    assert page.layout.scene.zaxis.ticktext[-1] == f"{shown.losses.max():.3g}"


def test_the_page_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    file = save_page(surfaces_page([surface()], ["bowl"]), tmp_path / "page.html")
    head = re.sub(r"<script.*?>.*?</script>", "", file.read_text(), flags=re.DOTALL)
    assert "http" not in head
    assert not re.search(r"<script[^>]*\ssrc=", file.read_text())


@needs_browser
def test_a_browser_draws_the_page_and_shows_values_under_the_pointer(tmp_path: Path) -> None:
    file = save_page(surfaces_page([surface()], ["bowl"]), tmp_path / "page.html")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 800, "height": 700}, offline=True)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        canvas = page.locator("canvas").first
        canvas.wait_for(timeout=60_000)
        page.wait_for_timeout(1500)
        page.screenshot(path=tmp_path / "page.png")
        words = []
        for x, y in itertools.product((340, 400, 460), (330, 380)):
            page.mouse.move(x, y)
            page.wait_for_timeout(200)
            words += page.locator("g.hovertext").all_text_contents()
    assert not complaints
    colours = np.unique(picture(tmp_path / "page.png").reshape(-1, 3), axis=0)
    assert len(colours) > 1000  # a surface in the colours of the scale, not an empty page
    assert any(re.search(r"a .*b .*loss \d", word, re.DOTALL) for word in words), words


def picture(file: Path) -> np.ndarray:
    """The pixels of a picture, (height, width, 3)."""
    from matplotlib.image import imread

    return (imread(file)[:, :, :3] * 255).astype(np.uint8)
