"""Figures by Matplotlib from their descriptions."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec, MapPanel, Panel
from depthlimit.figures.matplotlib_backend.curves import draw_curves
from depthlimit.figures.matplotlib_backend.legends import ROW, add_legend, height_of, is_below, width_of
from depthlimit.figures.matplotlib_backend.maps import draw_map, maps_figure
from depthlimit.figures.matplotlib_backend.style import PaperFigure, paper_style

ONE = 6.0, 3.8
"""Width and height of one panel by itself, without a legend, in inches."""
TWO = 4.2, 3.6
"""Of each of two panels in a row."""
MANY = 2.4, 2.0
"""Of each of more."""
MARGIN = 0.6
BESIDE: dict[str, Any] = {"loc": "outside right upper"}
BELOW: dict[str, Any] = {"loc": "outside lower center"}
BELOW_PANEL: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.17)}
MOST_PANELS = 60
"""Largest number of panels of a figure."""


def matplotlib_figure(
    spec: FigureSpec, ax: Axes | Sequence[Axes] | None = None, bands: bool = True
) -> Figure:
    """Draw a figure.

    Args:
        spec: its description.
        ax: axes to draw on, one for each panel; by default those of a new figure.
        bands: draw bands.

    Raises:
        UsageError: the number of axes is not that of the panels, or there are too many panels.
    """
    if ax is not None:
        return on_axes(spec, ax, bands)
    if len(spec.panels) > MOST_PANELS:
        raise UsageError(
            f"the figure has {len(spec.panels)} panels, expected at most {MOST_PANELS}: draw several figures"
        )
    with paper_style():
        if any(isinstance(panel, MapPanel) for panel in spec.panels):
            return maps_figure(spec)
        return curves_figure(spec, [panel for panel in spec.panels if isinstance(panel, Panel)], bands)


def curves_figure(spec: FigureSpec, panels: Sequence[Panel], bands: bool) -> Figure:
    """Draw a figure of curves and points."""
    number = len(panels)
    columns = min(number, spec.columns)
    rows = math.ceil(number / columns)
    wide, high = ONE if number == 1 else TWO if number == 2 else MANY
    keys = spec.keys
    common = keys[0] if len(keys) == 1 else None
    height = high * rows + MARGIN * (number > 2)
    beside = min(14, int(height / ROW) - 2)
    extra = width_of(common, beside) if common else 0.0
    below = max((height_of(key) for key in keys), default=0.0)
    figure = PaperFigure(figsize=(wide * columns + extra + MARGIN, height + below))
    grid = figure.subplots(rows, columns, squeeze=False)
    for empty in grid.flat[number:]:
        empty.set_visible(False)
    handles: dict[str, Any] = {}
    for panel, axes in zip(panels, grid.flat, strict=False):
        found = draw_curves(axes, panel, bands)
        handles |= {group: line for group, line in found.items() if group not in handles}
        if common is None:
            add_legend(axes, found, panel.key, BELOW_PANEL)
    if common is not None:
        add_legend(figure, handles, common, BELOW if is_below(common) else BESIDE, beside)
    if number > 2:
        share_labels(figure, panels, grid)
    return figure


def share_labels(figure: Figure | SubFigure, panels: Sequence[Panel], grid: Any) -> None:
    """Write a label that all panels have in common once, and those of x below the lowest panels only."""
    number, columns = len(panels), grid.shape[1]
    if len({panel.y.label for panel in panels}) == 1:
        for axes in grid.flat:
            axes.set_ylabel("")
        figure.supylabel(panels[0].y.label, fontsize="medium")
    if len({panel.x.label for panel in panels}) == 1:
        for place, axes in enumerate(grid.flat):
            if place + columns < number:
                axes.set_xlabel("")


def on_axes(spec: FigureSpec, ax: Axes | Sequence[Axes], bands: bool) -> Figure:
    """Draw the panels on the axes of another figure, and return that figure."""
    given = list(np.asarray(ax, dtype=object).ravel())
    if len(given) != len(spec.panels):
        count = len(spec.panels)
        raise UsageError(
            f"ax holds {len(given)} axes, expected {count}, one for each panel: "
            f"write figure, ax = plt.subplots(1, {count})"
        )
    if wrong := [one for one in given if not isinstance(one, Axes)]:
        raise UsageError(f"ax is of type {type(wrong[0]).__name__}, expected axes of Matplotlib")
    for panel, axes in zip(spec.panels, given, strict=True):
        if isinstance(panel, MapPanel):
            draw_map(axes, panel)
        else:
            add_legend(axes, draw_curves(axes, panel, bands), panel.key, {})
    figure: Figure = given[0].get_figure(root=True)
    return figure
