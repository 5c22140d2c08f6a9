"""The whole page, in the order in which it is read."""

from dataclasses import dataclass

from depthlimit.reports.drawing import with_interval
from depthlimit.reports.findings import Findings, Series
from depthlimit.reports.parts import Section, Text, missing
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
    """Sections about one series of networks, or about the whole folder where there is no title."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Page:
    """The page.

    Attributes:
        title: its first line.
        lead: sentences that sum it up.
        chapters: its sections.
    """

    title: str
    lead: tuple[Text, ...]
    chapters: tuple[Chapter, ...]

    @property
    def sections(self) -> list[Section]:
        """All sections in order."""
        return [section for chapter in self.chapters for section in chapter.sections]


def page_of(findings: Findings, title: str = "") -> Page:
    """Arrange the findings.

    Args:
        findings: what was found.
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


def lead_of(findings: Findings) -> tuple[Text, ...]:
    """What there is, and the regime of every series."""
    said = []
    for series in findings.series:
        name = f"{series.label}: " if series.label else ""
        said.append(Text(f"{name}{series.described}, α = {1 - series.norms.beta:g}."))
        if series.scaling is not None:
            said.append(Text(headline(series), "lead"))
    return tuple(said)


def headline(series: Series) -> str:
    """The regime, the best β, and how sure that is."""
    assert series.scaling is not None
    beta = with_interval(series.scaling.collapse.beta)
    return f"{sentence(series)} The curves of all depths lie closest together for β̂ = {beta}."
