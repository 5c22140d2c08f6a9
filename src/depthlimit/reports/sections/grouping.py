"""Figures of several groups: a panel for each of a few groups, the deepest networks of many in one."""

from collections.abc import Mapping
from dataclasses import replace

from depthlimit.comparison import Group
from depthlimit.figure_spec import FigureSpec
from depthlimit.figures.facets import compared, curves_panel, numeric
from depthlimit.reports.blocks import Block, Folded, PageFigure

MOST_PANELS = 6
"""Largest number of groups that have a panel each; more are folded below a figure of the deepest networks."""


def group_figures(name: str, specs: Mapping[Group, FigureSpec], *, hide_bands: bool = False) -> list[Block]:
    """Return the figure of all groups, or for many groups that of the deepest networks and a folded one.

    Args:
        name: of the figure, unique on the page.
        specs: a figure of one panel for each group.
        hide_bands: hide confidence bands at first.
    """
    figure = PageFigure(name, compared(specs), hide_bands)
    if len(figure.spec.panels) <= MOST_PANELS:
        return [figure]
    deepest = {group: deepest_of(spec) for group, spec in specs.items()}
    first = compared(deepest)
    caption = f"{first.caption} Only the deepest networks of each group."
    one = PageFigure(name, replace(first, caption=caption), hide_bands)
    all_panels = replace(figure, name=f"{name}-by-group")
    return [one, Folded(f"The same at all depths: a panel for each of {len(specs)} groups", (all_panels,))]


def deepest_of(spec: FigureSpec) -> FigureSpec:
    """Return a figure with the measured curves of the largest depth only."""
    panel = curves_panel(spec)
    depth = max((one.group for one in panel.series), key=numeric)
    kept = tuple(one for one in panel.series if one.group == depth and one.line != "dashed")
    return replace(spec, panels=(replace(panel, series=kept, key=replace(panel.key, groups=(depth,))),))
