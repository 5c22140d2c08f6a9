"""Figures by Matplotlib from their descriptions."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, FigureBase

from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec, MapPanel, Panel
from depthlimit.figures.legends import is_below
from depthlimit.figures.matplotlib_backend.curves import Handles, draw_curves
from depthlimit.figures.matplotlib_backend.legends import (
    add_legend,
    beside_rows,
    height_of,
    width_of,
)
from depthlimit.figures.matplotlib_backend.maps import maps_figure, maps_on_axes
from depthlimit.figures.matplotlib_backend.style import PaperFigure, paper_style

SIZES = {1: (6.0, 3.8), 2: (3.6, 2.9)}
"""Width and height of a panel by the number of columns, without legends, in inches."""
SMALL = 2.4, 2.0
"""Of one of more columns."""
MARGIN = 0.6
BESIDE: dict[str, Any] = {"loc": "outside right upper"}
BELOW: dict[str, Any] = {"loc": "outside lower center"}
BELOW_PANEL: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17)}
INSIDE: dict[str, Any] = {"loc": "best"}
MOST_PANELS = 60
"""Largest number of panels of a figure."""


def matplotlib_figure(spec: FigureSpec, ax: Axes | FigureBase | Iterable[Axes] | None = None) -> Figure:
    """Draw a figure for print: without its title and caption, which are text below it.

    Args:
        spec: its description.
        ax: axes to draw on, one for each panel, or a figure or subfigure that gets them, in the style of the
            user; by default those of a new figure.

    Raises:
        UsageError: the number of axes is not that of the panels, or there are too many panels.
    """
    if ax is not None:
        return on_axes(spec, ax)
    if len(spec.panels) > MOST_PANELS * spec.stacked:
        raise UsageError(
            f"the figure has {len(spec.panels)} panels, expected at most {MOST_PANELS}: draw several figures"
        )
    with paper_style():
        if any(isinstance(panel, MapPanel) for panel in spec.panels):
            return maps_figure(spec)
        return curves_figure(spec, [panel for panel in spec.panels if isinstance(panel, Panel)])


def curves_figure(spec: FigureSpec, panels: Sequence[Panel]) -> Figure:
    """Draw a figure of curves and points, with one legend, or one below each panel where keys differ."""
    rows, columns = spec.shape
    wide, high = SIZES.get(columns, SMALL)
    keys = spec.keys
    common = keys[0] if len(keys) == 1 else None
    height = high * rows + (MARGIN if rows > 1 else 0)
    beside = beside_rows(height)
    extra = width_of(common, beside) if common else 0.0
    below = max((height_of(key, math.inf if common else wide) for key in keys), default=0.0)
    figure = PaperFigure(figsize=(wide * columns + extra + MARGIN, height + below))
    grid = figure.subplots(rows, columns, squeeze=False)
    for empty in grid.flat[len(panels) :]:
        empty.set_visible(False)
    handles: Handles = {}
    for panel, axes in zip(panels, grid.flat, strict=False):
        found = draw_curves(axes, panel)
        axes.set_title(axes.get_title(), y=1.0)  # its place is not computed again in every drawing
        handles = {**found, **handles}
        if common is None:
            titled = any(key.title for key in keys)
            add_legend(axes, found, panel.key, BELOW_PANEL, width=wide, titled=titled)
    if common is not None:
        add_legend(figure, handles, common, BELOW if is_below(common) else BESIDE, beside)
    if len(panels) > 1:
        share_labels(panels, grid)
    return figure


def share_labels(panels: Sequence[Panel], grid: Any) -> None:
    """Write labels that all panels have in common only left of the first column and below the last panels."""
    number, columns = len(panels), grid.shape[1]
    if len({panel.y.label for panel in panels}) == 1:
        for axes in grid[:, 1:].flat:
            axes.set_ylabel("")
    if len({panel.x.label for panel in panels}) == 1:
        for axes in grid.flat[: max(number - columns, 0)]:
            axes.set_xlabel("")


def on_axes(spec: FigureSpec, ax: Axes | FigureBase | Iterable[Axes]) -> Figure:
    """Draw the panels on axes of a figure of the user, and return that figure.

    Axes of a grid that are left over are hidden.

    Raises:
        UsageError: the axes are not one for each panel.
    """
    if isinstance(ax, FigureBase):
        ax = new_axes(ax, spec)
    given = [ax] if isinstance(ax, Axes) else list(np.ravel(np.asarray(ax, dtype=object)))
    count = len(spec.panels)
    rows, columns = grid_of(spec)
    if wrong := [one for one in given if not isinstance(one, Axes)]:
        raise UsageError(f"ax is of type {type(wrong[0]).__name__}, expected axes or a figure of Matplotlib")
    if len(given) == rows * columns > count:
        for empty in given[count:]:
            empty.set_visible(False)
        given = given[:count]
    if len(given) not in (count, count / spec.stacked):
        count, rows = count // spec.stacked, rows // spec.stacked
        raise UsageError(
            f"ax holds {len(given)} axes, expected {count}, one for each panel: write "
            f"figure, ax = plt.subplots({rows}, {columns}), or figure = plt.figure() and ax=figure"
        )
    figure: Figure | None = given[0].get_figure(root=True)
    if figure is None:
        raise UsageError("ax was removed from its figure, expected axes that belong to one")
    panels = [panel for panel in spec.panels if isinstance(panel, Panel)]
    if not panels:
        maps_on_axes(spec, given)
        return figure
    for place, (panel, axes) in enumerate(zip(panels, given, strict=True)):
        handles = draw_curves(axes, panel)
        if panel.key not in [one.key for one in panels[:place]]:
            add_legend(axes, handles, panel.key, INSIDE)
    return figure


def grid_of(spec: FigureSpec) -> tuple[int, int]:
    """Return the numbers of rows and columns of a figure whose panels may lie below each other."""
    if spec.stacked == 1:
        return spec.shape
    rows, columns = (max(place[which] for place in spec.places) + 1 for which in (0, 1))
    return rows, columns


def new_axes(figure: FigureBase, spec: FigureSpec) -> list[Axes]:
    """Return new axes in a figure or subfigure, one for each panel, in rows."""
    rows, columns = grid_of(spec)
    places = spec.places if spec.stacked > 1 else [divmod(k, columns) for k in range(len(spec.panels))]
    return [
        figure.add_subplot(
            rows,
            columns,
            1 + row * columns + column,
            projection="3d" if isinstance(panel, MapPanel) and panel.view == "surface" else None,
        )
        for panel, (row, column) in zip(spec.panels, places, strict=True)
    ]
