"""Traces and layouts of Plotly for values on a grid."""

from typing import Any

import numpy as np

from depthlimit.figure_spec import MapPanel, Mark
from depthlimit.figures.plotly_backend.curves import Layout, Trace, digits
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.figures.ticks import tick_labels

COLOURS = "Viridis"
CONTOURS = 20
CAMERA = {"x": 1.9, "y": -1.9, "z": 1.2}
"""Far enough away for the whole box, a to the right and b to the back, as in Matplotlib's figure."""
DIGITS = 7


def map_traces(panel: MapPanel) -> list[Trace]:
    """Return the traces of a map: its values, and its marks."""
    draw = {"surface": surface_trace, "contour": contour_trace, "cells": cells_trace}[panel.view]
    flat = panel.view != "surface"
    return [draw(panel), *(mark_trace(mark, panel, flat) for mark in panel.marks)]


def map_layout(panel: MapPanel) -> Layout:
    """Return the axes of a map."""
    x, y, z = (plotly_label(axis.label) for axis in (panel.x, panel.y, panel.z))
    if panel.view != "surface":
        return {"xaxis": {"title": {"text": x}}, "yaxis": {"title": {"text": y}}}
    floor, ceiling = ends(panel)
    return {
        "scene": {
            "xaxis": {"title": {"text": x}, "nticks": 5},
            "yaxis": {"title": {"text": y}, "nticks": 5},
            "zaxis": {"title": {"text": z}, "range": [floor, ceiling], **ticks_of(panel)},
            "aspectmode": "cube",
            "camera": {"eye": CAMERA},
        },
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
    }


def heights(panel: MapPanel, values: Any) -> np.ndarray:
    """Return values on the scale of the third axis."""
    return np.asarray(np.log10(values) if panel.z.scale == "log" else values, dtype=np.float64)


def ends(panel: MapPanel) -> tuple[float, float]:
    """Return the lowest and the highest height."""
    low = np.nanmin(panel.values) if panel.z.low is None else panel.z.low
    high = np.nanmax(panel.values) if panel.z.high is None else panel.z.high
    return float(heights(panel, low)), float(heights(panel, high))


def ticks_of(panel: MapPanel) -> Layout:
    """Return the ticks of the values."""
    if panel.z.ticks is None:
        return {}
    labels = [plotly_label(f"${one}$") for one in tick_labels(panel.z.ticks)]
    return {"tickvals": heights(panel, panel.z.ticks).tolist(), "ticktext": labels}


def common(panel: MapPanel) -> Trace:
    """Return what all views have in common."""
    x, y, z = (plotly_label(axis.name) for axis in (panel.x, panel.y, panel.z))
    cells = panel.view == "cells"
    return {
        "x": list(map(plotly_label, panel.columns)) if cells else digits(np.asarray(panel.columns), DIGITS),
        "y": list(map(plotly_label, panel.rows)) if cells else digits(np.asarray(panel.rows), DIGITS),
        "z": [digits(row, DIGITS) for row in heights(panel, panel.values)],
        "colorscale": COLOURS,
        "colorbar": {"title": {"text": plotly_label(panel.z.label)}, **ticks_of(panel)},
        "hovertemplate": f"{x} %{{x:.4g}}<br>{y} %{{y:.4g}}<br>{z} %{{customdata:.6g}}<extra></extra>",
        "customdata": [digits(row, DIGITS) for row in panel.values],
    }


def surface_trace(panel: MapPanel) -> Trace:
    """Return a surface, with contours on it and below it."""
    floor, ceiling = ends(panel)
    lines = {"start": floor, "end": ceiling, "size": (ceiling - floor) / CONTOURS}
    return {
        "type": "surface",
        **common(panel),
        "cmin": floor,
        "cmax": ceiling,
        "showscale": False,
        "contours": {"z": {"show": True, "color": "grey", "project": {"z": True}, **lines}},
    }


def contour_trace(panel: MapPanel) -> Trace:
    """Return filled contours."""
    floor, ceiling = ends(panel)
    size = (ceiling - floor) / CONTOURS
    return {
        "type": "contour",
        **common(panel),
        "zmin": floor,
        "zmax": ceiling,
        "autocontour": False,
        "contours": {"start": floor, "end": ceiling, "size": size},
        "line": {"width": 0.4, "color": "white"},
    }


def cells_trace(panel: MapPanel) -> Trace:
    """Return cells with their numbers."""
    floor, ceiling = ends(panel)
    texts = [["" if value is None else f"{value:.3g}" for value in digits(row, 3)] for row in panel.values]
    return {
        "type": "heatmap",
        **common(panel),
        "zmin": floor,
        "zmax": ceiling,
        "text": texts,
        "texttemplate": "%{text}",
    }


def mark_trace(mark: Mark, panel: MapPanel, flat: bool) -> Trace:
    """Return a mark, or a trajectory on the floor."""
    several = len(mark.x) > 1
    colour = "black" if several else "red"
    trace: Trace = {
        "type": "scatter" if flat else "scatter3d",
        "mode": "lines+markers" if several else "markers",
        "x": digits(mark.x, DIGITS),
        "y": digits(mark.y, DIGITS),
        "marker": {"color": colour, "size": (4 if flat else 2) if several else (9 if flat else 4)},
        "hovertemplate": f"{plotly_label(mark.name)}<extra></extra>",
        "showlegend": False,
    }
    if several:
        trace["line"] = {"color": colour, "width": 1.5 if flat else 3}
    if flat:
        trace["marker"]["symbol"] = "circle" if several else "cross-thin"
        if not several:
            trace["marker"]["line"] = {"color": colour, "width": 2}
        return trace
    floor, _ = ends(panel)
    trace["z"] = [floor] * len(mark.x) if mark.z is None else digits(heights(panel, mark.z), DIGITS)
    return trace
