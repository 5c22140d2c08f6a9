"""Axes of Matplotlib from their descriptions."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from depthlimit.figure_spec import Axis
from depthlimit.figures.matplotlib_backend.style import matplotlib_label
from depthlimit.figures.ticks import log_ticks, tick_labels

CROWDED = 8
"""Number of ticks from which labels along x are turned."""
TURNED = 60


def set_axis(axes: Axes, which: Literal["x", "y"], axis: Axis) -> None:
    """Give one of the axes its label, scale, ends and ticks.

    A logarithmic axis stays linear where nothing positive is drawn.
    """
    axes.set(**{f"{which}label": matplotlib_label(axis.label)})
    limits: Any = {f"{which}lim": (axis.low, axis.high)}
    if axis.low is not None or axis.high is not None:
        axes.set(**limits)
    drawn = axes.xaxis if which == "x" else axes.yaxis
    low, high = drawn.get_view_interval()
    if axis.scale == "log":
        axes.set(**{f"{which}scale": "log"})
        low, high = drawn.get_view_interval()
        if not 0 < low < high < np.inf:
            axes.set(**{f"{which}scale": "linear"})
            return
    if axis.ticks is not None:
        put_ticks(drawn, axis.ticks)
        if which == "x" and len(axis.ticks) > CROWDED:
            axes.tick_params(axis="x", labelrotation=TURNED)
    elif axis.scale == "log":
        put_ticks(drawn, log_ticks(low, high))


def put_ticks(drawn: Any, ticks: Sequence[float]) -> None:
    """Label these places, and no others."""
    labels = dict(zip(ticks, tick_labels(ticks), strict=True))
    drawn.set_major_locator(FixedLocator(list(ticks)))
    drawn.set_major_formatter(FuncFormatter(lambda value, place: f"${labels.get(value, '')}$"))
    drawn.set_minor_locator(NullLocator())
    drawn.set_minor_formatter(NullFormatter())
