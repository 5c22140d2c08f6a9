"""Arrangement of all sections on a page."""

from dataclasses import dataclass

from depthlimit.reports.blocks import Paragraph, Section
from depthlimit.reports.findings import Findings
from depthlimit.reports.sections.comparison import comparison_section
from depthlimit.reports.sections.entries import entries_section
from depthlimit.reports.sections.landscapes import landscapes_section
from depthlimit.reports.sections.lead import lead_of
from depthlimit.reports.sections.methods import methods_section
from depthlimit.reports.sections.norms import norms_section
from depthlimit.reports.sections.regime import assumptions_section, regime_section
from depthlimit.reports.sections.statistics import statistics_section
from depthlimit.reports.sections.summary import summary_section
from depthlimit.reports.sections.training import training_section
from depthlimit.reports.sections.trials import limitations_section, trials_section
from depthlimit.reports.sections.variation import variation_section
from depthlimit.untrusted import printable

OF_SERIES = (
    regime_section,
    norms_section,
    variation_section,
    statistics_section,
    entries_section,
    assumptions_section,
)


@dataclass(frozen=True)
class Page:
    """Page of a report.

    Attributes:
        title: its first line.
        lead: paragraphs that summarise it.
        sections: in order.
    """

    title: str
    lead: tuple[Paragraph, ...]
    sections: tuple[Section, ...]


def page_of(findings: Findings, title: str = "") -> Page:
    """Return the page about some findings; sections that say nothing are left out.

    Args:
        findings: results and their origins.
        title: the first line; by default the name of the folder.
    """
    sections = [
        summary_section(findings),
        comparison_section(findings),
        training_section(findings),
        *(section(findings.series) for section in OF_SERIES),
        landscapes_section(findings),
        trials_section(findings),
        limitations_section(findings),
        methods_section(findings),
    ]
    shown = printable(title or f"Depth limit: {findings.folder}")
    return Page(shown, lead_of(findings), tuple(one for one in sections if one is not None))
