"""Section on single entries of the weights as paths over the depth."""

from collections.abc import Sequence

from depthlimit.reports.blocks import PageFigure, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.wording import again


def entries_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section of a single series: one panel per entry, with the curves of all depths.

    Entries of different groups are different functions of the depth, so that they are not compared.
    """
    if len(series) != 1:
        return None
    figure = PageFigure("entries", series[0].entries.figure_spec())
    return Section("single-entries", "Single entries", (figure, again([series[0].commands["entries"]])))
