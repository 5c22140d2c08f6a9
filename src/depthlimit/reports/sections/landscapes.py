"""Section on loss landscapes and their sharpness."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from depthlimit.figures import captions, surfaces_figure
from depthlimit.figures.labels import plotly_label
from depthlimit.figures.surface_page import axis_names, scenes_page
from depthlimit.figures.surface_scale import Scale, common_scale
from depthlimit.figures.surfaces import MOST
from depthlimit.reports.blocks import (
    Block,
    CodeBlock,
    Columns,
    NamedTable,
    PageFigure,
    Panel,
    Paragraph,
    Section,
    missing,
)
from depthlimit.reports.drawing import axes, colours_by, curve, digits
from depthlimit.reports.findings import Findings, NamedSurface
from depthlimit.tables import Table, number

TITLE = "Loss landscapes and sharpness"
MOST_SCENES = 6
"""Largest number of scenes in three dimensions: browsers draw few; more surfaces are drawn as contours."""
MOST_STEPS = 101
"""Largest number of drawn points along an axis of a surface."""
MOST_KEPT = 1001
"""Largest number of points along an axis in the data of a figure."""
CURVATURES = ("along_first", "along_second", "in_plane", "top_eigenvalue")


def landscapes_section(findings: Findings) -> Section:
    """Return the section: all surfaces on one scale, and second derivatives if they were computed."""
    name, landscapes = "landscapes", findings.landscapes
    if not landscapes:
        return missing(name, TITLE, findings.missing["landscapes"])
    blocks: list[Block] = []
    for cut, title in ((False, "surfaces"), (True, "cuts")):
        drawn = [one for one in landscapes if one.surface.is_cut is cut]
        if drawn:
            blocks.append(figure_of(drawn, title))
    blocks += [
        Paragraph(f"{one.title}: {one.surface.trajectory.sentence()}.")
        for one in landscapes
        if one.surface.trajectory is not None
    ]
    blocks.append(
        NamedTable(
            "sharpness",
            "Losses, and second derivatives at the centre per unit of distance squared: along both "
            "directions, the largest in the plane, the largest of all (top eigenvalue of the Hessian); "
            "empty where ll-render was run without --sharpness.",
            sharpness_table(landscapes),
        )
    )
    blocks.append(CodeBlock("These pictures again", findings.commands["landscapes"]))
    return Section(name, TITLE, tuple(blocks))


def figure_of(landscapes: Sequence[NamedSurface], name: str) -> PageFigure:
    """Return the figure of all surfaces, or of all cuts, on one scale."""
    surfaces, titles = [one.surface for one in landscapes], [one.title for one in landscapes]
    if name == "cuts":
        panels: tuple[Panel, ...] = (cuts_panel(landscapes),)
    else:
        scale = common_scale(surfaces, log=False)
        draw = scene if len(surfaces) <= MOST_SCENES else contours
        panels = tuple(draw(one, scale) for one in landscapes)
    return PageFigure(
        name=name,
        title=f"The loss on {'lines' if name == 'cuts' else 'planes'} through the trained weights",
        caption=captions.SURFACES,
        panels=panels,
        data=columns_of(landscapes),
        printed=surfaces_figure(surfaces[:MOST], titles[:MOST]),
        groups=colours_by(titles) if name == "cuts" else {},
        grouped_by="landscape",
        switches={"y": "linear"} if name == "cuts" else {},
        is_wide=name == "cuts",
    )


def scene(landscape: NamedSurface, scale: Scale) -> Panel:
    """Return a surface in three dimensions, to rotate."""
    page: dict[str, Any] = json.loads(
        scenes_page([landscape.surface.thinned(MOST_STEPS)], [""], scale).to_json()
    )
    layout = {"scene": page["layout"]["scene"], "margin": {"l": 0, "r": 0, "t": 0, "b": 0}}
    layout["scene"].pop("domain", None)
    return Panel(landscape.title, tuple(page["data"]), layout)


def contours(landscape: NamedSurface, scale: Scale) -> Panel:
    """Return a surface as contours."""
    surface = landscape.surface.thinned(MOST_STEPS)
    x, y = axis_names(surface)
    trace = {
        "type": "contour",
        "x": digits(surface.x),
        "y": digits(surface.y),
        "z": [digits(row) for row in surface.losses],
        "colorscale": "Viridis",
        "zmin": scale.low,
        "zmax": scale.high,
        "hovertemplate": f"{x} %{{x:.4g}}<br>{y} %{{y:.4g}}<br>loss %{{z:.6g}}<extra></extra>",
    }
    return Panel(landscape.title, (trace,), axes(x, y))


def cuts_panel(landscapes: Sequence[NamedSurface]) -> Panel:
    """Return the losses along the first direction."""
    colours = colours_by(one.title for one in landscapes)
    traces = [
        curve(
            one.surface.x,
            one.surface.losses[0],
            one.title,
            colours[one.title],
            f"{plotly_label(one.title)}<br>a = %{{x:.4g}}<br>loss %{{y:.6g}}",
        )
        for one in landscapes
    ]
    return Panel("", tuple(traces), axes("a", "loss"))


def columns_of(landscapes: Sequence[NamedSurface]) -> Columns:
    """Return every loss with its point; very large surfaces are thinned."""
    landscapes = [replace(one, surface=one.surface.thinned(MOST_KEPT)) for one in landscapes]
    sizes = [one.surface.losses.size for one in landscapes]
    grids = [np.meshgrid(one.surface.x, one.surface.y) for one in landscapes]
    return {
        "landscape": np.repeat(np.array([one.title for one in landscapes], dtype=object), sizes),
        "a": np.concatenate([a.ravel() for a, _ in grids]),
        "b": np.concatenate([b.ravel() for _, b in grids]),
        "loss": np.concatenate([one.surface.losses.ravel() for one in landscapes]),
    }


def sharpness_table(landscapes: Sequence[NamedSurface]) -> Table:
    """Return one row per landscape."""
    rows = []
    for one in landscapes:
        found = one.surface.description.get("sharpness")
        known: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        losses = one.surface.losses
        rows.append(
            (
                one.title,
                one.surface.centre,
                float(losses.min()),
                float(losses.max()),
                *(number(known.get(name)) for name in CURVATURES),
            )
        )
    names = ("landscape", "loss at the centre", "smallest", "largest", "along D₁", "along D₂", "in the plane",
             "top eigenvalue")  # fmt: skip
    return Table(names, tuple(rows))
