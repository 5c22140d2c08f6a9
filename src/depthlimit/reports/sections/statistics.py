"""Section on the statistics of the scaling analysis, and on the trend and noise of the weights."""

from collections.abc import Sequence

from depthlimit.figures.statistics import statistics_spec
from depthlimit.reports.blocks import Block, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.grouping import group_figures
from depthlimit.reports.sections.stacking import condensed, folded, table_of
from depthlimit.reports.sections.wording import MOST_PARAGRAPHS, again, of_group


def statistics_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: slopes of all statistics, and the trend and noise of the weights."""
    known = [(one, one.scaling) for one in series if one.scaling is not None]
    if not known:
        return None
    level = known[0][1].level
    specs = {one.group: statistics_spec(report) for one, report in known}
    captions = {
        "statistics": (
            "Slopes of the statistics",
            "Slope of the logarithm of each statistic on log L, of the weights W and their primitive S, "
            f"with its {level:.0%} interval; β is β̂, that of the best collapse unless one was given.",
        ),
        "exponents": (
            "Exponents, trend and noise",
            f"What sums up all depths and seeds, each with its {level:.0%} interval over seeds.",
        ),
    }
    blocks = group_figures("statistics", specs)
    for name, (title, caption) in captions.items():
        if (table := table_of(series, name)) is not None:
            found = condensed(name, caption, table, title)
            blocks.append(folded(found) if len(known) > 1 else found)
    if len(known) <= MOST_PARAGRAPHS:
        blocks += trend_and_noise([(one, report.trend.sentence) for one, report in known])
    blocks.append(again(one.commands["scaling"] for one, _ in known))
    return Section("scaling", "Statistics of scaling, trend and noise", tuple(blocks))


def trend_and_noise(sentences: Sequence[tuple[SeriesFindings, str]]) -> list[Block]:
    """Return a paragraph for the trend and noise of each series."""
    return [Paragraph(of_group(one.group, f"Trend and noise: {said}.")) for one, said in sentences]
