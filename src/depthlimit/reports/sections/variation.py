"""Section on the growth of the p-variation with the depth."""

from collections.abc import Sequence
from dataclasses import replace

from depthlimit.analysis import VariationTable
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.comparison import stacked
from depthlimit.figures.growth import growth_spec
from depthlimit.figures.variation import TITLE
from depthlimit.reports.blocks import Block, Folded, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.grouping import group_figures
from depthlimit.reports.sections.stacking import condensed, table_of, without
from depthlimit.reports.sections.wording import MOST_PARAGRAPHS, again, of_group

SUMMARY = 2.0
"""The exponent p that is drawn for many groups."""


def variation_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: p-variation against L, its slopes against 1/p, and both as tables."""
    if not series:
        return None
    blocks: list[Block] = []
    deep = [one for one in series if len(one.variation.rows) > 1]
    if deep:
        specs = {one.group: one.variation.figure_spec() for one in deep}
        summaries = {one.group: of_exponent(one.variation, SUMMARY).figure_spec() for one in deep}
        blocks += group_figures("variation", specs, summaries, f"Only p = {SUMMARY:g}.")
    growth = growth_blocks([(one, one.scaling) for one in series if one.scaling is not None])
    if growth and len(series) > 1:
        growth = [Folded("Slopes of the p-variation against 1/p", tuple(growth))]
    level = series[0].variation.level
    several = any(len(row.norms) > 1 for one in series for row in one.variation.rows)
    caption = (
        f"p-variation of L^β W for β = 1 − α{', mean over seeds' if several else ''}, of the exported "
        "weights, which are those after the last step (a log has those before it)"
    )
    if any(row.half_width is not None for one in series for row in one.variation.rows):
        caption = f"{caption}; ± half of its {level:.0%} interval"
    table = stacked([(one.group, one.variation.table()) for one in series])
    if not several:
        table = without(table, "seeds")
    blocks += [*growth, condensed("variation", f"{caption}.", table, TITLE)]
    blocks.append(again(one.commands["variation"] for one in series))
    return Section("p-variation", "Regularity of the weights", tuple(blocks))


def of_exponent(table: VariationTable, p: float) -> VariationTable:
    """Return the part of a table about one exponent."""
    k = table.exponents.index(p)
    rows = tuple(
        replace(
            row,
            norms=row.norms[:, k : k + 1],
            mean=row.mean[k : k + 1],
            half_width=None if row.half_width is None else row.half_width[k : k + 1],
        )
        for row in table.rows
    )
    return replace(table, exponents=(p,), rows=rows)


def growth_blocks(known: Sequence[tuple[SeriesFindings, ScalingReport]]) -> list[Block]:
    """Return the slopes against 1/p with the conclusions from them."""
    table = table_of([one for one, _ in known], "growth")
    if table is None:
        return []
    blocks = group_figures("growth", {one.group: growth_spec(report) for one, report in known})
    if len(known) <= MOST_PARAGRAPHS:
        for one, report in known:
            blocks.append(Paragraph(of_group(one.group, f"Weights: {report.growth.sentence}.")))
            blocks.append(Paragraph(of_group(one.group, f"Primitive: {report.driver_growth.sentence}.")))
    level = known[0][1].level
    caption = (
        f"Slope of log ‖·‖_p-var on log L with its {level:.0%} interval, for the weights L^β̂ W and their "
        "primitive S. Here β̂ is that of the best collapse of each group, unless one was given; the slopes "
        "for β = 1 − α are these plus 1 − α − β̂."
    )
    return [*blocks, condensed("growth", caption, table, "Slopes of the p-variation")]
