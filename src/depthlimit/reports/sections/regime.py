"""Sections on the regime with its evidence, and on the assumptions of the theorem."""

from collections.abc import Sequence

from depthlimit.analysis.scaling import Estimate, ScalingReport
from depthlimit.analysis.scaling.moves import distance_sentence, moves_table
from depthlimit.comparison import Group, stacked
from depthlimit.reports.blocks import Block, BulletList, Paragraph, Section
from depthlimit.reports.findings import SeriesFindings
from depthlimit.reports.sections.stacking import condensed, folded, table_of
from depthlimit.reports.sections.wording import (
    MOST_PARAGRAPHS,
    estimate_in_words,
    merged,
    regime_in_words,
)
from depthlimit.tables import Cell, Table

THEOREM = (
    "The theorem of Cont, Rossier and Xu: if its assumptions hold and the weights converge as L grows, their "
    "limit has finite 2-variation. It does not say that they converge. Below, its assumptions beside what a "
    "run of the largest depth has ({runs})."
)
DECAY = (
    "Training loss J of every run against τ = Σ η: r of J = J₀ exp(−r τ), with N samples, and ρ of "
    "J = C/(τ + η₁)^ρ, each with the R² of its fit; the largest norm and 2-variation are over all steps"
)


def regime_section(series: Sequence[SeriesFindings]) -> Section | None:
    """Return the section: the regime of every series, the reasons for it, and every test."""
    known = [(one, one.scaling) for one in series if one.scaling is not None]
    if not known:
        return None
    blocks: list[Block] = []
    meanings = merged([(one.group, regime_in_words(one)) for one, _ in known])
    if len(known) <= MOST_PARAGRAPHS:
        blocks += [Paragraph(text, "lead") for text in meanings]
    if len(known) > 1:
        blocks.append(by_group(known))
    if len(known) > MOST_PARAGRAPHS:
        blocks.append(BulletList("", tuple(dict.fromkeys(regime_in_words(one) for one, _ in known))))
    if len(known) == 1 and known[0][1].reasons:
        blocks.append(BulletList("Because", known[0][1].reasons))
    if but := merged([(one.group, said) for one, report in known for said in report.remarks]):
        blocks.append(BulletList("But", but))
    level = known[0][1].level
    if (evidence := table_of(series, "regime")) is not None:
        caption = f"All tests: the exponent of L with its {level:.0%} interval, and the conclusion."
        table = condensed("evidence", caption, evidence, "Evidence")
        blocks.append(folded(table) if len(known) > 1 else table)
    return Section("regime", "Regime of the depth limit", (*blocks, *distances(known)))


def distances(known: Sequence[tuple[SeriesFindings, ScalingReport]]) -> list[Block]:
    """Return the distances from the initial values, as one sentence where all are 1 up to a percent."""
    moves = [move for _, report in known for move in report.moves]
    if sentence := distance_sentence(moves):
        return [Paragraph(f"{sentence}.")]
    tables = [(one.group, moves_table(report.moves)) for one, report in known if report.moves]
    if not tables:
        return []
    caption = "Distance of the weights from their initial values."
    found = condensed("moves", caption, stacked(tables), "Distances from the initial values")
    return [folded(found) if len(known) > 1 else found]


def by_group(known: Sequence[tuple[SeriesFindings, ScalingReport]]) -> Block:
    """Return the table of the regime and the exponents of every group."""
    tables = [(one.group, Table(NAMES, (row_of(report),))) for one, report in known]
    level = known[0][1].level
    caption = (
        f"By group: the regime and what decides it, with its exponent of L; β̂ of the best collapse; H and "
        f"p* = 1/H of the weights, empty where no H describes the slopes; the exponent of L of ‖·‖_p-var for "
        f"p = 2. In brackets: {level:.0%} intervals over seeds."
    )
    return condensed("groups", caption, stacked(tables), "Regime and exponents by group")


NAMES = ("regime", "decided by", "β̂", "H", "p*", "slope of the 2-variation")


def row_of(report: ScalingReport) -> tuple[str, ...]:
    """Return the regime and the exponents of one group."""
    growth = report.growth
    two = [slope for p, slope in zip(growth.exponents, growth.slopes, strict=True) if p == 2]
    return (
        report.regime.name,
        "; ".join(report.reasons).replace("L^-", "exponent −").replace("L^", "exponent "),
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
    found = [(one.group, one.tables["assumptions"]) for one in series if "assumptions" in one.tables]
    decays = [
        (one.group, without_single_supremum(one.tables["decay"])) for one in series if "decay" in one.tables
    ]
    if not found or not decays:
        return None
    decay = stacked(decays)
    suprema = ", and in the last row over all runs" if any(SUPREMUM in row for row in decay.rows) else ""
    caption = THEOREM.format(runs="; ".join(dict.fromkeys(table.names[0] for _, table in found)))
    blocks = (
        condensed("assumptions", caption, by_assumption(found), "Assumptions"),
        condensed("decay", f"{DECAY}{suprema}.", decay, "Decay of the training loss"),
    )
    return Section("assumptions", "Assumptions of the convergence theorem", blocks)


def by_assumption(found: Sequence[tuple[Group, Table]]) -> Table:
    """Return the assumptions of all groups, each in one row, or in one for each outcome with its groups."""
    outcomes: dict[Cell, dict[tuple[Cell, ...], list[Group]]] = {}
    for group, table in found:
        for name, *cells in table.rows:
            outcomes.setdefault(name, {}).setdefault(tuple(cells), []).append(group)
    rows = [
        (name, "" if len(own) == 1 else "; ".join(group.label for group in groups), *cells)
        for name, own in outcomes.items()
        for cells, groups in own.items()
    ]
    return Table(("assumption", "for", *found[0][1].names[1:]), tuple(rows))


SUPREMUM = "sup"
"""Cell of the row with the suprema over all runs."""


def without_single_supremum(decay: Table) -> Table:
    """Return the table without its suprema where there is one run, which are the numbers of that run.

    >>> without_single_supremum(Table(("L", "norm"), ((8, 0.5), ("sup", 0.5)))).rows
    ((8, 0.5),)
    """
    runs = tuple(row for row in decay.rows if SUPREMUM not in row)
    return Table(decay.names, runs) if len(runs) == 1 else decay
