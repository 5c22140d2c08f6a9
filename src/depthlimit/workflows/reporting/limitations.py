"""Limitations of a report: what it cannot say, and the commands to run, each said once."""

from depthlimit.reports import Limitation
from depthlimit.workflows.reporting.contents import Contents


def limitations_of(contents: Contents) -> tuple[Limitation, ...]:
    """Return what the page cannot say, and what to run."""
    return ()
