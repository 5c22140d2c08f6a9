"""Section on loss and Ω during training, with fitted rates of convergence."""

from collections.abc import Sequence

from depthlimit.comparison import Group
from depthlimit.figures.facets import compared
from depthlimit.figures.training import LoggedValues, training_spec
from depthlimit.reports.blocks import Block, BulletList, NamedTable, PageFigure, Section
from depthlimit.reports.findings import Findings, TrainingLog
from depthlimit.reports.sections.wording import again
from depthlimit.tables import Cell, Table


def training_section(findings: Findings) -> Section | None:
    """Return the section: logs of all trainings, and their rates of convergence."""
    logs = findings.logs
    tags = {tag: None for log in logs for tag in log.scalars}
    if not tags:
        return None
    blocks: list[Block] = [figure_of(tag, [log for log in logs if tag in log.scalars]) for tag in tags]
    caption = "Fits of C/(t + T₀)^ρ to every log: ρ and C with their 95% intervals."
    blocks.append(NamedTable("rates", caption, rates_table(logs)))
    if findings.fit_notes:
        blocks.append(BulletList("Limits of the fits", findings.fit_notes))
    blocks.append(again([findings.commands["training"]]))
    return Section("training", "Training: loss and Ω" if "Ω" in tags else "Training", tuple(blocks))


def figure_of(tag: str, logs: Sequence[TrainingLog]) -> PageFigure:
    """Return the figure of one tag of all trainings."""
    groups: dict[Group, list[LoggedValues]] = {}
    for log in logs:
        scalars = log.scalars[tag]
        values = LoggedValues(log.label, log.depth, scalars.steps, scalars.values, log.fits.get(tag))
        groups.setdefault(log.group, []).append(values)
    specs = {group: training_spec(found, logs[0].scalars[tag].tag) for group, found in groups.items()}
    return PageFigure({"Ω": "omega"}.get(tag, tag), compared(specs))


def rates_table(logs: Sequence[TrainingLog]) -> Table:
    """Return one row per fit."""
    rows: list[tuple[Cell, ...]] = []
    for log in logs:
        for tag, fit in log.fits.items():
            rho, C = fit["rho"], fit["C"]
            numbers = (rho.value, rho.lower, rho.upper, C.value, C.lower, C.upper, fit.shift, fit.r_squared)
            rows.append((*log.group.cells, log.depth, log.seed, tag, *numbers, fit.points, fit.method))
    options = tuple(name for name, _ in logs[0].group.values)
    fitted = ("ρ", "ρ from", "ρ to", "C", "C from", "C to", "T₀", "R²", "points", "errors from")
    return Table((*options, "L", "seed", "of", *fitted), tuple(rows))
