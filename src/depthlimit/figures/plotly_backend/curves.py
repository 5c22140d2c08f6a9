"""Traces and layouts of Plotly for panels of curves and points."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from depthlimit.figure_spec import Axis, DataSeries, Panel
from depthlimit.figures.colours import group_colours
from depthlimit.figures.ends import SMALLEST, drawable, settled
from depthlimit.figures.legends import entry
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.thinning import thinned
from depthlimit.figures.ticks import axis_ticks, log_ticks, tick_labels

Trace = dict[str, Any]
Layout = dict[str, Any]
Floats = NDArray[np.float64]

BAND = 0.18
"""Opacity of a band."""
OWN = "depthlimit"
"""Key of what Plotly does not know: the group of a trace, and its colours on light and dark background."""
DASHES = {"solid": "solid", "dashed": "dash"}
SYMBOLS = {"circle": "circle", "square": "square", "triangle": "triangle-up", "dot": "circle"}
SIZES = {"dot": 3}
SIZE, WIDTH = 7, 1.6
DIGITS = 9
"""Digits of drawn numbers; weights in float32 have no more."""
MOST_TICKS = 8
"""Number of ticks on a logarithmic axis."""
GAP = np.array([np.nan])


def panel_traces(panel: Panel, most: int | None = None) -> list[Trace]:
    """Return the traces of a panel, bands first.

    Args:
        panel: its description.
        most: largest number of drawn points of a line; minima and maxima are kept. None draws all.
    """
    described = panel.series
    panel = settled(panel)
    colours = group_colours(panel.key)
    bands = [band_trace(one, *one.interval, most) for one in panel.series if one.has_band and one.interval]
    lines = [
        line_trace(one, panel, most, described.x)
        for one, described in zip(panel.series, described, strict=True)
    ]
    found = bands + lines
    for trace in found:
        trace[OWN]["colours"] = colours.get(trace[OWN]["group"], ("#000000", "#ffffff"))
    return found


def line_trace(series: DataSeries, panel: Panel, most: int | None, true_x: Floats) -> Trace:
    """Return the line or the points of a series; the pointer shows ``true_x`` where points are moved."""
    kept = thinned(series.y, most) if most and series.marker in ("none", "dot") else np.arange(len(series.x))
    name = plotly_label(series.name or panel.key.label(series.group))
    x, y = plotly_label(panel.x.name), plotly_label(panel.y.name)
    note = "<br>%{customdata}" if series.notes else ""
    moved = series.x is not true_x
    x_value = "%{text}" if moved else "%{x:.5g}"
    modes = [*(["lines"] if series.line != "none" else []), *(["markers"] if series.marker != "none" else [])]
    trace: Trace = {
        "type": "scatter",
        "mode": "+".join(modes),
        "x": digits(series.x[kept], DIGITS),
        "y": digits(series.y[kept], DIGITS),
        "name": plotly_label(entry(panel.key, series.group)),
        "hovertemplate": f"{name}{note}<br>{x} = {x_value}<br>{y} = %{{y:.6g}}<extra></extra>",
        OWN: {"group": series.group},
    }
    if series.line != "none":
        trace["line"] = {"width": WIDTH, "dash": DASHES[series.line]}
    if series.marker != "none":
        trace["marker"] = {"size": SIZES.get(series.marker, SIZE), "symbol": SYMBOLS[series.marker]}
    if moved:
        trace["text"] = [f"{value:.5g}" for value in true_x[kept]]
    if series.notes:
        trace["customdata"] = [plotly_label(series.notes[k]) for k in kept]
    if series.spread == "bars" and series.interval is not None:
        trace["error_y"] = bars(series.y, *series.interval)
    return trace


def band_trace(series: DataSeries, lower: Floats, upper: Floats, most: int | None) -> Trace:
    """Return the region between the ends of a band, in parts where it has gaps."""
    kept = np.arange(len(series.x))
    if most:
        kept = np.unique(np.concatenate([thinned(lower, most // 4), thinned(upper, most // 4)]))
    x, low, high = series.x[kept], lower[kept], upper[kept]
    there = np.isfinite(low) & np.isfinite(high)
    parts = np.split(np.arange(len(kept)), np.flatnonzero(np.diff(there)) + 1)
    outline: list[tuple[Floats, Floats]] = []
    for part in parts:
        if len(part) and there[part[0]]:
            back = part[::-1]
            outline += [(x[part], high[part]), (x[back], low[back]), (GAP, GAP)]
    xs, ys = (np.concatenate(ends) for ends in zip(*outline[:-1], strict=True)) if outline else (GAP, GAP)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": digits(xs, DIGITS),
        "y": digits(ys, DIGITS),
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
    panel = settled(panel)
    return {
        "xaxis": axis_layout(panel.x, drawable(one.x for one in panel.series)),
        "yaxis": axis_layout(panel.y, drawable(one.y for one in panel.series)),
    }


def axis_layout(axis: Axis, values: Floats) -> Layout:
    """Return one axis: its title, scale, ends and ticks.

    A linear axis without ticks of its own has those of Plotly, which follow the zoom. Under `OWN` are the
    ticks of the logarithmic scale, for a page that can change the scale.
    """
    assert axis.low is not None
    assert axis.high is not None
    found: Layout = {
        "title": {"text": plotly_label(axis.label)},
        "type": axis.scale,
        "range": [axis.low, axis.high],
        "exponentformat": "power",
    }
    if axis.ticks is not None:
        return found | written(axis_ticks(axis, axis.low, axis.high, len(axis.ticks)))
    positive = values[values > SMALLEST]
    if positive.size and axis.high > 0:
        low = axis.low if axis.low > 0 else min(float(positive.min()), axis.high)
        found[OWN] = written(log_ticks(low, axis.high, MOST_TICKS))
    return found


def written(ticks: list[float]) -> Layout:
    """Return ticks with their labels."""
    return {"tickvals": ticks, "ticktext": [plotly_label(f"${one}$") for one in tick_labels(ticks)]}
