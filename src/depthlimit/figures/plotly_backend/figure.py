"""Figures by Plotly from their descriptions."""

import math
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from depthlimit.figure_spec import FigureSpec, MapPanel, Panel
from depthlimit.figures.plotly_backend.curves import OWN, Layout, Trace, panel_layout, panel_traces
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.plotly_backend.maps import map_layout, map_traces

ROW = 420, 300
"""Height of a row of one or two panels, and of more, in pixels."""
MARGIN = 90


def plotly_figure(spec: FigureSpec, bands: bool = True) -> go.Figure:
    """Return an interactive figure of all values.

    Args:
        spec: its description.
        bands: draw bands.
    """
    number = len(spec.panels)
    columns = min(number, spec.columns)
    rows = math.ceil(number / columns)
    kinds = [{"type": "scene" if is_surface(panel) else "xy"} for panel in spec.panels]
    kinds += [{}] * (rows * columns - number)
    titles = [plotly_label(panel.title) for panel in spec.panels]
    specs = [[kind or None for kind in kinds[row * columns : (row + 1) * columns]] for row in range(rows)]
    figure = make_subplots(rows, columns, specs=specs, subplot_titles=titles)
    named: set[str] = set()
    for place, panel in enumerate(spec.panels):
        row, column = (one + 1 for one in divmod(place, columns))
        traces, layout = drawn(panel)
        for trace in traces:
            figure.add_trace(in_colour(trace, named, bands), row=row, col=column)
        if is_surface(panel):
            figure.update_scenes(layout["scene"], row=row, col=column)
        else:
            figure.update_xaxes(on_scale(layout["xaxis"]), row=row, col=column)
            figure.update_yaxes(on_scale(layout["yaxis"]), row=row, col=column)
    keys = spec.keys
    figure.update_layout(
        title={"text": plotly_label(spec.title)},
        legend={"title": {"text": plotly_label(keys[0].title) if len(keys) == 1 else ""}},
        showlegend=len(named) > 1,
        height=ROW[number > 2] * rows + MARGIN,
        template="plotly_white",
    )
    return figure


def is_surface(panel: Panel | MapPanel) -> bool:
    """Return True for a panel in three dimensions."""
    return isinstance(panel, MapPanel) and panel.view == "surface"


def drawn(panel: Panel | MapPanel, most: int | None = None) -> tuple[list[Trace], Layout]:
    """Return the traces and the layout of a panel, with lines of at most so many points."""
    if isinstance(panel, MapPanel):
        return map_traces(panel), map_layout(panel)
    return panel_traces(panel, most), panel_layout(panel)


def in_colour(trace: Trace, named: set[str], bands: bool) -> Trace:
    """Return a trace in its colour on light background; the first of a group is named in the legend."""
    own = trace.get(OWN)
    given = {name: value for name, value in trace.items() if name != OWN}
    if own is None:
        return given
    colour = own["colours"][0]
    given["legendgroup"] = own["group"]
    if own.get("fill"):
        return {**given, "fillcolor": colour, "line": {"width": 0, "color": colour}, "visible": bands}
    for part in ("line", "marker", "error_y"):
        if part in given:
            given[part] = {**given[part], "color": colour}
    given["showlegend"] = own["group"] not in named
    named.add(own["group"])
    return given


def on_scale(axis: Layout) -> Layout:
    """Return an axis as Plotly wants it: ends of a logarithmic one are exponents."""
    found: dict[str, Any] = {name: value for name, value in axis.items() if name != OWN}
    if axis.get("type") == "log":
        if "range" in axis:
            found["range"] = [math.log10(end) for end in axis["range"]]
        found |= {} if "tickvals" in axis else axis.get(OWN, {})
    return found
