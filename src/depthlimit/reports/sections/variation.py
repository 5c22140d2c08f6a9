"""Section on the growth of the p-variation with the depth."""

from collections.abc import Sequence

from depthlimit.analysis.scaling import ScalingReport
from depthlimit.figures.facets import compared
from depthlimit.figures.growth import growth_spec
from depthlimit.reports.blocks import Block, NamedTable, PageFigure, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.stacking import stacked, table_of
from depthlimit.reports.sections.wording import again, of_group


def variation_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: p-variation against L, its slopes against 1/p, and both as tables."""
    if not series:
        return None
    blocks: list[Block] = []
    deep = [one for one in series if len(one.variation.rows) > 1]
    if deep:
        spec = compared({one.group: one.variation.figure_spec() for one in deep})
        blocks.append(PageFigure("variation", spec))
    blocks += growth_blocks([(one, one.scaling) for one in series if one.scaling is not None])
    table = stacked([(one.group, one.variation.table()) for one in series])
    level = series[0].variation.level
    caption = f"p-variation of L^β W: the mean over seeds, and ± half of its {level:.0%} interval."
    blocks += [NamedTable("variation", caption, table), again(one.commands["variation"] for one in series)]
    title = "p-variation against the depth" if deep else "p-variation"
    return Section("p-variation", title, tuple(blocks))


def growth_blocks(known: Sequence[tuple[SeriesFindings, ScalingReport]]) -> list[Block]:
    """Return the slopes against 1/p with the conclusions from them."""
    table = table_of([one for one, _ in known], "growth")
    if table is None:
        return []
    blocks: list[Block] = [
        PageFigure("growth", compared({one.group: growth_spec(report) for one, report in known}))
    ]
    for one, report in known:
        blocks.append(Paragraph(of_group(one.group, f"Weights: {report.growth.sentence}.")))
        blocks.append(Paragraph(of_group(one.group, f"Primitive: {report.driver_growth.sentence}.")))
    level = known[0][1].level
    caption = (
        f"Slope of log ‖·‖_p-var on log L with its {level:.0%} interval: the weights L^β̂ W, the primitive S."
    )
    return [*blocks, NamedTable("growth", caption, table)]
