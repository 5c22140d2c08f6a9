"""Panels of curves and points by Matplotlib."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from depthlimit.figure_spec import Panel, Series
from depthlimit.figures.colours import group_colours
from depthlimit.figures.matplotlib_backend.axes import set_axis
from depthlimit.figures.matplotlib_backend.style import matplotlib_label

BAND = 0.25
"""Opacity of bands."""
LINES = {"solid": "-", "dashed": "--", "none": ""}
MARKERS = {"circle": "o", "square": "s", "triangle": "^", "dot": ".", "none": ""}
SIZES = {"dot": 2.5}
"""Sizes of markers that are not of the usual size."""
SIZE, WIDTH = 4.0, 1.2
FAINT = 0.45
"""Opacity of dots, which are many."""


def draw_curves(axes: Axes, panel: Panel, bands: bool = True) -> dict[str, Any]:
    """Draw a panel on axes; return a line of every group for a legend."""
    colours = group_colours(panel.key)
    handles: dict[str, Any] = {}
    for series in panel.series:
        colour = colours.get(series.group, ("#000000",))[0]
        line = draw_series(axes, series, colour, bands)
        if series.group not in handles or series.line != "none":
            handles[series.group] = line
    set_axis(axes, "x", panel.x)
    set_axis(axes, "y", panel.y)
    axes.set_title(matplotlib_label(panel.title), fontsize="medium")
    return handles


def draw_series(axes: Axes, series: Series, colour: str, bands: bool) -> Any:
    """Draw one series with its band or bars; return its line."""
    (line,) = axes.plot(
        series.x,
        series.y,
        linestyle=LINES[series.line],
        marker=MARKERS[series.marker],
        color=colour,
        linewidth=WIDTH,
        markersize=SIZES.get(series.marker, SIZE),
        alpha=FAINT if series.marker == "dot" else None,
        zorder=1.5 if series.marker == "dot" else None,
    )
    if series.lower is None or series.upper is None:
        return line
    if series.spread == "bars":
        reach = np.nan_to_num(
            np.stack([series.y - series.lower, series.upper - series.y]), posinf=0, neginf=0
        )
        axes.errorbar(series.x, series.y, np.maximum(reach, 0), fmt="none", ecolor=colour, elinewidth=1)
    elif bands:
        axes.fill_between(series.x, series.lower, series.upper, color=colour, alpha=BAND, linewidth=0)
    return line
