"""Figures of several groups: a panel for each of a few groups, one summary and folded panels for many."""

from collections.abc import Mapping
from dataclasses import replace

from depthlimit.comparison import Group
from depthlimit.figure_spec import FigureSpec
from depthlimit.figures.facets import common_axis, compared, curves_panel, most_are_flat, order, overlaid
from depthlimit.reports.blocks import Block, Folded, PageFigure

MOST_PANELS = 6
"""Largest number of groups that have an open panel each."""


def group_figures(
    name: str,
    specs: Mapping[Group, FigureSpec],
    summaries: Mapping[Group, FigureSpec] | None = None,
    note: str = "",
) -> list[Block]:
    """Return the figure of all groups; for many groups that of their summaries, and the panels folded.

    Args:
        name: of the figure, unique on the page.
        specs: a figure of one panel for each group.
        summaries: a figure with one curve for each group; by default panels of many groups are folded only.
        note: what the summaries show, at the end of their caption.
    """
    figure = PageFigure(name, compared(specs))
    if len(figure.spec.panels) <= MOST_PANELS:
        return [figure]
    title = f"{figure.spoken}: a panel for each of {len(specs)} groups"
    if summaries is None:
        return [Folded(title, (figure,))]
    first = on_one_axis(summaries)
    open_figure = PageFigure(name, replace(first, caption=f"{first.caption} {note}"))
    return [open_figure, Folded(title, (replace(figure, name=f"{name}-by-group"),))]


def on_one_axis(specs: Mapping[Group, FigureSpec]) -> FigureSpec:
    """Return the curves of all groups on common axes, logarithmic where most would look flat otherwise."""
    panels = {group: curves_panel(specs[group]) for group in sorted(specs, key=order)}
    y = common_axis([panel.y for panel in panels.values()])
    if most_are_flat(panels, y):
        y = replace(y, scale="log", low=None, high=None)
    return replace(next(iter(specs.values())), panels=overlaid(panels, y))
