"""Figures by Plotly from their descriptions."""

import math
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from depthlimit.figure_spec import FigureSpec, MapPanel, Panel
from depthlimit.figures.labels import wrapped
from depthlimit.figures.plotly_backend.curves import OWN, SIZE, Layout, Trace, panel_layout, panel_traces
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.plotly_backend.legends import height_below, in_legend, legend_layouts
from depthlimit.figures.plotly_backend.maps import map_layout, map_traces, thinned_map
from depthlimit.figures.plotly_backend.maps_figure import plotly_maps

ROW = {1: 420, 2: 330}
"""Height of a row of panels by the number of columns, in pixels."""
SMALL = 230
"""Of one of more columns."""
TOP, BOTTOM, GAP = 90, 60, 70
"""Heights above and below the panels, and between their rows."""
APART = 0.26
"""Distance of columns, relative to the width of a panel."""
LINE = 81
"""Characters in a line of all titles of a row."""


class NotebookFigure(go.Figure):  # type: ignore[misc]  # Plotly has no types
    """A Plotly figure that a notebook shows by what it understands, also without nbformat."""

    def _ipython_display_(self) -> None:
        """Leave it to the notebook to choose among JSON, HTML and text."""
        raise NotImplementedError


def plotly_figure(spec: FigureSpec) -> go.Figure:
    """Return an interactive figure of all values, with its title.

    Args:
        spec: its description.
    """
    if any(isinstance(panel, MapPanel) for panel in spec.panels):
        return plotly_maps(spec)
    rows, columns = spec.shape
    inner = rows * ROW.get(columns, SMALL) + (rows - 1) * GAP
    figure = make_subplots(
        rows,
        columns,
        specs=subplots(spec),
        subplot_titles=[plotly_label(wrapped(panel.title, LINE // columns)) for panel in spec.panels],
        horizontal_spacing=APART / (columns + APART * (columns - 1)),
        vertical_spacing=GAP / inner,
    )
    figure.update_annotations(font_size=13)
    starts = add_panels(figure, spec)
    figure.update_layout(
        title={"text": plotly_label(spec.title)},
        height=TOP + inner + BOTTOM + height_below(spec),
        margin={"t": TOP, "b": BOTTOM + height_below(spec)},
        template="plotly_white",
        **legend_layouts(spec, starts, inner),
    )
    return NotebookFigure(figure)


def subplots(spec: FigureSpec) -> list[list[dict[str, Any] | None]]:
    """Return the kinds of the panels in rows; None where there is none."""
    rows, columns = spec.shape
    kinds: list[dict[str, Any] | None] = [{"type": "xy"} for panel in spec.panels]
    kinds += [None] * (rows * columns - len(kinds))
    return [kinds[row * columns : (row + 1) * columns] for row in range(rows)]


def add_panels(figure: go.Figure, spec: FigureSpec) -> dict[int, float]:
    """Draw all panels; return the left end of the first panel of each key."""
    columns, keys = spec.shape[1], spec.keys
    entries: set[tuple[int, str]] = set()
    starts: dict[int, float] = {}
    panels = [panel for panel in spec.panels if isinstance(panel, Panel)]
    for place, panel in enumerate(panels):
        at = dict(zip(("row", "col"), (one + 1 for one in divmod(place, columns)), strict=True))
        traces, layout = drawn(panel)
        number = keys.index(panel.key)
        for trace in traces:
            entry = (number, trace[OWN]["group"])
            named = entry not in entries and is_visible(trace)
            figure.add_trace(in_legend(trace, panel.key, number, named), **at)
            entries |= {entry} if named else set()
        figure.update_xaxes(on_scale(layout["xaxis"]), **at)
        figure.update_yaxes(on_scale(layout["yaxis"]), **at)
        starts.setdefault(number, next(figure.select_xaxes(**at)).domain[0])
    share_labels(figure, spec)
    return starts


def share_labels(figure: go.Figure, spec: FigureSpec) -> None:
    """Write labels that all panels have in common only left of the first column and below the last row."""
    columns, number = spec.shape[1], len(spec.panels)
    common = {letter: len({getattr(panel, letter).label for panel in spec.panels}) == 1 for letter in "xy"}
    for place in range(number):
        row, column = divmod(place, columns)
        at = {"row": row + 1, "col": column + 1}
        if common["y"] and column > 0:
            figure.update_yaxes(title_text="", **at)
        if common["x"] and place + columns < number:
            figure.update_xaxes(title_text="", **at)


def is_visible(trace: Trace) -> bool:
    """Return True if an entry of a legend shows a trace: a line or large points."""
    return "fill" not in trace and ("line" in trace or trace["marker"]["size"] >= SIZE)


def drawn(panel: Panel | MapPanel, most: int | None = None) -> tuple[list[Trace], Layout]:
    """Return the traces and the layout of a panel, with lines of at most so many points."""
    if isinstance(panel, MapPanel):
        return map_traces(panel if most is None else thinned_map(panel)), map_layout(panel)
    return panel_traces(panel, most), panel_layout(panel)


def on_scale(axis: Layout) -> Layout:
    """Return an axis as Plotly wants it: ends of a logarithmic one are exponents."""
    found: dict[str, Any] = {name: value for name, value in axis.items() if name != OWN}
    if axis.get("type") == "log":
        found["range"] = [math.log10(end) for end in axis["range"]]
        found |= {} if "tickvals" in axis else axis.get(OWN, {})
    return found
