"""Figures of loss landscapes: the surface, and below it its filled contours."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.figures.labels import matplotlib_label
from depthlimit.figures.style import PaperFigure, depth_colours, paper_style
from depthlimit.figures.surface_scale import Scale, common_scale
from depthlimit.landscapes import Surface

LEVELS = 25
COLOURS = "viridis"
SIDE, LEFT, RIGHT, HEIGHT = 4.4, 0.7, 0.8, 8.4
"""Width of a surface, of the margins, and height of the figure, in inches."""
TICKS = 5
ACROSS, MOST = 6, 60
"""Landscapes in one row, and in one figure."""
ABOVE = 100
"""Order of drawing: above everything else."""


def surfaces_figure(surfaces: Sequence[Surface], titles: Sequence[str], log: bool = False) -> Figure:
    """Draw surfaces side by side on one scale, or cuts on one pair of axes.

    The trained weights, at the centre, are marked where they are known; a trajectory is drawn on the contour.

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
    scale = common_scale(surfaces, log)
    surfaces = [surface.drawable for surface in surfaces]
    with paper_style():
        return cuts(surfaces, titles, scale) if surfaces[0].is_cut else columns(surfaces, titles, scale)


def surface_figure(surface: Surface, title: str = "", log: bool = False) -> Figure:
    """Draw one surface, or one cut; see `surfaces_figure`."""
    return surfaces_figure([surface], [title], log)


def columns(surfaces: Sequence[Surface], titles: Sequence[str], scale: Scale) -> Figure:
    """Draw a column for each surface, in rows of at most six, and the colour bar."""
    number, bands = min(len(surfaces), ACROSS), math.ceil(len(surfaces) / ACROSS)
    width, height = LEFT + SIDE * number + RIGHT, HEIGHT * bands
    figure = PaperFigure(figsize=(width, height))
    figure.set_layout_engine("none")  # constrained layout cuts labels of three-dimensional axes off
    cells = figure.add_gridspec(
        2 * bands, number + 1, width_ratios=[1] * number + [0.05],
        left=LEFT / width, right=1 - RIGHT / width, bottom=0.07 / bands, top=1 - 0.05 / bands,
        wspace=0.25, hspace=0.08 if bands == 1 else 0.2,
    )  # fmt: skip
    heights, words = scale.ticks()
    for place, (surface, title) in enumerate(zip(surfaces, titles, strict=True)):
        band, column = divmod(place, ACROSS)
        above = figure.add_subplot(cells[2 * band, column], projection="3d")
        draw_surface(above, surface, scale)
        above.set(title=matplotlib_label(title), zlim=(scale.floor, scale.ceiling))
        above.set_zticks(heights, words)
        drawn = draw_contour(figure.add_subplot(cells[2 * band + 1, column]), surface, scale)
        if column == 0:
            bar = figure.colorbar(drawn, cax=figure.add_subplot(cells[2 * band + 1, number]), label="loss")
            bar.set_ticks(heights.tolist(), labels=words)
    return figure


def draw_surface(axes: Any, surface: Surface, scale: Scale) -> None:
    """Draw the surface in three dimensions."""
    x, y = np.meshgrid(surface.x, surface.y)
    axes.set_zlabel("loss", labelpad=8)
    axes.plot_surface(
        x, y, scale.height(surface.losses),
        cmap=COLOURS, vmin=scale.floor, vmax=scale.ceiling, rcount=100, ccount=100, linewidth=0,
    )  # fmt: skip
    if surface.centre is not None:
        axes.plot([0], [0], scale.height(surface.centre), "o", color="red", markersize=4, zorder=ABOVE)
    name_axes(axes, surface)


def draw_contour(axes: Any, surface: Surface, scale: Scale) -> Any:
    """Draw filled contours, with centre and trajectory; return them for the colour bar."""
    height = scale.height(surface.losses)
    levels = scale.levels(LEVELS)
    drawn = axes.contourf(surface.x, surface.y, height, levels=levels, cmap=COLOURS)
    axes.contour(surface.x, surface.y, height, levels=levels, colors="white", linewidths=0.3)
    if surface.trajectory is not None:
        axes.plot(*surface.trajectory.points.T, ".-", color="black", linewidth=0.8, markersize=3)
    if surface.centre is not None:
        axes.plot(0, 0, "+", color="red", markersize=10)
    name_axes(axes, surface)
    axes.set(xlim=surface.x[[0, -1]], ylim=surface.y[[0, -1]], aspect="equal")
    axes.locator_params(nbins=TICKS)
    axes.grid(visible=False)
    return drawn


def cuts(surfaces: Sequence[Surface], titles: Sequence[str], scale: Scale) -> Figure:
    """Draw losses along the first direction, a curve for each cut."""
    figure = PaperFigure(figsize=(7.0, 3.8))
    axes = figure.subplots()
    colours = depth_colours(len(surfaces))
    for surface, title, colour in zip(surfaces, titles, colours, strict=True):
        axes.plot(surface.x, surface.losses[0], color=colour, label=matplotlib_label(title))
        if surface.centre is not None:
            axes.plot(0, surface.centre, "o", color=colour)
    axes.set(xlabel=axis_names(surfaces[0])[0], ylabel="loss", yscale="log" if scale.log else "linear")
    axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def axis_names(surface: Surface) -> tuple[str, str]:
    """Return the names of the axes: coordinates in the plane, or steps where they are not known."""
    return ("$a$", "$b$") if surface.has_axes else ("step", "step")


def name_axes(axes: Any, surface: Surface) -> None:
    """Name the axes."""
    x, y = axis_names(surface)
    axes.set(xlabel=x, ylabel=y)
