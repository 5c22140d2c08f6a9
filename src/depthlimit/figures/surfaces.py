"""Figures of loss landscapes: surfaces above their filled contours, or cuts on one pair of axes."""

from collections.abc import Sequence

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.figure_spec import Axis, FigureSpec, Key, MapPanel, Mark, Panel, Series
from depthlimit.figures.ticks import even_ticks, log_ticks
from depthlimit.formulas import escaped
from depthlimit.landscapes import Surface

CAPTION = (
    "The loss on planes through the trained weights, all on one scale. $a$ and $b$ are coordinates along the "
    "two directions; the red mark is the trained network{trajectory}."
)
TRAJECTORY = ", the black line the projection of its training"
CUTS = "The loss along the first direction through the trained weights, which are marked."
ACROSS, MOST = 6, 60
"""Landscapes in one row, and in one figure."""
FLAT, LEAST = 1e-9, 1e-100
"""Smallest height of the axis of losses that hardly differ: relative and absolute."""


def surfaces_spec(surfaces: Sequence[Surface], titles: Sequence[str], log: bool = False) -> FigureSpec:
    """Describe surfaces side by side on one scale with their contours below, or cuts on one pair of axes.

    Args:
        surfaces: all surfaces, or all cuts.
        titles: one for each.
        log: draw the logarithm of the loss.

    Raises:
        UsageError: a logarithm of a loss that is not positive, or too many surfaces.
        ValueError: surfaces and cuts are mixed, and have no figure in common.
    """
    if len({surface.is_cut for surface in surfaces}) != 1:
        raise ValueError("surfaces and cuts cannot be drawn in one figure")
    if len(surfaces) > MOST:
        raise UsageError(f"{len(surfaces)} landscapes are too many for one figure: draw {MOST} at a time")
    z = common_axis(surfaces, log)
    drawn = [surface.drawable for surface in surfaces]
    headings = [escaped(title) for title in titles]
    return cuts(drawn, headings, z) if drawn[0].is_cut else maps(drawn, headings, z)


def surface_spec(surface: Surface, title: str = "", log: bool = False) -> FigureSpec:
    """Describe one surface, or one cut; see `surfaces_spec`."""
    return surfaces_spec([surface], [title], log)


def common_axis(surfaces: Sequence[Surface], log: bool) -> Axis:
    """Return the axis of all losses of all surfaces and at their centres.

    Raises:
        UsageError: a logarithm of a loss that is not positive.
    """
    losses = [loss for surface in surfaces for loss in (surface.losses.min(), surface.losses.max())]
    losses += [surface.centre for surface in surfaces if surface.centre is not None]
    low, high = float(min(losses)), float(max(losses))
    if log and low <= 0:
        raise UsageError(
            f"the smallest loss is {low:g}, expected positive ones: draw it without a logarithmic scale"
        )
    high = max(high, low + max(FLAT * abs(low), LEAST))
    ticks = log_ticks(low, high) if log else even_ticks(low, high)
    return Axis("loss", "log" if log else "linear", low, high, tuple(ticks))


def maps(surfaces: Sequence[Surface], titles: Sequence[str], z: Axis) -> FigureSpec:
    """Describe surfaces in rows of at most six, each row above that of their contours."""
    panels: list[MapPanel] = []
    pairs = list(zip(surfaces, titles, strict=True))
    for start in range(0, len(pairs), ACROSS):
        row = pairs[start : start + ACROSS]
        panels += [surface_panel(surface, title, z) for surface, title in row]
        panels += [contour_panel(surface, title, z) for surface, title in row]
    trajectory = TRAJECTORY if any(surface.trajectory is not None for surface in surfaces) else ""
    caption = CAPTION.replace("{trajectory}", trajectory)
    return FigureSpec("Loss landscapes", caption, tuple(panels), columns=min(ACROSS, len(pairs)))


def surface_panel(surface: Surface, title: str, z: Axis) -> MapPanel:
    """Return a surface in three dimensions, with its centre."""
    x, y = axes(surface)
    marks = () if surface.centre is None else (centre(surface, np.array([surface.centre])),)
    return MapPanel(x, y, z, surface.x, surface.y, surface.losses, "surface", marks, title)


def contour_panel(surface: Surface, title: str, z: Axis) -> MapPanel:
    """Return a surface as filled contours, with its centre and its trajectory."""
    x, y = axes(surface)
    marks = [] if surface.trajectory is None else [path(surface)]
    marks += [] if surface.centre is None else [centre(surface, None)]
    return MapPanel(x, y, z, surface.x, surface.y, surface.losses, "contour", tuple(marks), title)


def axes(surface: Surface) -> tuple[Axis, Axis]:
    """Return the axes of a surface: coordinates in the plane, or steps where they are not known."""
    names = ("$a$", "$b$") if surface.has_axes else ("step", "step")
    x, y = (
        Axis(name, low=float(values[0]), high=float(values[-1]))
        for name, values in zip(names, (surface.x, surface.y), strict=True)
    )
    return x, y


def centre(surface: Surface, height: np.ndarray | None) -> Mark:
    """Return the mark of the trained weights."""
    zero = np.zeros(1)
    return Mark(zero, zero, height, f"trained weights, loss {surface.centre:.6g}")


def path(surface: Surface) -> Mark:
    """Return the trajectory, with gaps outside the grid."""
    assert surface.trajectory is not None
    a, b = surface.trajectory.points.T.copy()
    outside = (a < surface.x[0]) | (a > surface.x[-1]) | (b < surface.y[0]) | (b > surface.y[-1])
    return Mark(np.where(outside, np.nan, a), np.where(outside, np.nan, b), None, "training")


def cuts(surfaces: Sequence[Surface], titles: Sequence[str], z: Axis) -> FigureSpec:
    """Describe losses along the first direction, a curve for each cut."""
    names = [str(place) for place in range(len(surfaces))]
    series: list[Series] = []
    for name, surface in zip(names, surfaces, strict=True):
        series.append(Series(name, surface.x, surface.losses[0]))
        if surface.centre is not None:
            series.append(Series(name, np.zeros(1), np.array([surface.centre]), "none", "circle"))
    x, _ = axes(surfaces[0])
    key = Key("", tuple(names), dict(zip(names, titles, strict=True)))
    return FigureSpec(
        "Loss landscapes along a line", CUTS, (Panel(x, Axis("loss", z.scale), tuple(series), key),)
    )
