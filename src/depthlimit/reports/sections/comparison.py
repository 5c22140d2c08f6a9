"""Section that compares groups of trainings: which options differ, and what difference they make."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from depthlimit.analysis.group_outcomes import GroupOutcome
from depthlimit.analysis.outcomes import Outcomes
from depthlimit.comparison import Group, in_order, shown
from depthlimit.figures.outcomes import outcomes_spec
from depthlimit.reports.blocks import Block, Folded, PageFigure, Paragraph, Section
from depthlimit.reports.findings import Findings
from depthlimit.reports.heat_table import HeatCell, HeatTable, is_ranked
from depthlimit.reports.sections.quality import best_label, compared_outcomes
from depthlimit.reports.sections.stacking import condensed
from depthlimit.reports.sections.summary import has_summary
from depthlimit.sentences import capitalised
from depthlimit.tables import Cell, Table

DEPTH = "L"
Standing = Literal["compared", "left out", "alone"]
"""Of an outcome at its depth: left out are those of few seeds, alone are those of the only group."""
NAMES = {"Ω": "omega"}
"""Names of anchors of qualities that are not ASCII."""


@dataclass(frozen=True)
class Variable:
    """Something in which trainings differ: an option, or the depth.

    Attributes:
        name: its short name.
        values: in their order.
    """

    name: str
    values: tuple[Cell, ...]


def comparison_section(findings: Findings) -> Section | None:
    """Return the section: outcomes by what varies; None where nothing varies, or nothing was trained."""
    found = compared_outcomes(findings.results)
    if not found or not found[0].groups or not variables_of(found[0]):
        return None
    first, *others = found
    if len(variables_of(first)) == 1 or len(variables_of(first)) > 3:
        blocks: list[Block] = [] if is_in_summary(findings, first) else [outcome_table(found)]
        others = []
    else:
        blocks = [*heat_tables(first)]
    if has_curve(first):
        blocks.append(PageFigure("outcomes", outcomes_spec(first)))
    if any(one.difference.known for at in first.depths for one in at.differences):
        blocks.append(differences_block(first))
    for other in others:
        best = best_label(other)
        title = f"{capitalised(other.quantity)}{f' ({best} is best)' if best else ''}"
        said = (Paragraph(f"{other.sentence()}."),) if best else ()
        blocks.append(Folded(title, (*said, *heat_tables(other))))
    return Section("comparison", "Comparison", tuple(blocks)) if blocks else None


def variables_of(found: Outcomes) -> list[Variable]:
    """Return what varies: the options, then the depth."""
    names = [name for name, _ in found.groups[0].values]
    variables = [
        Variable(name, tuple(sorted({group.cells[k] for group in found.groups}, key=in_order)))
        for k, name in enumerate(names)
    ]
    depths = tuple(at.depth for at in found.depths)
    return [one for one in (*variables, Variable(DEPTH, depths)) if len(one.values) > 1]


def has_curve(found: Outcomes) -> bool:
    """Return True if the outcomes make curves: against one option with numbers, or against the depth."""
    options = len(found.groups[0].values)
    numbers = options == 1 and all(isinstance(group.cells[0], int | float) for group in found.groups)
    return (numbers and len(found.groups) > 2) or (options < 2 and len(found.depths) > 2)


def heat_tables(found: Outcomes) -> Iterator[Block]:
    """Yield the heat tables of a quality: one of two variables, or one for each value of a third."""
    variables, name = variables_of(found), NAMES.get(found.quantity, found.quantity)
    if len(variables) == 2:
        yield heat_table(f"comparison-{name}", found, variables, None)
        return
    third = third_of(variables)
    pair = [one for one in variables if one is not third]
    first, *others = [
        heat_table(f"comparison-{name}-{number}", found, pair, (third.name, value))
        for number, value in reversed(list(enumerate(third.values)))
    ]
    yield first
    values = ", ".join(shown(value) for value in third.values[:-1])
    yield Folded(f"The same for {third.name} = {values}", tuple(others))


def third_of(variables: Sequence[Variable]) -> Variable:
    """Return the variable that has a heat table for each value: the depth, or that of the fewest values."""
    depth = [one for one in variables if one.name == DEPTH]
    return depth[0] if depth else min(variables, key=lambda one: len(one.values))


def heat_table(
    name: str, found: Outcomes, pair: Sequence[Variable], fixed: tuple[str, Cell] | None
) -> HeatTable:
    """Return the heat table of a quality for two variables, with a third one fixed."""
    rows, columns = pair
    given = [] if fixed is None else [fixed]
    cells = tuple(
        tuple(
            heat_cell(*outcome_at(found, dict([(rows.name, row), (columns.name, column), *given])))
            for column in columns.values
        )
        for row in rows.values
    )
    where = "" if fixed is None else f" at {fixed[0]} = {shown(fixed[1])}"
    known = any(one.mean.known for at in found.depths for one in at.groups)
    several = any(len(one.values) > 1 for at in found.depths for one in at.groups)
    mean = f": {mean_in_words(found)}" if several else ""
    interval = (
        f", with its {found.level:.0%} interval" if known else ", with the range over them" if several else ""
    )
    mean = f"{capitalised(found.quantity)}{where}{mean}{interval}."
    ranked = any(is_ranked(cell) for row in cells for cell in row)
    caption = f"{mean} The stronger the colour, the better." if ranked else mean
    return HeatTable(
        name, caption, found.quantity, rows.name, columns.name, rows.values, columns.values, cells,
        found.better,
    )  # fmt: skip


def mean_in_words(found: Outcomes) -> str:
    """Return what the mean values are."""
    return f"{'geometric ' if found.relative else ''}mean over seeds"


def outcome_at(found: Outcomes, values: dict[str, Cell]) -> tuple[GroupOutcome | None, Standing]:
    """Return the outcome for values of all variables, and how it stands to the others of its depth."""
    depth = values.pop(DEPTH, None) if DEPTH in values else found.depths[-1].depth
    group = Group(tuple((name, values.get(name)) for name, _ in found.groups[0].values))
    outcome = found.of(group, None if depth is None else int(depth))
    there = [at for at in found.depths if at.depth == depth]
    if len(found.groups) > 1 and all(len(at.groups) == 1 for at in there):
        return outcome, "alone"
    compared = any(one.group == group for at in there for one in at.compared)
    return outcome, "compared" if compared else "left out"


def heat_cell(one: GroupOutcome | None, standing: Standing) -> HeatCell:
    """Return the cell of an outcome."""
    if one is None:
        return HeatCell(None, "–")
    if not one.values:
        return HeatCell(None, missing(one))
    note = f"[{one.mean.lower:.3g}, {one.mean.upper:.3g}]".replace("-", "−") if one.mean.known else ""
    if len(one.values) == 2:
        note = f"{min(one.values.values()):.3g} to {max(one.values.values()):.3g}"
    if standing == "left out":
        note = f"{len(one.values)} seed{'s' if len(one.values) > 1 else ''} only"
    if one.diverged:
        note = f"{one.diverged} of {one.trainings} diverged"
    return HeatCell(one.mean.value, f"{one.mean.value:.3g}", note, standing == "compared")


def missing(one: GroupOutcome) -> str:
    """Return why there is no value of a group at a depth."""
    return "diverged" if one.diverged else "unfinished" if one.unfinished else "not logged"


def is_in_summary(findings: Findings, found: Outcomes) -> bool:
    """Return True if the summary shows all values that a table of the groups would show."""
    known = any(one.mean.known for at in found.depths for one in at.groups)
    return len(found.depths) == 1 and not known and has_summary(findings)


def outcome_table(qualities: Sequence[Outcomes]) -> Block:
    """Return the table of all groups and qualities, the best of each depth by the first quality first."""
    first, *also_known = qualities
    sign = 1 if first.better == "low" else -1
    rows: list[tuple[Cell, ...]] = []
    for at in reversed(first.depths):
        others = [one for one in at.groups if one not in at.compared]
        ranked = [*at.compared, *sorted(others, key=lambda one: (not one.values, sign * one.mean.value))]
        for one in ranked:
            also = [other.of(one.group, at.depth) for other in also_known]
            means = [None if found is None else found.mean.value for found in also]
            counted = (len(one.values), one.diverged or None, one.unfinished or None)
            mean = (one.mean.value, one.mean.lower, one.mean.upper)
            rows.append((at.depth, *one.group.cells, *mean, *means, *counted))
    options = [option for option, _ in first.groups[0].values]
    names = (DEPTH, *options, first.quantity, "from", "to", *(one.quantity for one in also_known))
    table = Table((*names, "finished", "diverged", "unfinished"), tuple(rows))
    known = any(one.mean.known for at in first.depths for one in at.groups)
    interval = f" The interval is that of {first.level:.0%} of the mean {first.quantity}." if known else ""
    several = any(len(one.values) > 1 for at in first.depths for one in at.groups)
    mean_of = f", {mean_in_words(first)}" if several else ""
    order = "; the best first" if any(len(at.compared) > 1 for at in first.depths) else ""
    caption = f"Values before the last step{mean_of}{order}.{interval}"
    return condensed("comparison", caption, table, "Values before the last step")


def differences_block(found: Outcomes) -> Block:
    """Return the folded table of paired differences from the best group."""
    caption = (
        f"{capitalised(found.quantity)} {'/' if found.relative else '−'} that of the best group of the "
        f"depth, paired by seed, with {found.level:.0%} intervals for all pairs of the depth at once."
    )
    table = condensed("differences", caption, found.differences(), "Rows")
    return Folded("Differences from the best group, paired by seed", (table,))
