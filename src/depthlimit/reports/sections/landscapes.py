"""Section on loss landscapes and their sharpness."""

from collections.abc import Mapping, Sequence

from depthlimit.figures.plotly_backend import in_browser
from depthlimit.figures.surfaces import MOST, TITLE, surfaces_spec
from depthlimit.reports.blocks import Block, NamedTable, PageFigure, Paragraph, Section
from depthlimit.reports.findings import Findings, NamedSurface
from depthlimit.reports.sections.wording import again
from depthlimit.tables import Table, number

CURVATURES = {
    "along_first": "along D₁",
    "along_second": "along D₂",
    "in_plane": "in the plane",
    "top_eigenvalue": "top eigenvalue",
}
"""Columns of second derivatives."""
LOSSES = "Losses of the landscapes."
SHARPNESS = (
    "Losses, and second derivatives at the centre per unit of distance squared: along both directions, the "
    "largest in the plane, and the largest of all (top eigenvalue of the Hessian)."
)


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
        if len(drawn) > MOST:
            blocks.append(Paragraph(f"The first {MOST} of {len(drawn)} landscapes are drawn."))
    blocks += [
        Paragraph(f"{one.title}: {one.surface.trajectory.sentence()}.")
        for one in landscapes
        if one.surface.trajectory is not None
    ]
    known = [name for name in CURVATURES if any(curvature(one, name) is not None for one in landscapes)]
    blocks.append(NamedTable("sharpness", SHARPNESS if known else LOSSES, losses_table(landscapes, known)))
    blocks.append(again([findings.commands["landscapes"]]))
    title = f"{TITLE} and sharpness" if known else TITLE
    return Section("landscapes", title, tuple(blocks))


def figure_of(landscapes: Sequence[NamedSurface], name: str) -> PageFigure:
    """Return the figure of all surfaces, or of all cuts, on one scale."""
    spec = surfaces_spec([one.surface for one in landscapes], [one.title for one in landscapes])
    return PageFigure(name, in_browser(spec))


def losses_table(landscapes: Sequence[NamedSurface], known: Sequence[str]) -> Table:
    """Return a row of losses and of known second derivatives for every landscape, without empty columns."""
    rows = [
        (one.title, one.surface.centre, *one.surface.extent, *(curvature(one, name) for name in known))
        for one in landscapes
    ]
    names = ("landscape", "at the centre", "smallest", "largest", *(CURVATURES[name] for name in known))
    kept = [place for place in range(len(names)) if any(row[place] is not None for row in rows)]
    return Table(
        tuple(names[place] for place in kept), tuple(tuple(row[place] for place in kept) for row in rows)
    )


def curvature(landscape: NamedSurface, name: str) -> float | None:
    """Return a second derivative at the centre, None if it is unknown."""
    found = landscape.surface.description.get("sharpness")
    return number(found.get(name)) if isinstance(found, Mapping) else None
