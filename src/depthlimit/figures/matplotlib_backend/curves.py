"""Panels of curves and points by Matplotlib."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from depthlimit.figure_spec import Axis, DataSeries, Panel
from depthlimit.figures.colours import group_colours
from depthlimit.figures.ends import settled
from depthlimit.figures.labels import wrapped
from depthlimit.figures.matplotlib_backend.axes import set_axis
from depthlimit.figures.matplotlib_backend.style import matplotlib_label

BAND = 0.25
"""Opacity of bands."""
LINES = {"solid": "-", "dashed": "--", "none": ""}
MARKERS = {"circle": "o", "square": "s", "triangle": "^", "dot": ".", "none": ""}
MANY: dict[str, Any] = {"markersize": 2.5, "alpha": 0.45, "zorder": 1.5}
"""Style of dots, which are many."""
TITLE = 24
"""Characters in a line of a title of a panel, for each 2.4 inches of its width."""

Handles = dict[str, tuple[Any, ...]]
"""Drawn lines and points of every group, for a legend."""


def draw_curves(axes: Axes, panel: Panel) -> Handles:
    """Draw a panel on axes; return the lines and points of every group for a legend."""
    ends = {letter: ends_of(axes, letter) for letter in "xy"} if axes.has_data() else {}
    panel = settled(panel)
    colours = group_colours(panel.key)
    handles: Handles = {}
    for series in panel.series:
        line = draw_series(axes, series, colours.get(series.group, ("#000000",))[0])
        handles[series.group] = (*handles.get(series.group, ()), line)
    set_axis(axes, "x", panel.x, together(panel.x, ends.get("x")))
    set_axis(axes, "y", panel.y, together(panel.y, ends.get("y")))
    if panel.title:
        width = axes.get_window_extent().width / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
        axes.set_title(matplotlib_label(wrapped(panel.title, max(TITLE, int(TITLE * width / 2)))))
    return handles


def ends_of(axes: Axes, letter: str) -> tuple[float, float]:
    """Return the ends of axes."""
    low, high = axes.get_xlim() if letter == "x" else axes.get_ylim()
    return low, high


def together(axis: Axis, earlier: tuple[float, float] | None) -> tuple[float, float]:
    """Return the ends of an axis, which show also what was drawn earlier on it."""
    assert axis.low is not None
    assert axis.high is not None
    if earlier is None:
        return axis.low, axis.high
    low = axis.low if axis.scale == "log" and earlier[0] <= 0 else min(axis.low, earlier[0])
    return low, max(axis.high, earlier[1])


def draw_series(axes: Axes, series: DataSeries, colour: str) -> Any:
    """Draw one series with its band or bars; return its line."""
    many = MANY if series.marker == "dot" else {}
    (line,) = axes.plot(
        series.x,
        series.y,
        linestyle=LINES[series.line],
        marker=MARKERS[series.marker],
        color=colour,
        **many,
    )
    if series.interval is None:
        return line
    lower, upper = series.interval
    if series.spread == "bars":
        with np.errstate(invalid="ignore"):  # of infinite ends
            reach = np.nan_to_num(np.stack([series.y - lower, upper - series.y]), posinf=0, neginf=0)
        axes.errorbar(series.x, series.y, np.maximum(reach, 0), fmt="none", ecolor=colour, elinewidth=1)
    else:
        axes.fill_between(series.x, lower, upper, color=colour, alpha=BAND, linewidth=0)
    return line
