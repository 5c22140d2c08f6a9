"""Figures of loss landscapes: surfaces above their filled contours, or cuts on one pair of axes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, MapPanel, Mark, Panel
from depthlimit.figures.ticks import even_ticks, log_ticks
from depthlimit.formulas import escaped
from depthlimit.landscapes import Surface
from depthlimit.landscapes.grid import LARGEST

TITLE = "Loss landscapes"
MARKED = (
    "The loss on a plane through the trained weights{scale}. $a$ and $b$ are coordinates along its two "
    "directions; the red mark is the trained network{trajectory}."
)
UNMARKED = "The loss on a grid{scale}."
COMMON = ", on one scale for all"
TRAJECTORY = ", the black line the projection of its training"
CUTS = "The loss along the first direction through the trained weights, which are marked."
UNMARKED_CUTS = "The loss along a line."
NORMALIZATIONS = {
    "filter": ", every row as long as that of the weights",
    "layer": ", every layer as long as that of the weights",
    "none": ", not normalised",
}
"""Meanings of the normalisations of directions."""
ACROSS, MOST = 6, 60
"""Landscapes in one row, and in one figure."""
EQUAL = 1e-9
"""Relative difference of losses below which a surface is flat."""
FLAT, LEAST = 1e-2, 1e-100
"""Height of the axis of a flat surface, relative to the loss, and its lower bound; 1 if the loss is 0."""
MOST_TICKS = 6
INNER = 0.1
"""Share of an axis of a box at each end without a tick: labels of two axes meet there."""


def surfaces_spec(surfaces: Sequence[Surface], titles: Sequence[str], log: bool = False) -> FigureSpec:
    """Describe surfaces side by side on one scale with their contours below, or cuts on one pair of axes.

    Args:
        surfaces: all surfaces, or all cuts.
        titles: one for each.
        log: draw the logarithm of the loss.

    Raises:
        UsageError: a loss is not finite or above 10¹⁰⁰, a logarithm of one that is not positive, or too many
            surfaces.
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
    losses = np.array([loss for surface in surfaces for loss in ends_of(surface)])
    if not (np.abs(losses) <= LARGEST).all():
        raise UsageError(
            f"a loss is not finite, or above {LARGEST:g}, which cannot be drawn: render with a smaller radius"
        )
    low, high = float(losses.min()), float(losses.max())
    if log and low <= 0:
        raise UsageError(
            f"the smallest loss is {low:g}, expected positive ones: draw it without a logarithmic scale"
        )
    if high - low <= EQUAL * abs(low):
        high = low + (max(FLAT * abs(low), LEAST) if low else 1.0)
    ticks = log_ticks(low, high, MOST_TICKS) if log else even_ticks(low, high, MOST_TICKS)
    return Axis("loss", "log" if log else "linear", low, high, tuple(ticks))


def ends_of(surface: Surface) -> list[float]:
    """Return the smallest and the largest loss, NaN if one is NaN, and that at the centre."""
    ends = [float(surface.losses.min()), float(surface.losses.max())]
    return ends if surface.centre is None else [*ends, surface.centre]


def maps(surfaces: Sequence[Surface], titles: Sequence[str], z: Axis) -> FigureSpec:
    """Describe surfaces in rows of at most six, each above its contours."""
    panels: list[MapPanel] = []
    for surface, title in zip(surfaces, titles, strict=True):
        panels += [surface_panel(surface, title, z), contour_panel(surface, z)]
    trajectory = TRAJECTORY if any(surface.trajectory is not None for surface in surfaces) else ""
    marked = MARKED if any(surface.centre is not None for surface in surfaces) else UNMARKED
    caption = marked.replace("{trajectory}", trajectory).replace("{scale}", COMMON * (len(surfaces) > 1))
    caption = " ".join(filter(None, [caption, *made(surfaces)]))
    return FigureSpec(TITLE, caption, tuple(panels), min(ACROSS, len(surfaces)), stacked=2)


def made(surfaces: Sequence[Surface]) -> list[str]:
    """Return sentences about the directions of surfaces, their size, and the losses at the centres.

    >>> from depthlimit.landscapes.surface import unlabelled_surface
    >>> made([unlabelled_surface(np.eye(3))])
    []
    """
    known = {
        tuple(str(surface.description.get(name, "")) for name in ("directions", "normalization"))
        for surface in surfaces
    }
    (directions, normalization), *others = sorted(known)
    said = []
    if directions and not others:
        size = NORMALIZATIONS.get(normalization, "")
        said.append(f"Directions: {escaped(directions)}{size}.")
    losses = [f"{surface.centre:.4g}" for surface in surfaces if surface.centre is not None]
    if losses:
        said.append(f"Loss at the centre: {', '.join(losses)}.")
    return said


def surface_panel(surface: Surface, title: str, z: Axis) -> MapPanel:
    """Return a surface in three dimensions, with its centre."""
    x, y = axes(surface)
    marks = () if surface.centre is None else (centre(surface, np.array([surface.centre])),)
    return MapPanel(inner(x), inner(y), z, surface.x, surface.y, surface.losses, "surface", marks, title)


def contour_panel(surface: Surface, z: Axis) -> MapPanel:
    """Return a surface as filled contours, with its centre and its trajectory."""
    x, y = axes(surface)
    marks = [] if surface.trajectory is None else [path(surface)]
    marks += [] if surface.centre is None else [centre(surface, None)]
    return MapPanel(x, y, z, surface.x, surface.y, surface.losses, "contour", tuple(marks))


def axes(surface: Surface) -> tuple[Axis, Axis]:
    """Return the axes of a surface: coordinates in the plane, or steps where they are not known."""
    names = ("$a$", "$b$") if surface.has_axes else ("step", "step")
    x, y = (
        axis_of(name, float(values[0]), float(values[-1]))
        for name, values in zip(names, (surface.x, surface.y), strict=True)
    )
    return x, y


def axis_of(name: str, low: float, high: float) -> Axis:
    """Return an axis with a few ticks."""
    return Axis(name, low=low, high=high, ticks=tuple(even_ticks(low, high, 4)) if low < high else (low,))


def inner(axis: Axis) -> Axis:
    """Return an axis of a box, without the ticks at its ends."""
    assert axis.low is not None
    assert axis.high is not None
    margin = INNER * (axis.high - axis.low)
    ticks = axis.ticks or ()
    kept = tuple(tick for tick in ticks if axis.low + margin <= tick <= axis.high - margin)
    return replace(axis, ticks=kept or ticks)


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
    series: list[DataSeries] = []
    for name, surface in zip(names, surfaces, strict=True):
        series.append(DataSeries(name, surface.x, surface.losses[0]))
        if surface.centre is not None:
            series.append(DataSeries(name, np.zeros(1), np.array([surface.centre]), "none", "circle"))
    x = replace(axes(surfaces[0])[0], low=None, high=None, ticks=None)
    caption = CUTS if any(surface.centre is not None for surface in surfaces) else UNMARKED_CUTS
    key = Key("", tuple(names), dict(zip(names, titles, strict=True)))
    panel = Panel(x, Axis("loss", z.scale), tuple(series), key)
    return FigureSpec("Loss along a line", caption, (panel,))
