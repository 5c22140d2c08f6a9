"""Section on loss landscapes and their sharpness."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from depthlimit.figures.surfaces import MOST, surfaces_spec
from depthlimit.reports.blocks import Block, NamedTable, PageFigure, Paragraph, Section
from depthlimit.reports.findings import Findings, NamedSurface
from depthlimit.reports.sections.wording import again
from depthlimit.tables import Table, number

MOST_SCENES = 6
"""Largest number of scenes in three dimensions: browsers draw few; more surfaces are drawn as contours."""
MOST_STEPS = 101
"""Largest number of drawn points along an axis of a surface."""
CURVATURES = ("along_first", "along_second", "in_plane", "top_eigenvalue")


def landscapes_section(findings: Findings) -> Section | None:
    """Return the section: all surfaces on one scale, and second derivatives if they were computed."""
    landscapes = findings.landscapes
    if not landscapes:
        return None
    blocks: list[Block] = []
    for cut, name in ((False, "surfaces"), (True, "cuts")):
        drawn = [one for one in landscapes if one.surface.is_cut is cut]
        if drawn:
            blocks.append(figure_of(drawn[:MOST], name))
    blocks += [
        Paragraph(f"{one.title}: {one.surface.trajectory.sentence()}.")
        for one in landscapes
        if one.surface.trajectory is not None
    ]
    caption = (
        "Losses, and second derivatives at the centre per unit of distance squared: along both "
        "directions, the largest in the plane, the largest of all (top eigenvalue of the Hessian)."
    )
    blocks.append(NamedTable("sharpness", caption, sharpness_table(landscapes)))
    blocks.append(again([findings.commands["landscapes"]]))
    return Section("landscapes", "Loss landscapes and sharpness", tuple(blocks))


def figure_of(landscapes: Sequence[NamedSurface], name: str) -> PageFigure:
    """Return the figure of all surfaces, or of all cuts, on one scale."""
    surfaces = [one.surface if one.surface.is_cut else one.surface.thinned(MOST_STEPS) for one in landscapes]
    spec = surfaces_spec(surfaces, [one.title for one in landscapes])
    if len(landscapes) > MOST_SCENES and name == "surfaces":
        flat = tuple(panel for panel in spec.panels if getattr(panel, "view", "") == "contour")
        spec = replace(spec, panels=flat)
    return PageFigure(name, spec)


def sharpness_table(landscapes: Sequence[NamedSurface]) -> Table:
    """Return one row per landscape."""
    rows = []
    for one in landscapes:
        found = one.surface.description.get("sharpness")
        known: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
        low, high = one.surface.extent
        rows.append(
            (one.title, one.surface.centre, low, high, *(number(known.get(name)) for name in CURVATURES))
        )
    names = ("landscape", "loss at the centre", "smallest", "largest", "along D₁", "along D₂", "in the plane",
             "top eigenvalue")  # fmt: skip
    return Table(names, tuple(rows))
