"""Traces and layouts of interactive figures: colours for light and dark background, curves, axes."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from depthlimit.analysis.scaling import Estimate
from depthlimit.figures.labels import plotly_label
from depthlimit.figures.style import depth_colours, depth_colours_on_dark
from depthlimit.reports.blocks import Layout, Trace
from depthlimit.reports.thinning import thinned

Floats = NDArray[np.float64]
Colours = tuple[str, str]
"""Colours on light and on dark background."""

MOST_POINTS = 900
"""Largest number of drawn points of a curve."""
BAND = 0.18
"""Opacity of a confidence band."""
LOWEST = 1e-4
"""Lower end of a band of positive values, relative to its upper end."""
MOST_TICKS = 12


def colours_of(number: int) -> list[Colours]:
    """Return colours from shallow to deep: pale to dark on light background, dark to pale on dark."""
    pairs = zip(depth_colours(number), depth_colours_on_dark(number), strict=True)
    return [(to_hex(light), to_hex(dark)) for light, dark in pairs]


def colours_by(names: Iterable[object]) -> dict[str, Colours]:
    """Return a colour for each name, in order."""
    listed = [str(name) for name in names]
    return dict(zip(listed, colours_of(len(listed)), strict=True))


def with_interval(estimate: Estimate) -> str:
    """Return an estimate with its interval, in words.

    >>> with_interval(Estimate(1.5, 1.25, 1.75, 3)), with_interval(Estimate(1.5, np.nan, np.nan, 1))
    ('1.5 [1.25, 1.75]', '1.5 (one seed: no interval)')
    """
    return str(estimate) if estimate.known else f"{estimate.value:.3g} (one seed: no interval)"


def digits(values: Any, number: int = 6) -> list[float | None]:
    """Return values rounded to some digits; NaN and infinities become gaps."""
    return [
        float(f"{value:.{number}g}") if np.isfinite(value) else None
        for value in np.asarray(values, dtype=np.float64).tolist()
    ]


def curve(
    x: Floats,
    y: Floats,
    group: object,
    colours: Colours,
    hover: str,
    most: int = MOST_POINTS,
    **more: Any,
) -> Trace:
    """Return a line through points, thinned."""
    kept = thinned(y, most)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": digits(np.asarray(x)[kept]),
        "y": digits(np.asarray(y)[kept], 7),
        "name": plotly_label(group),
        "line": {"width": 1.6},
        "hovertemplate": f"{hover}<extra></extra>",
        "depthlimit": {"group": str(group), "colours": colours},
        **more,
    }


def band(x: Floats, low: Floats, high: Floats, group: object, colours: Colours, most: int) -> Trace:
    """Return the region between two curves, thinned."""
    kept = np.unique(np.concatenate([thinned(low, most // 2), thinned(high, most // 2)]))
    floor = LOWEST * float(np.nanmax(high))  # a logarithmic axis ends above zero
    there = [np.asarray(values)[kept] for values in (x, np.maximum(low, floor), high)]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": digits(np.concatenate([there[0], there[0][::-1]])),
        "y": digits(np.concatenate([there[2], there[1][::-1]])),
        "fill": "toself",
        "opacity": BAND,
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "depthlimit": {"group": str(group), "colours": colours, "fill": True},
    }


def points(
    x: Sequence[float] | Floats,
    y: Sequence[float] | Floats,
    group: object,
    colours: Colours,
    hover: str,
    **more: Any,
) -> Trace:
    """Return markers, none left out."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": digits(x, 9),
        "y": digits(y, 9),
        "name": plotly_label(group),
        "marker": {"size": 7},
        "hovertemplate": f"{hover}<extra></extra>",
        "depthlimit": {"group": str(group), "colours": colours},
        **more,
    }


def interval(values: Sequence[float], lower: Sequence[float], upper: Sequence[float]) -> Layout:
    """Return error bars from the ends of intervals; an unknown end has none."""
    y, low, high = (np.asarray(part, dtype=np.float64) for part in (values, lower, upper))
    with np.errstate(invalid="ignore"):  # of infinite ends
        above, below = (np.nan_to_num(part, posinf=0.0, neginf=0.0).tolist() for part in (high - y, y - low))
    return {
        "type": "data",
        "symmetric": False,
        "array": above,
        "arrayminus": below,
        "thickness": 1.3,
        "width": 3,
    }


def depth_ticks(depths: Iterable[int]) -> Layout:
    """Return ticks at the depths, or at some of them if they are many."""
    there = sorted(set(depths))
    step = -(-len(there) // MOST_TICKS)
    shown = there[::-1][::step][::-1]
    return {"tickvals": shown, "ticktext": [str(L) for L in shown]}


def axes(x: str, y: str, **more: Any) -> Layout:
    """Return a layout with labels on its axes."""
    return {
        "xaxis": {"title": {"text": x}, **more.pop("xaxis", {})},
        "yaxis": {"title": {"text": y}, **more.pop("yaxis", {})},
        **more,
    }
