"""Traces and layouts of Plotly for values on a grid."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from depthlimit.figure_spec import Axis, FigureSpec, MapPanel, Mark
from depthlimit.figures.heights import COLOURS, VIEW, cell_text, heights_of
from depthlimit.figures.plotly_backend.curves import Layout, Trace, digits
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.ticks import tick_labels
from depthlimit.formulas import to_text
from depthlimit.spacing import evenly_spaced

MOST_SCENES = 6
"""Largest number of surfaces in three dimensions: browsers draw few."""
MOST_STEPS = 101
"""Points along an axis of a map on a page."""
DISTANCE, FARTHER, SHORT = 2.4, 0.1, 5
"""Distance of the view in units of the box, and more for each character of a tick beyond some."""
MOST_NUMBERS = 16
"""Cells in a row with numbers; with more they are too small to be read."""
DIGITS = 7
BAR = 12
"""Width of a colour bar in pixels."""


def in_browser(spec: FigureSpec) -> FigureSpec:
    """Return what a browser can draw: contours only, of more surfaces than it has scenes for."""
    views = [panel.view for panel in spec.panels if isinstance(panel, MapPanel)]
    if views.count("surface") <= MOST_SCENES:
        return spec
    flat = [
        replace(panel, title=panel.title or above.title)
        for above, panel in pairwise(spec.panels)
        if isinstance(panel, MapPanel) and panel.view == "contour"
    ]
    return replace(spec, panels=tuple(flat), columns=math.ceil(math.sqrt(len(flat))), stacked=1)


def thinned_map(panel: MapPanel) -> MapPanel:
    """Return a map of at most `MOST_STEPS` points along either axis, first and last included."""
    if panel.view == "cells":
        return panel
    rows, columns = (evenly_spaced(number, MOST_STEPS) for number in panel.values.shape)
    return replace(
        panel,
        columns=np.asarray(panel.columns)[columns],
        rows=np.asarray(panel.rows)[rows],
        values=panel.values[np.ix_(rows, columns)],
    )


def map_traces(panel: MapPanel) -> list[Trace]:
    """Return the traces of a map: its values, and its marks."""
    draw = {"surface": surface_trace, "contour": contour_trace, "cells": cells_trace}[panel.view]
    mark = pin_trace if panel.view == "surface" else mark_trace
    return [draw(panel), *(mark(one, panel) for one in panel.marks)]


def map_layout(panel: MapPanel) -> Layout:
    """Return the axes of a map."""
    if panel.view == "surface":
        return {"scene": scene(panel), "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
    x, y = ({"title": {"text": plotly_label(axis.label)}} for axis in (panel.x, panel.y))
    if panel.view == "cells":
        names = {"type": "category", "showgrid": False, "ticks": "", "automargin": True}
        return {"xaxis": {**x, **names}, "yaxis": {**y, **names, "autorange": "reversed"}}
    fixed = {"showgrid": False, "zeroline": False, "constrain": "domain"}
    return {
        "xaxis": {**x, **fixed, "constraintoward": "right", **ends_and_ticks(panel.x)},
        "yaxis": {**y, **fixed, **ends_and_ticks(panel.y), "scaleanchor": "x"},
    }


def scene(panel: MapPanel) -> Layout:
    """Return the axes and the view of a surface."""
    heights = heights_of(panel)
    up, around = (math.radians(angle) for angle in VIEW)
    eye = math.cos(up) * math.cos(around), math.cos(up) * math.sin(around), math.sin(up)
    longest = max((len(to_text(f"${one}$")) for one in heights.labels), default=0)
    distance = DISTANCE + FARTHER * max(0, longest - SHORT)
    labels = [plotly_label(axis.label) for axis in (panel.x, panel.y, panel.z)]
    x, y, z = ({"title": {"text": label}, "showspikes": False} for label in labels)
    return {
        "xaxis": {**x, **ends_and_ticks(panel.x)},
        "yaxis": {**y, **ends_and_ticks(panel.y)},
        "zaxis": {**z, "range": [heights.floor, heights.ceiling], **ticks_of(panel)},
        "aspectmode": "cube",
        "camera": {
            "eye": {name: distance * part for name, part in zip("xyz", eye, strict=True)},
            "center": {"x": 0, "y": 0, "z": -0.17},
        },
    }


def ends_and_ticks(axis: Axis) -> Layout:
    """Return the ends and the ticks of an axis."""
    found: Layout = {}
    if axis.low is not None and axis.high is not None and axis.low < axis.high:
        found["range"] = [axis.low, axis.high]
    if axis.ticks is not None:
        labels = [plotly_label(f"${one}$") for one in tick_labels(axis.ticks)]
        found |= {"tickvals": list(axis.ticks), "ticktext": labels}
    return found


def ticks_of(panel: MapPanel) -> Layout:
    """Return the ticks of the values."""
    heights = heights_of(panel)
    labels = [plotly_label(f"${one}$") for one in heights.labels]
    return {"tickvals": list(heights.ticks), "ticktext": labels}


def common(panel: MapPanel) -> Trace:
    """Return what all views have in common."""
    x, y, z = (plotly_label(axis.name) for axis in (panel.x, panel.y, panel.z))
    heights = heights_of(panel)
    cells = panel.view == "cells"
    form = "" if cells else ":.4g"
    title = {"text": plotly_label(panel.z.label), "side": "right"}
    trace: Trace = {
        "x": list(map(plotly_label, panel.columns)) if cells else digits(np.asarray(panel.columns), DIGITS),
        "y": list(map(plotly_label, panel.rows)) if cells else digits(np.asarray(panel.rows), DIGITS),
        "z": [digits(row, DIGITS + 2) for row in heights.of(panel.values)],
        "colorscale": COLOURS.capitalize(),
        "colorbar": {"title": title, "thickness": BAR, "outlinewidth": 0, "xpad": 6, **ticks_of(panel)},
        "hovertemplate": f"{x} %{{x{form}}}<br>{y} %{{y{form}}}<br>{z} %{{z:.6g}}<extra></extra>",
    }
    if heights.log:
        trace["customdata"] = [digits(row, DIGITS) for row in panel.values]
        trace["hovertemplate"] = trace["hovertemplate"].replace("%{z:", "%{customdata:")
    return trace


def surface_trace(panel: MapPanel) -> Trace:
    """Return a surface, with contours on it and below it."""
    heights = heights_of(panel)
    levels = heights.levels
    lines = {"start": float(levels[0]), "end": float(levels[-1]), "size": heights.step}
    return {
        "type": "surface",
        **common(panel),
        "cmin": heights.floor,
        "cmax": heights.ceiling,
        "showscale": False,
        "contours": {"z": {"show": True, "color": "grey", "project": {"z": True}, **lines}},
    }


def contour_trace(panel: MapPanel) -> Trace:
    """Return filled contours."""
    heights = heights_of(panel)
    levels = heights.levels
    return {
        "type": "contour",
        **common(panel),
        "zmin": heights.floor,
        "zmax": heights.ceiling,
        "autocontour": False,
        "contours": {"start": float(levels[0]), "end": float(levels[-1]), "size": heights.step},
        "line": {"width": 0.4, "color": "white"},
    }


def cells_trace(panel: MapPanel) -> Trace:
    """Return cells with their numbers; Plotly chooses their colour by that of the cell."""
    heights = heights_of(panel)
    number = panel.values.shape[1]
    texts = [[cell_text(value) if number <= MOST_NUMBERS else "" for value in row] for row in panel.values]
    return {
        "type": "heatmap",
        **common(panel),
        "zmin": heights.floor,
        "zmax": heights.ceiling,
        "text": texts,
        "texttemplate": "%{text}",
        "hoverongaps": False,
        "xgap": 1,
        "ygap": 1,
    }


def mark_trace(mark: Mark, panel: MapPanel) -> Trace:
    """Return a point or a trajectory on a flat map."""
    several = len(mark.x) > 1
    colour = "black" if several else "red"
    trace = point_trace("scatter", mark)
    trace["marker"] = (
        {"color": colour, "size": 4}
        if several
        else {"color": colour, "size": 9, "symbol": "cross-thin", "line": {"color": colour, "width": 2}}
    )
    if several:
        trace |= {"mode": "lines+markers", "line": {"color": colour, "width": 1.5}}
    return trace


def pin_trace(mark: Mark, panel: MapPanel) -> Trace:
    """Return a point of a surface, on a line from the floor to the ceiling that no part of it hides."""
    heights = heights_of(panel)
    trace = point_trace("scatter3d", mark)
    middle = heights.floor if mark.z is None else float(heights.of(mark.z)[0])
    return trace | {
        "mode": "lines+markers",
        "x": trace["x"] * 3,
        "y": trace["y"] * 3,
        "z": [heights.floor, *digits(np.array([middle]), DIGITS + 2), heights.ceiling],
        "marker": {"color": "red", "size": [0, 5, 0]},
        "line": {"color": "red", "width": 3},
    }


def point_trace(trace_type: str, mark: Mark) -> Trace:
    """Return what the marks have in common."""
    return {
        "type": trace_type,
        "mode": "markers",
        "x": digits(mark.x, DIGITS),
        "y": digits(mark.y, DIGITS),
        "hovertemplate": f"{plotly_label(mark.name)}<extra></extra>",
        "showlegend": False,
    }
