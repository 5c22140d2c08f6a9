"""Section on the norms of the weights along the depth, and their best collapse."""

from collections.abc import Sequence
from dataclasses import replace

from depthlimit.analysis import NormCurves
from depthlimit.figure_spec import FigureSpec
from depthlimit.reports.blocks import Block, Folded, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.grouping import group_figures
from depthlimit.reports.sections.wording import again, estimate_in_words

COLLAPSE = (
    r"The same curves, rescaled by the $\hat{\beta}$ for which those of all depths are closest to each other"
)


def norms_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: curves of all depths at β = 1 − α, and at the β of their best collapse."""
    if not series:
        return None
    blocks = figures("norms", [(one, one.norms) for one in series])
    if collapsed := [(one, one.collapsed) for one in series if one.collapsed is not None]:
        found = figures("collapse", collapsed)
        blocks += (
            found
            if len(series) == 1
            else [Folded("The same curves with β fitted to each group", tuple(found))]
        )
    blocks.append(again(one.commands["norms"] for one in series))
    return Section("norms-of-weights", "Size of the weights", tuple(blocks))


def figures(name: str, curves: Sequence[tuple[SeriesFindings, NormCurves]]) -> list[Block]:
    """Return the figures of the curves of all series."""
    specs = {
        one.group: collapse_spec(one, found) if name == "collapse" else found.figure_spec()
        for one, found in curves
    }
    deepest = {one.group: replace(found, curves=found.curves[-1:]).figure_spec() for one, found in curves}
    summaries = deepest if name == "norms" else None
    note = "The deepest networks of each group."
    return group_figures(name, specs, summaries, note)


def collapse_spec(one: SeriesFindings, curves: NormCurves) -> FigureSpec:
    """Return the figure of the best collapse of one series."""
    return replace(
        curves.figure_spec(), title="The best collapse of the norms", caption=collapse_caption(one)
    )


def collapse_caption(one: SeriesFindings) -> str:
    """Return how to read the figure of the best collapse."""
    if one.group.label or one.scaling is None:
        return f"{COLLAPSE}."
    best = one.scaling.collapse
    beta = estimate_in_words(best.beta)
    return (
        f"{COLLAPSE}: {beta}. The remaining root mean square difference is {best.spread:.2g} of their size."
    )
