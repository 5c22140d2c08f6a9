"""Interactive figures of maps by Plotly, for notebooks."""

from dataclasses import replace

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from depthlimit.figure_spec import FigureSpec, MapPanel
from depthlimit.figures.labels import wrapped
from depthlimit.figures.plotly_backend.curves import Layout
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.plotly_backend.maps import in_browser, map_layout, map_traces

MOST_COLUMNS = 3
"""Panels in a row of a notebook."""
LONGEST = 34
"""Characters in a line of a title."""
ROW, MARGIN = 380, 100
"""Height of a row, and of the title, in pixels."""
SPACE, TITLE = 0.08, 46
"""Distance of columns, relative to the width, and of rows, in pixels."""
BESIDE = 0.015
"""Distance of the colour bar, relative to the width."""


def plotly_maps(spec: FigureSpec) -> go.Figure:
    """Return an interactive figure of maps, with one colour bar where they have one scale."""
    spec = in_browser(spec)
    spec = replace(spec, columns=min(spec.columns, MOST_COLUMNS))
    panels = [panel for panel in spec.panels if isinstance(panel, MapPanel)]
    rows, columns = (max(place[which] for place in spec.places) + 1 for which in (0, 1))
    height = ROW * rows + MARGIN
    by_place = dict(zip(spec.places, panels, strict=True))
    grid = [[by_place.get((row, column)) for column in range(columns)] for row in range(rows)]
    figure = make_subplots(
        rows, columns,
        specs=[[one and {"type": "scene" if one.view == "surface" else "xy"} for one in row] for row in grid],
        subplot_titles=[plotly_label(wrapped(one.title, LONGEST)) for row in grid for one in row if one],
        horizontal_spacing=SPACE, vertical_spacing=TITLE / (height - MARGIN) if rows > 1 else None,
    )  # fmt: skip
    common = len({panel.z for panel in panels}) == 1
    barred = False
    for (row, column), panel in sorted(by_place.items(), key=lambda pair: pair[0]):
        at = {"row": row + 1, "col": column + 1}
        values, *marks = map_traces(panel)
        values["showscale"] = panel.view != "surface" and not (common and barred)
        layout = map_layout(panel)
        if panel.view == "surface":
            figure.update_scenes(layout["scene"], **at)
        else:
            place_flat(figure, layout, row, column)
            last = max(other for other in range(columns) if grid[row][other]) if common else column
            values["colorbar"] |= beside(figure, row, last)
            barred = True
        for trace in (values, *marks):
            figure.add_trace(trace, **at)
    figure.update_layout(
        title={"text": plotly_label(spec.title)},
        height=height,
        margin={"l": 60, "r": 80, "t": MARGIN - 20, "b": 50},
        template="plotly_white",
    )
    return figure


def place_flat(figure: go.Figure, layout: Layout, row: int, column: int) -> None:
    """Give a panel of two dimensions its axes."""
    at = {"row": row + 1, "col": column + 1}
    x = figure.get_subplot(**at).xaxis.plotly_name.replace("axis", "")
    figure.update_xaxes(layout["xaxis"], **at)
    anchored = {"scaleanchor": x} if "scaleanchor" in layout["yaxis"] else {}
    figure.update_yaxes({**layout["yaxis"], **anchored}, **at)


def beside(figure: go.Figure, row: int, column: int) -> Layout:
    """Return the place of a colour bar to the right of a panel."""
    panel = figure.get_subplot(row + 1, column + 1)
    (_, right), (low, high) = panel.xaxis.domain, panel.yaxis.domain
    return {
        "x": right + BESIDE,
        "y": (low + high) / 2,
        "len": high - low,
        "xanchor": "left",
        "xpad": 0,
        "ypad": 0,
    }
