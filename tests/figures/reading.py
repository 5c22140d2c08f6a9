"""What a figure shows, read back from Matplotlib and from Plotly."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure
from numpy.typing import NDArray

from depthlimit.figures.plotly_backend.labels import plotly_label

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ReadAxis:
    """An axis: its label in HTML, scale, ends, and ticks, where these are not left to the backend."""

    label: str
    scale: str
    ends: tuple[float, float]
    ticks: tuple[str, ...]


@dataclass(frozen=True)
class ReadPanel:
    """A panel.

    Attributes:
        title: in HTML.
        x: the horizontal axis.
        y: the vertical axis.
        curves: x and y, shape (N, 2); NaN is a gap.
        bands: x, lower and upper ends, shape (N, 3), without gaps.
        bars: the same for all bars of some length.
    """

    title: str
    x: ReadAxis
    y: ReadAxis
    curves: tuple[Floats, ...]
    bands: tuple[Floats, ...]
    bars: Floats


def html(text: str) -> str:
    """Return a text of Matplotlib as Plotly writes it."""
    return plotly_label(text).replace("<br>", " ").strip()


def curve(x: Any, y: Any) -> Floats:
    """Return points, NaN in both coordinates for a gap."""
    found = np.array([x, y], dtype=np.float64).T
    return np.where(np.isfinite(found).all(axis=1, keepdims=True), found, np.nan)


def outline(x: Any, y: Any) -> Floats:
    """Return the lower and the upper end of a region at each x."""
    xs, ys = curve(x, y).T
    places = sorted({float(f"{one:.6g}") for one in xs if np.isfinite(one)})
    near = [ys[np.isclose(xs, place, rtol=1e-5, atol=1e-12)] for place in places]
    return np.array([(place, part.min(), part.max()) for place, part in zip(places, near, strict=True)])


def bars(ends: Iterable[tuple[float, float, float]]) -> Floats:
    """Return bars of some length in order, shape (N, 3)."""
    return np.array(sorted(one for one in ends if one[2] > one[1])).reshape(-1, 3)


def from_matplotlib(figure: Figure) -> list[ReadPanel]:
    """Return the panels of a figure by Matplotlib, after it was drawn."""
    FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
    panels = [axes for axes in figure.axes if axes.get_visible()]
    last = panels[-1].get_xlabel()
    labels = {axes.get_ylabel() for axes in panels} - {""}
    first = panels[0].get_ylabel() if len(labels) == 1 else ""
    return [read_axes(axes, last, first) for axes in panels]


def read_axes(axes: Axes, common_x: str, common_y: str) -> ReadPanel:
    """Return what one pair of axes shows."""
    bands = [one for one in axes.collections if isinstance(one, PolyCollection)]
    lines = [one for one in axes.collections if isinstance(one, LineCollection)]
    segments = [np.asarray(segment) for one in lines for segment in one.get_segments()]
    corners = [np.concatenate([path.vertices for path in one.get_paths()]) for one in bands]
    x, y = axes.get_xlabel() or common_x, axes.get_ylabel() or common_y
    return ReadPanel(
        html(axes.get_title()),
        ReadAxis(html(x), axes.get_xscale(), axes.get_xlim(), ticks(axes.xaxis)),
        ReadAxis(html(y), axes.get_yscale(), axes.get_ylim(), ticks(axes.yaxis)),
        tuple(curve(line.get_xdata(), line.get_ydata()) for line in axes.lines),
        tuple(outline(*one.T) for one in corners),
        bars((one[0, 0], one[0, 1], one[1, 1]) for one in segments),
    )


def ticks(axis: Any) -> tuple[str, ...]:
    """Return the labels of the ticks in view, in HTML."""
    low, high = axis.get_view_interval()
    places = [place for place in axis.get_majorticklocs() if low <= place <= high]
    return tuple(map(html, axis.get_major_formatter().format_ticks(places)))


def from_plotly(figure: go.Figure) -> list[ReadPanel]:
    """Return the panels of a figure by Plotly."""
    layout = figure.to_plotly_json()["layout"]
    names = sorted(
        (name for name in layout if re.fullmatch(r"xaxis\d*", name)), key=lambda name: (len(name), name)
    )
    last = layout[names[-1]]["title"]["text"]
    labels = [layout[name.replace("x", "y", 1)]["title"]["text"] for name in names]
    first = labels[0] if labels.count("") + labels.count(labels[0]) == len(labels) else ""
    titles = iter([one["text"] for one in layout.get("annotations", ())])
    found = []
    for name in names:
        number = name.removeprefix("xaxis")
        x, y = layout[name], layout[f"yaxis{number}"]
        traces = [one for one in figure.data if (one.xaxis or "x") == f"x{number}"]
        bands = [one for one in traces if one.fill == "toself"]
        lines = [one for one in traces if one.fill != "toself"]
        found.append(
            ReadPanel(
                next(titles, "").replace("<br>", " ").strip(),
                read_layout(x, last),
                read_layout(y, first),
                tuple(curve(one.x, one.y) for one in lines),
                tuple(outline(one.x, one.y) for one in bands),
                bars(bar for one in lines if one.error_y.array is not None for bar in bars_of(one)),
            )
        )
    return found


def bars_of(trace: Any) -> Iterable[tuple[float, float, float]]:
    """Yield x and the ends of the bars of a trace."""
    reach = (trace.error_y.arrayminus, trace.error_y.array)
    for x, y, below, above in zip(trace.x, trace.y, *reach, strict=True):
        if y is not None:
            yield x, y - below, y + above


def read_layout(axis: dict[str, Any], common: str) -> ReadAxis:
    """Return an axis by Plotly; without ticks where Plotly decides them."""
    power = axis["type"] == "log"
    low, high = (10**end if power else end for end in axis["range"])
    label, labels = axis["title"]["text"] or common, tuple(axis.get("ticktext", ()))
    return ReadAxis(label, axis["type"], (low, high), labels)


def legends_of_matplotlib(figure: Figure) -> list[tuple[str, tuple[str, ...]]]:
    """Return titles and entries of all legends."""
    legends = [*figure.legends, *(one for axes in figure.axes if (one := axes.get_legend()))]
    return [
        (html(one.get_title().get_text()), tuple(html(text.get_text()) for text in one.get_texts()))
        for one in legends
    ]


def legends_of_plotly(figure: go.Figure) -> list[tuple[str, tuple[str, ...]]]:
    """Return titles and entries of all legends."""
    shown = [one for one in figure.data if one.showlegend]
    names = sorted({one.legend for one in shown})
    return [
        (
            figure.layout[name].title.text or "",
            tuple(
                one.name.replace("<br>", " ").strip()
                for one in sorted(
                    (one for one in shown if one.legend == name), key=lambda one: one.legendrank
                )
            ),
        )
        for name in names
    ]
