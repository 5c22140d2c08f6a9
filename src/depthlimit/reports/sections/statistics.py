"""Section on the statistics of the scaling analysis, and on the trend and noise of the weights."""

from collections.abc import Sequence

from depthlimit.figures.facets import compared
from depthlimit.figures.statistics import statistics_spec
from depthlimit.reports.blocks import Block, NamedTable, PageFigure, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.stacking import table_of
from depthlimit.reports.sections.wording import again, of_group


def statistics_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: slopes of all statistics, and the trend and noise of the weights."""
    known = [(one, one.scaling) for one in series if one.scaling is not None]
    if not known:
        return None
    level = known[0][1].level
    spec = compared({one.group: statistics_spec(report) for one, report in known})
    captions = {
        "statistics": "Slope of the logarithm of each statistic on log L (W: weights, S: their primitive), "
        f"with its {level:.0%} interval.",
        "exponents": f"Exponents, trend and noise, each with its {level:.0%} interval over seeds.",
    }
    tables = {name: table_of(series, name) for name in captions}
    blocks: list[Block] = [PageFigure("statistics", spec)]
    blocks += [NamedTable(name, captions[name], table) for name, table in tables.items() if table is not None]
    blocks += [
        Paragraph(of_group(one.group, f"Trend and noise: {report.trend.sentence}.")) for one, report in known
    ]
    blocks.append(again(one.commands["scaling"] for one, _ in known))
    return Section("scaling", "Statistics of scaling, trend and noise", tuple(blocks))
