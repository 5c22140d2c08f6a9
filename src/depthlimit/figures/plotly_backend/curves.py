"""Traces and layouts of Plotly for panels of curves and points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.figure_spec import Axis, Panel, Series
from depthlimit.figures.colours import group_colours
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.thinning import thinned
from depthlimit.figures.ticks import log_ticks, tick_labels

Trace = dict[str, Any]
Layout = dict[str, Any]
Floats = NDArray[np.float64]

BAND = 0.18
"""Opacity of a band."""
LOWEST = 1e-4
"""Lower end of a band of positive values, relative to its upper end: a logarithmic axis ends above zero."""
OWN = "depthlimit"
"""Key of what Plotly does not know: the group of a trace, and its colours on light and dark background."""
DASHES = {"solid": "solid", "dashed": "dash"}
SYMBOLS = {"circle": "circle", "square": "square", "triangle": "triangle-up", "dot": "circle"}
SIZES = {"dot": 3}
SIZE, WIDTH = 7, 1.6
BEYOND = 2
"""Factor by which ticks reach beyond the values."""


def panel_traces(panel: Panel, most: int | None = None) -> list[Trace]:
    """Return the traces of a panel, bands first.

    Args:
        panel: its description.
        most: largest number of drawn points of a line; minima and maxima are kept. None draws all.
    """
    colours = group_colours(panel.key)
    bands = [band_trace(one, panel, most) for one in panel.series if one.has_band]
    found = bands + [line_trace(one, panel, most) for one in panel.series]
    for trace in found:
        trace[OWN]["colours"] = colours.get(trace[OWN]["group"], ("#000000", "#ffffff"))
    return found


def line_trace(series: Series, panel: Panel, most: int | None) -> Trace:
    """Return the line or the points of a series."""
    kept = thinned(series.y, most) if most and series.marker in ("none", "dot") else np.arange(len(series.x))
    name = plotly_label(series.name or panel.key.label(series.group))
    x, y = plotly_label(panel.x.name), plotly_label(panel.y.name)
    note = "<br>%{customdata}" if series.notes else ""
    modes = [*(["lines"] if series.line != "none" else []), *(["markers"] if series.marker != "none" else [])]
    trace: Trace = {
        "type": "scatter",
        "mode": "+".join(modes),
        "x": digits(series.x[kept], 9),
        "y": digits(series.y[kept], 9),
        "name": plotly_label(panel.key.label(series.group)),
        "hovertemplate": f"{name}{note}<br>{x} = %{{x:.5g}}<br>{y} = %{{y:.6g}}<extra></extra>",
        OWN: {"group": series.group},
    }
    if series.line != "none":
        trace["line"] = {"width": WIDTH, "dash": DASHES[series.line]}
    if series.marker != "none":
        trace["marker"] = {"size": SIZES.get(series.marker, SIZE), "symbol": SYMBOLS[series.marker]}
    if series.notes:
        trace["customdata"] = [plotly_label(series.notes[k]) for k in kept]
    if series.spread == "bars" and series.lower is not None and series.upper is not None:
        trace["error_y"] = bars(series.y, series.lower, series.upper)
    return trace


def band_trace(series: Series, panel: Panel, most: int | None) -> Trace:
    """Return the region between the ends of a band."""
    assert series.lower is not None
    assert series.upper is not None
    kept = np.arange(len(series.x))
    if most:
        kept = np.unique(np.concatenate([thinned(series.lower, most // 4), thinned(series.upper, most // 4)]))
    x, low, high = series.x[kept], series.lower[kept], series.upper[kept]
    if panel.y.scale == "log" or (panel.y.low or 0) > 0 or np.nanmin(series.y) > 0:
        low = np.maximum(low, LOWEST * float(np.nanmax(high)))
    return {
        "type": "scatter",
        "mode": "lines",
        "x": digits(np.concatenate([x, x[::-1]]), 6),
        "y": digits(np.concatenate([high, low[::-1]]), 6),
        "name": plotly_label(panel.key.label(series.group)),
        "fill": "toself",
        "opacity": BAND,
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        OWN: {"group": series.group, "fill": True},
    }


def bars(y: Floats, lower: Floats, upper: Floats) -> Layout:
    """Return error bars from the ends of intervals; an unknown end has none."""
    with np.errstate(invalid="ignore"):  # of infinite ends
        above, below = (
            np.nan_to_num(part, posinf=0.0, neginf=0.0).tolist() for part in (upper - y, y - lower)
        )
    return {
        "type": "data",
        "symmetric": False,
        "array": above,
        "arrayminus": below,
        "thickness": 1.3,
        "width": 3,
    }


def digits(values: Floats, number: int) -> list[float | None]:
    """Return values rounded to some digits; NaN and infinities become gaps."""
    return [
        float(f"{value:.{number}g}") if np.isfinite(value) else None
        for value in np.asarray(values, dtype=np.float64).tolist()
    ]


def panel_layout(panel: Panel) -> Layout:
    """Return the axes of a panel."""
    return {
        "xaxis": axis_layout(panel.x, [one.x for one in panel.series]),
        "yaxis": axis_layout(
            panel.y,
            [part for one in panel.series for part in (one.y, one.lower, one.upper) if part is not None],
        ),
    }


def axis_layout(axis: Axis, values: list[Floats]) -> Layout:
    """Return one axis: its title, scale, ends and ticks.

    Under `OWN` are the ticks of the logarithmic scale, for a page that can change the scale.
    """
    found: Layout = {"title": {"text": plotly_label(axis.label)}, "type": axis.scale}
    there = np.concatenate([np.ravel(part) for part in values]) if values else np.zeros(0)
    there = there[np.isfinite(there)]
    low = float(there.min(initial=np.inf)) if axis.low is None else axis.low
    high = float(there.max(initial=-np.inf)) if axis.high is None else axis.high
    if axis.low is not None or axis.high is not None:
        found["range"] = [low, high]
    if axis.ticks is not None:
        return found | written(axis.ticks)
    positive = there[there > 0]
    if positive.size:
        lowest = low if low > 0 else float(positive.min())
        found[OWN] = written(log_ticks(lowest / BEYOND, max(high, lowest) * BEYOND))
    return found


def written(ticks: tuple[float, ...] | list[float]) -> Layout:
    """Return ticks with their labels."""
    return {"tickvals": list(ticks), "ticktext": [plotly_label(f"${one}$") for one in tick_labels(ticks)]}
