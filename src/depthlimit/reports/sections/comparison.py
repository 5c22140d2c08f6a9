"""Section that compares groups of trainings: which options differ, and what difference they make."""

from depthlimit.reports.blocks import Section
from depthlimit.reports.findings import Findings


def comparison_section(findings: Findings) -> Section | None:
    """Return the section: outcomes by the options that vary; None where nothing varies."""
    return None
