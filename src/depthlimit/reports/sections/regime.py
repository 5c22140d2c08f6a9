"""Sections on the regime with its evidence, and on the assumptions of the theorem."""

from collections.abc import Sequence

from depthlimit.analysis.scaling import Estimate, ScalingReport
from depthlimit.comparison import stacked
from depthlimit.reports.blocks import Block, BulletList, Folded, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.stacking import condensed, table_of
from depthlimit.reports.sections.wording import (
    MOST_PARAGRAPHS,
    estimate_in_words,
    merged,
    regime_in_words,
)
from depthlimit.tables import Table

THEOREM = (
    "The assumptions of the theorem of Cont, Rossier and Xu, for the deepest run. If the weights have a "
    "limit in the depth, it states, the limit has finite 2-variation; it does not state that they have one."
)


def regime_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: the regime of every series, the reasons for it, and every test."""
    known = [(one, one.scaling) for one in series if one.scaling is not None]
    if not known:
        return None
    blocks: list[Block] = []
    if len(known) <= MOST_PARAGRAPHS:
        blocks += [
            Paragraph(text, "lead")
            for text in merged([(one.group, regime_in_words(one)) for one, _ in known])
        ]
    if len(known) > 1:
        blocks.append(by_group(known))
    because = merged([(one.group, said) for one, report in known for said in report.reasons])
    but = merged([(one.group, said) for one, report in known for said in report.remarks])
    lists = [BulletList(title, said) for title, said in (("Because", because), ("But", but)) if said]
    if len(known) <= MOST_PARAGRAPHS:
        blocks += lists
    elif lists:
        blocks.append(Folded("What decides the regimes, and what limits them", tuple(lists)))
    level = known[0][1].level
    captions = {
        "regime": (
            "Evidence",
            f"All tests: the exponent of L with its {level:.0%} interval, and the conclusion.",
        ),
        "moves": ("Distances from the initial values", "Distance of the weights from their initial values."),
    }
    for name, (title, caption) in captions.items():
        if (table := table_of(series, name)) is not None:
            found = condensed({"regime": "evidence"}.get(name, name), caption, table, title)
            blocks.append(Folded(f"{title} ({len(table.rows)} rows)", (found,)) if len(known) > 1 else found)
    return Section("regime", "Regime of the depth limit", tuple(blocks))


def by_group(known: Sequence[tuple[SeriesFindings, ScalingReport]]) -> Block:
    """Return the table of the regime and the exponents of every group."""
    tables = [(one.group, Table(NAMES, (row_of(report),))) for one, report in known]
    level = known[0][1].level
    caption = (
        f"By group: the regime; β̂ of the best collapse; H and p* = 1/H of the weights; the exponent of L of "
        f"‖·‖_p-var for p = 2. In brackets: {level:.0%} intervals over seeds."
    )
    return condensed("groups", caption, stacked(tables), "Regime and exponents by group")


NAMES = ("regime", "β̂", "H", "p*", "slope of the 2-variation")


def row_of(report: ScalingReport) -> tuple[str, ...]:
    """Return the regime and the exponents of one group."""
    growth = report.growth
    two = [slope for p, slope in zip(growth.exponents, growth.slopes, strict=True) if p == 2]
    return (
        report.regime.name,
        short(report.collapse.beta),
        short(growth.hurst),
        short(growth.critical),
        short(Estimate(two[0].value, two[0].lower, two[0].upper, two[0].points)) if two else "",
    )


def short(estimate: Estimate) -> str:
    """Return an estimate with its interval, where it has one.

    >>> short(Estimate(0.5, 0.25, 0.75, 3)), short(Estimate(0.5, float("nan"), float("nan"), 1))
    ('0.5 [0.25, 0.75]', '0.5')
    """
    if estimate.value != estimate.value:
        return ""
    return estimate_in_words(estimate) if estimate.known else f"{estimate.value:.3g}".replace("-", "−")


def assumptions_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: the assumptions of the convergence theorem, checked on the runs."""
    found = table_of(series, "assumptions")
    decays = [
        (one.group, without_single_supremum(one.tables["decay"])) for one in series if "decay" in one.tables
    ]
    if found is None or not decays:
        return None
    decay = stacked(decays)
    suprema = ", and the suprema over all of them" if any(SUPREMUM in row for row in decay.rows) else ""
    blocks: tuple[Block, ...] = (
        condensed("assumptions", THEOREM, found, "Assumptions"),
        condensed("decay", f"Loss against Σ η for every run{suprema}.", decay, "Decay of the loss"),
    )
    if len(series) > 1:
        blocks = (Folded("Assumptions, and decay of the loss", blocks),)
    return Section("assumptions", "Assumptions of the convergence theorem", blocks)


SUPREMUM = "sup"
"""Cell of the row with the suprema over all runs."""


def without_single_supremum(decay: Table) -> Table:
    """Return the table without its suprema where there is one run, which are the numbers of that run.

    >>> without_single_supremum(Table(("L", "norm"), ((8, 0.5), ("sup", 0.5)))).rows
    ((8, 0.5),)
    """
    runs = tuple(row for row in decay.rows if SUPREMUM not in row)
    return Table(decay.names, runs) if len(runs) == 1 else decay
