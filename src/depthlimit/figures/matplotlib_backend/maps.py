"""Panels of values on a grid by Matplotlib: surfaces, filled contours, cells with their numbers."""

import math
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthlimit.figure_spec import FigureSpec, MapPanel
from depthlimit.figures.matplotlib_backend.style import PaperFigure, matplotlib_label
from depthlimit.figures.ticks import tick_labels

COLOURS = "viridis"
LEVELS = 25
SIDE, LEFT, RIGHT, BOTTOM, TOP = 4.4, 0.8, 1.0, 0.6, 0.5
"""Width and height of a panel, and of the margins, in inches."""
TICKS = 5
ABOVE = 100
"""Order of drawing: above everything else."""
PALE = 0.6
"""Share of the range of colours from which numbers on cells are dark."""


def maps_figure(spec: FigureSpec) -> Figure:
    """Draw a figure of maps with one colour bar."""
    panels = [panel for panel in spec.panels if isinstance(panel, MapPanel)]
    columns = min(len(panels), spec.columns)
    rows = math.ceil(len(panels) / columns)
    width, height = LEFT + SIDE * columns + RIGHT, BOTTOM + SIDE * rows + TOP
    figure = PaperFigure(figsize=(width, height))
    figure.set_layout_engine("none")  # constrained layout cuts labels of three-dimensional axes off
    cells = figure.add_gridspec(
        rows, columns + 1, width_ratios=[1] * columns + [0.05],
        left=LEFT / width, right=1 - RIGHT / width, bottom=BOTTOM / height, top=1 - TOP / height,
        wspace=0.25, hspace=0.2,
    )  # fmt: skip
    flat = None
    for place, panel in enumerate(panels):
        row, column = divmod(place, columns)
        view = {"projection": "3d"} if panel.view == "surface" else {}
        drawn = draw_map(figure.add_subplot(cells[row, column], **view), panel)
        if panel.view != "surface":
            flat = (row, drawn, panel) if flat is None else flat
    if flat is not None:
        row, drawn, panel = flat
        bar = figure.colorbar(
            drawn, cax=figure.add_subplot(cells[row, columns]), label=matplotlib_label(panel.z.label)
        )
        if panel.z.ticks is not None:
            bar.set_ticks(
                list(heights(panel, np.array(panel.z.ticks))),
                labels=[f"${one}$" for one in tick_labels(panel.z.ticks)],
            )
    return figure


def draw_map(axes: Any, panel: MapPanel) -> Any:
    """Draw a map on axes; return what a colour bar is made of."""
    return {"surface": draw_surface, "contour": draw_contours, "cells": draw_cells}[panel.view](axes, panel)


def heights(panel: MapPanel, values: np.ndarray) -> np.ndarray:
    """Return values on the scale of the third axis."""
    return np.asarray(np.log10(values) if panel.z.scale == "log" else values, dtype=np.float64)


def ends(panel: MapPanel) -> tuple[float, float]:
    """Return the lowest and the highest height."""
    low = np.nanmin(panel.values) if panel.z.low is None else panel.z.low
    high = np.nanmax(panel.values) if panel.z.high is None else panel.z.high
    floor, ceiling = heights(panel, np.array([low, high])).tolist()
    return floor, ceiling


def draw_surface(axes: Any, panel: MapPanel) -> Any:
    """Draw a surface in three dimensions."""
    if not hasattr(axes, "set_zlabel"):
        return draw_contours(axes, panel)
    floor, ceiling = ends(panel)
    x, y = np.meshgrid(np.asarray(panel.columns), np.asarray(panel.rows))
    drawn = axes.plot_surface(
        x, y, heights(panel, panel.values),
        cmap=COLOURS, vmin=floor, vmax=ceiling, rcount=100, ccount=100, linewidth=0,
    )  # fmt: skip
    for mark in panel.marks:
        if mark.z is not None:
            axes.plot(mark.x, mark.y, heights(panel, mark.z), "o", color="red", markersize=4, zorder=ABOVE)
    name_axes(axes, panel)
    axes.set(zlim=(floor, ceiling))
    words: list[str] = []
    if panel.z.ticks is not None:
        words = [f"${one}$" for one in tick_labels(panel.z.ticks)]
        axes.set_zticks(heights(panel, np.array(panel.z.ticks)), words)
    axes.locator_params(axis="x", nbins=TICKS)
    axes.locator_params(axis="y", nbins=TICKS)
    longest = max(map(len, words), default=0)
    axes.tick_params(axis="z", pad=2 + 0.6 * longest)
    axes.set_zlabel(matplotlib_label(panel.z.label), labelpad=4 + 1.8 * longest)
    return drawn


def draw_contours(axes: Axes, panel: MapPanel) -> Any:
    """Draw filled contours, and marks; return them for a colour bar."""
    height = heights(panel, panel.values)
    levels = np.linspace(*ends(panel), LEVELS)
    x, y = np.asarray(panel.columns, dtype=np.float64), np.asarray(panel.rows, dtype=np.float64)
    drawn = axes.contourf(x, y, height, levels=levels, cmap=COLOURS)
    axes.contour(x, y, height, levels=levels, colors="white", linewidths=0.3)
    for mark in panel.marks:
        if len(mark.x) > 1:
            axes.plot(mark.x, mark.y, ".-", color="black", linewidth=0.8, markersize=3)
        else:
            axes.plot(mark.x, mark.y, "+", color="red", markersize=10)
    name_axes(axes, panel)
    axes.set(xlim=x[[0, -1]], ylim=y[[0, -1]], aspect="equal")
    axes.locator_params(nbins=TICKS)
    axes.grid(visible=False)
    return drawn


def draw_cells(axes: Axes, panel: MapPanel) -> Any:
    """Draw cells with their numbers; an empty cell has none."""
    floor, ceiling = ends(panel)
    drawn = axes.imshow(heights(panel, panel.values), cmap=COLOURS, vmin=floor, vmax=ceiling, aspect="auto")
    for (row, column), value in np.ndenumerate(panel.values):
        if np.isfinite(value):
            share = (float(heights(panel, np.array(value))) - floor) / (ceiling - floor or 1.0)
            axes.text(
                column, row, f"{value:.3g}", ha="center", va="center", fontsize="small",
                color="black" if share > PALE else "white",
            )  # fmt: skip
    axes.set_xticks(range(len(panel.columns)), [matplotlib_label(str(one)) for one in panel.columns])
    axes.set_yticks(range(len(panel.rows)), [matplotlib_label(str(one)) for one in panel.rows])
    name_axes(axes, panel)
    axes.grid(visible=False)
    return drawn


def name_axes(axes: Any, panel: MapPanel) -> None:
    """Name the axes and the panel."""
    axes.set(xlabel=matplotlib_label(panel.x.label), ylabel=matplotlib_label(panel.y.label))
    axes.set_title(matplotlib_label(panel.title), fontsize="medium")
