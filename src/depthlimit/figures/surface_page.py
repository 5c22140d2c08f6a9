"""Interactive figures of loss landscapes, as self-contained pages."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from depthlimit.atomic import atomic_write_all
from depthlimit.figures.labels import plotly_label
from depthlimit.figures.surface_scale import Scale, common_scale
from depthlimit.landscapes import Surface

CONTOURS = 20
CAMERA = {"x": 1.9, "y": -1.9, "z": 1.2}
"""Far enough away for the whole box, a to the right and b to the back, as in `surfaces_figure`."""
HOVER = "{x} %{{x:.4g}}<br>{y} %{{y:.4g}}<br>loss %{{customdata:.6g}}<extra></extra>"


def surfaces_page(surfaces: Sequence[Surface], titles: Sequence[str], log: bool = False) -> go.Figure:
    """Return the interactive counterpart of `surfaces_figure`: rotate, zoom, values under the pointer.

    Contours, the trajectory and a mark for the centre lie on the floor under each surface.

    Args:
        surfaces: all surfaces, or all cuts.
        titles: one for each.
        log: draw the logarithm of the loss.

    Raises:
        UsageError: a logarithm of a loss that is not positive.
    """
    scale = common_scale(surfaces, log)
    surfaces = [surface.drawable for surface in surfaces]
    page = cuts_page(surfaces, titles, log) if surfaces[0].is_cut else scenes_page(surfaces, titles, scale)
    page.update_layout(margin={"l": 30, "r": 30, "t": 60, "b": 30}, template="plotly_white")
    return page


def scenes_page(surfaces: Sequence[Surface], titles: Sequence[str], scale: Scale) -> go.Figure:
    """Return a scene for each surface."""
    page = make_subplots(
        cols=len(surfaces),
        specs=[[{"type": "scene"}] * len(surfaces)],
        subplot_titles=[plotly_label(title) for title in titles],
    )
    heights, words = scale.ticks()
    for column, surface in enumerate(surfaces, start=1):
        last = column == len(surfaces)
        page.add_trace(surface_trace(surface, scale, show_bar=last), row=1, col=column)
        for mark in marks(surface, scale):
            page.add_trace(mark, row=1, col=column)
        x, y = axis_names(surface)
        page.update_scenes(
            xaxis={"title": x, "range": ends(surface.x)},
            yaxis={"title": y, "range": ends(surface.y)},
            zaxis={
                "title": "loss",
                "range": [scale.floor, scale.ceiling],
                "tickvals": heights,
                "ticktext": words,
            },
            aspectmode="cube",
            camera={"eye": CAMERA},
            row=1,
            col=column,
        )
    return page


def surface_trace(surface: Surface, scale: Scale, show_bar: bool) -> go.Surface:
    """Return the surface with contours on it and below it."""
    heights, words = scale.ticks()
    x, y = axis_names(surface)
    height = scale.ceiling - scale.floor
    lines = {"start": scale.floor, "end": scale.ceiling, "size": height / CONTOURS}
    return go.Surface(
        x=surface.x,
        y=surface.y,
        z=scale.height(surface.losses),
        customdata=surface.losses,
        hovertemplate=HOVER.format(x=x, y=y),
        colorscale="Viridis",
        cmin=scale.floor,
        cmax=scale.ceiling,
        colorbar={"title": "loss", "tickvals": heights, "ticktext": words},
        showscale=show_bar,
        contours={"z": {"show": True, "color": "grey", "project": {"z": True}, **lines}},
    )


def marks(surface: Surface, scale: Scale) -> list[go.Scatter3d]:
    """Return the centre, at its height and on the floor, and the trajectory on the floor."""
    found = []
    if surface.centre is not None:
        heights = [scale.floor, float(scale.height(surface.centre))]
        found.append(
            go.Scatter3d(
                x=[0, 0],
                y=[0, 0],
                z=heights,
                mode="markers",
                marker={"color": "red", "size": 4},
                hovertemplate=f"trained weights<br>loss {surface.centre:.6g}<extra></extra>",
                showlegend=False,
            )
        )
    if surface.trajectory is not None:
        points = inside(surface)
        found.append(
            go.Scatter3d(
                x=points[:, 0],
                y=points[:, 1],
                z=np.full(len(points), scale.floor),
                mode="lines+markers",
                line={"color": "black", "width": 3},
                marker={"color": "black", "size": 2},
                hoverinfo="skip",
                showlegend=False,
            )
        )
    return found


def inside(surface: Surface) -> np.ndarray:
    """Return the points of the trajectory, NaN for those outside the grid."""
    assert surface.trajectory is not None
    points = surface.trajectory.points.copy()
    (left, right), (low, high) = ends(surface.x), ends(surface.y)
    a, b = points.T
    points[(a < left) | (a > right) | (b < low) | (b > high)] = np.nan
    return points


def cuts_page(surfaces: Sequence[Surface], titles: Sequence[str], log: bool) -> go.Figure:
    """Return losses along the first direction, a curve for each cut."""
    page = go.Figure()
    for surface, title in zip(surfaces, titles, strict=True):
        page.add_trace(go.Scatter(x=surface.x, y=surface.losses[0], name=plotly_label(title), mode="lines"))
    page.update_layout(
        xaxis={"title": axis_names(surfaces[0])[0]},
        yaxis={"title": "loss", "type": "log" if log else "linear"},
        showlegend=True,
    )
    return page


def axis_names(surface: Surface) -> tuple[str, str]:
    """Return the names of the axes: coordinates in the plane, or steps where they are not known."""
    return ("a", "b") if surface.has_axes else ("step", "step")


def ends(values: np.ndarray) -> list[float]:
    """Return the first and the last value."""
    return [float(values[0]), float(values[-1])]


def save_page(page: go.Figure, file: Path) -> Path:
    """Write the self-contained page (5 MB) to ``file``; an earlier one moves to ``previous/``."""
    with atomic_write_all(file) as (part,):
        page.write_html(part, include_plotlyjs=True, config={"displaylogo": False, "responsive": True})
    return file
