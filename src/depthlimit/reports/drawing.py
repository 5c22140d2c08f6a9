"""What the interactive figures share: colours for light and dark ground, curves, labels."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_hex
from numpy.typing import NDArray

from depthlimit.analysis.scaling import Estimate
from depthlimit.figures.labels import plotly_label
from depthlimit.figures.style import depth_colours, depth_colours_on_dark
from depthlimit.reports.parts import Layout, Trace
from depthlimit.reports.thinning import thinned

Floats = NDArray[np.float64]
Colours = tuple[str, str]
"""On light and on dark ground."""

MOST_POINTS = 900
"""Of one curve, as it is drawn."""
BAND = 0.18
LOWEST = 1e-4
"""Of a band of what is positive, in parts of its height."""
MOST_TICKS = 12
GREY: Colours = ("#6b7280", "#9ca3af")


def colours_of(number: int) -> list[Colours]:
    """Colours from shallow to deep: pale to dark on light ground, dark to pale on dark ground."""
    pairs = zip(depth_colours(number), depth_colours_on_dark(number), strict=True)
    return [(to_hex(light), to_hex(dark)) for light, dark in pairs]


def colours_by(names: Iterable[object]) -> dict[str, Colours]:
    """A colour for each name, in order."""
    listed = [str(name) for name in names]
    return dict(zip(listed, colours_of(len(listed)), strict=True))


def with_interval(estimate: Estimate) -> str:
    """An estimate in words, with its interval where it has one.

    >>> with_interval(Estimate(1.5, 1.25, 1.75, 3)), with_interval(Estimate(1.5, np.nan, np.nan, 1))
    ('1.5 [1.25, 1.75]', '1.5 (one seed: no interval)')
    """
    return str(estimate) if estimate.known else f"{estimate.value:.3g} (one seed: no interval)"


def digits(values: Any, number: int = 6) -> list[float | None]:
    """Values for the eye, NaN as a gap."""
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
    """A line through points, thinned."""
    kept = thinned(y, most)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": digits(np.asarray(x)[kept]),
        "y": digits(np.asarray(y)[kept], 7),
        "name": plotly_label(group),
        "line": {"width": 1.6},
        "hovertemplate": f"{hover}<extra></extra>",
        "house": {"group": str(group), "colours": colours},
        **more,
    }


def band(x: Floats, low: Floats, high: Floats, group: object, colours: Colours, most: int) -> Trace:
    """The region between two curves."""
    kept = np.unique(np.concatenate([thinned(low, most // 2), thinned(high, most // 2)]))
    floor = LOWEST * float(np.nanmax(high))  # a logarithmic axis has no place for less
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
        "house": {"group": str(group), "colours": colours, "fill": True},
    }


def points(
    x: Sequence[float] | Floats,
    y: Sequence[float] | Floats,
    group: object,
    colours: Colours,
    hover: str,
    **more: Any,
) -> Trace:
    """Marks, none left out."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": digits(x, 9),
        "y": digits(y, 9),
        "name": plotly_label(group),
        "marker": {"size": 7},
        "hovertemplate": f"{hover}<extra></extra>",
        "house": {"group": str(group), "colours": colours},
        **more,
    }


def interval(values: Sequence[float], lower: Sequence[float], upper: Sequence[float]) -> Layout:
    """Error bars from the ends of intervals; an end that is not known has none."""
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
    """Ticks at the depths, or at some of them where they are many."""
    there = sorted(set(depths))
    step = -(-len(there) // MOST_TICKS)
    shown = there[::-1][::step][::-1]
    return {"tickvals": shown, "ticktext": [str(L) for L in shown]}


def axes(x: str, y: str, **more: Any) -> Layout:
    """A layout with labels on its axes."""
    return {
        "xaxis": {"title": {"text": x}, **more.pop("xaxis", {})},
        "yaxis": {"title": {"text": y}, **more.pop("yaxis", {})},
        **more,
    }
