"""The report: results of many networks arranged on one page to show, print and check."""

from depthlimit.report.findings import Findings, Landscape, Log, Series
from depthlimit.report.page import page_of
from depthlimit.report.write import save_report

__all__ = ["Findings", "Landscape", "Log", "Series", "page_of", "save_report"]
