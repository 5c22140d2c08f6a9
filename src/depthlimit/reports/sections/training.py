"""Section on loss and Ω during training, with fitted rates of convergence."""

from collections.abc import Sequence
from dataclasses import replace

from depthlimit.comparison import Group, in_order
from depthlimit.figures.training import LoggedValues, training_spec
from depthlimit.reports.blocks import Block, BulletList, Folded, Paragraph, Section
from depthlimit.reports.findings import Findings, TrainingLog
from depthlimit.reports.sections.grouping import group_figures
from depthlimit.reports.sections.stacking import condensed, folded
from depthlimit.reports.sections.wording import again
from depthlimit.tables import Cell, Table

MOST_OPEN = 8
"""Largest number of trainings whose figures are all open; with more, all but the first are folded."""

RATES = (
    "Rates of convergence: ρ of C/(t + T₀)^ρ, the mean over the seeds with Student's 95% interval over them, "
    "at depths where the fits describe the logs of all seeds: {known} of {all}."
)
FITS = (
    "Fits of C/(t + T₀)^ρ that describe their logs: {known} of {all}. The 95% intervals are over the points "
    "of a log, not over seeds; where residuals are correlated, they come from a block bootstrap."
)
NO_FIT = "Rates of convergence: C/(t + T₀)^ρ describes none of the logs to which it was fitted ({all})."
NAMES = {"loss": "Training loss"}
"""Names of tags in titles."""


def training_section(findings: Findings) -> Section | None:
    """Return the section: logs of all trainings, and their rates of convergence."""
    logs = findings.logs
    tags = list({tag: None for log in logs for tag in log.scalars})
    if not tags:
        return None
    first, *others = [figures_of(tag, [log for log in logs if tag in log.scalars]) for tag in tags]
    blocks: list[Block] = [*first]
    for tag, found in zip(tags[1:], others, strict=True):
        title = f"{NAMES.get(tag, tag)} during training"
        blocks += [Folded(title, tuple(found))] if len(logs) > MOST_OPEN else found
    known = findings.rates.known.rates
    if several_seeds(logs) and known:
        caption = RATES.format(known=len(known), all=len(findings.rates.rates))
        blocks.append(condensed("rates", caption, findings.rates.known.table(), "Rates of convergence"))
    blocks += fits_blocks(logs)
    if findings.fit_notes:
        limits = BulletList("", findings.fit_notes)
        blocks.append(Folded("Limits of the fits", (limits,)))
    if findings.commands.get("training"):
        blocks.append(again([findings.commands["training"]]))
    title = " and ".join(NAMES.get(tag, tag) for tag in tags)
    return Section("training", f"{title} during training", tuple(blocks))


def fits_blocks(logs: Sequence[TrainingLog]) -> list[Block]:
    """Return the table of the fits that describe their logs, or a sentence where none does."""
    number, table = sum(len(log.fits) for log in logs), fits_table(logs)
    if not number:
        return []
    if not table.rows:
        return [Paragraph(NO_FIT.format(all=number))]
    caption = FITS.format(known=len(table.rows), all=number)
    fits = condensed("fits", caption, table, "Fits to each log")
    return [folded(fits) if several_seeds(logs) else fits]


def figures_of(tag: str, logs: Sequence[TrainingLog]) -> list[Block]:
    """Return the figures of one tag of all trainings."""
    name = logs[0].scalars[tag].tag
    groups: dict[Group, list[LoggedValues]] = {group: [] for group in sorted_groups(logs)}
    for log in logs:
        scalars = log.scalars[tag]
        values = LoggedValues(log.label, log.depth, scalars.steps, scalars.values, log.fits.get(tag))
        groups[log.group].append(values)
    specs = {group: training_spec(found, name) for group, found in groups.items()}
    summaries = {group: training_spec(deepest(found), name) for group, found in groups.items()}
    note = "The deepest networks of each group."
    return group_figures({"Ω": "omega"}.get(tag, tag), specs, summaries, note)


def sorted_groups(logs: Sequence[TrainingLog]) -> list[Group]:
    """Return the groups of logs, in the order of their values."""
    return sorted({log.group for log in logs}, key=lambda group: tuple(map(in_order, group.cells)))


def deepest(logs: Sequence[LoggedValues]) -> list[LoggedValues]:
    """Return the logs of the largest depth, without their fits."""
    depth = max(log.depth or 0 for log in logs)
    return [replace(log, fit=None) for log in logs if (log.depth or 0) == depth]


def several_seeds(logs: Sequence[TrainingLog]) -> bool:
    """Return True if some networks differ in their seed only."""
    return len({(log.group, log.depth) for log in logs}) < len(logs)


def fits_table(logs: Sequence[TrainingLog]) -> Table:
    """Return one row per fit that describes its log."""
    rows: list[tuple[Cell, ...]] = []
    for log in sorted(logs, key=lambda log: tuple(map(in_order, log.group.cells))):
        for tag, fit in log.fits.items():
            rho, C = fit["rho"], fit["C"]
            numbers = (rho.value, rho.lower, rho.upper, C.value, C.lower, C.upper, fit.shift, fit.r_squared)
            if fit.describes:
                rows.append((*log.group.cells, log.depth, log.seed, tag, *numbers, fit.points, fit.method))
    options = tuple(name for name, _ in logs[0].group.values)
    fitted = ("ρ", "ρ from", "ρ to", "C", "C from", "C to", "T₀", "R²", "points", "intervals from")
    return Table((*options, "L", "seed", "quantity", *fitted), tuple(rows))
