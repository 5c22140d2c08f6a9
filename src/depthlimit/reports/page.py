"""Arrangement of all sections on a page."""

from dataclasses import dataclass

from depthlimit.reports.blocks import Paragraph, Section, missing
from depthlimit.reports.drawing import with_interval
from depthlimit.reports.findings import Findings, SeriesFindings
from depthlimit.reports.sections.entries import entries_section
from depthlimit.reports.sections.landscapes import landscapes_section
from depthlimit.reports.sections.methods import methods_section
from depthlimit.reports.sections.norms import norms_section
from depthlimit.reports.sections.regime import assumptions_section, regime_section, sentence
from depthlimit.reports.sections.statistics import statistics_section
from depthlimit.reports.sections.training import training_section
from depthlimit.reports.sections.trials import trials_section
from depthlimit.reports.sections.variation import variation_section
from depthlimit.untrusted import printable

OF_A_SERIES = (
    regime_section,
    norms_section,
    variation_section,
    statistics_section,
    entries_section,
    assumptions_section,
)


@dataclass(frozen=True)
class Chapter:
    """Sections about one series of networks, or about the whole folder if there is no title."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Page:
    """Page of a report.

    Attributes:
        title: its first line.
        lead: paragraphs that summarise it.
        chapters: its sections.
    """

    title: str
    lead: tuple[Paragraph, ...]
    chapters: tuple[Chapter, ...]

    @property
    def sections(self) -> list[Section]:
        """Sections of all chapters, in order."""
        return [section for chapter in self.chapters for section in chapter.sections]


def page_of(findings: Findings, title: str = "") -> Page:
    """Return the page about some findings.

    Args:
        findings: results and their origins.
        title: the first line; by default the name of the folder.
    """
    chapters = [Chapter("", (trials_section(findings),))]
    for number, series in enumerate(findings.series):
        several = len(findings.series) > 1
        prefix = f"series-{number + 1}-" if several else ""
        name = (series.label or "Base configuration") if several else ""
        chapters.append(Chapter(name, tuple(section(series, prefix) for section in OF_A_SERIES)))
    if not findings.series:
        chapters.append(Chapter("", (missing("weights", "Weights", findings.missing["weights"]),)))
    rest = (training_section(findings), landscapes_section(findings), methods_section(findings))
    chapters.append(Chapter("", rest))
    shown = printable(title or f"Depth limit: {findings.folder}")
    return Page(shown, lead_of(findings), tuple(chapters))


def lead_of(findings: Findings) -> tuple[Paragraph, ...]:
    """Return the paragraphs about the size and the regime of every series."""
    paragraphs = []
    for series in findings.series:
        name = f"{series.label}: " if series.label else ""
        paragraphs.append(Paragraph(f"{name}{series.summary}, α = {1 - series.norms.beta:g}."))
        if series.scaling is not None:
            paragraphs.append(Paragraph(headline(series), "lead"))
    return tuple(paragraphs)


def headline(series: SeriesFindings) -> str:
    """Return the regime and the best β with its interval, in words."""
    assert series.scaling is not None
    beta = with_interval(series.scaling.collapse.beta)
    return f"{sentence(series)} The curves of all depths collapse best for β̂ = {beta}."
