"""The report: results of many networks arranged on one page to show, print and check."""

from depthlimit.reports.findings import Findings, Landscape, Log, Series
from depthlimit.reports.page import page_of
from depthlimit.reports.write import save_report

__all__ = ["Findings", "Landscape", "Log", "Series", "page_of", "save_report"]
