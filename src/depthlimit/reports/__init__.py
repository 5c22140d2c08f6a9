"""Reports: the results of many networks on one page to show, print and check."""

from depthlimit.reports.figure_page import save_figure_page
from depthlimit.reports.findings import (
    Findings,
    Limitation,
    NamedSurface,
    SeriesFindings,
    TrainingLog,
    TrainingResult,
)
from depthlimit.reports.page import page_of
from depthlimit.reports.write import save_report

__all__ = [
    "Findings",
    "Limitation",
    "NamedSurface",
    "SeriesFindings",
    "TrainingLog",
    "TrainingResult",
    "page_of",
    "save_figure_page",
    "save_report",
]
