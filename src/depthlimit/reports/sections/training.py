"""Section on loss and Ω during training, with fitted rates of convergence."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from depthlimit.figures import captions, training_figure
from depthlimit.figures.labels import plotly_label
from depthlimit.reports.blocks import (
    Block,
    BulletList,
    CodeBlock,
    Columns,
    NamedTable,
    PageFigure,
    Panel,
    Paragraph,
    Section,
    Trace,
    missing,
)
from depthlimit.reports.drawing import Colours, axes, colours_by, curve
from depthlimit.reports.findings import Findings, TrainingLog
from depthlimit.tables import Cell, Table

TITLE = "Training: loss and Ω"
MOST_POINTS = 400


def training_section(findings: Findings) -> Section:
    """Return the section: logs of all trainings, and their rates of convergence."""
    logs, name = findings.logs, "training"
    tags = {tag: None for log in logs for tag in log.scalars}
    if not tags:
        return missing(name, TITLE, findings.missing["training"])
    blocks: list[Block] = [figure_of(tag, [log for log in logs if tag in log.scalars]) for tag in tags]
    blocks += [Paragraph(findings.missing[tag], "missing") for tag in ("Ω",) if tag not in tags]
    blocks.append(
        NamedTable(
            "rates",
            "Fits of C/(t + T₀)^ρ to every log: ρ and C with their 95% intervals.",
            rates_table(logs),
        )
    )
    limits = limits_of(logs)
    if limits:
        blocks.append(BulletList("Limits of the fits", limits))
    blocks.append(CodeBlock("These numbers again", findings.commands["training"]))
    return Section(name, TITLE, tuple(blocks))


def figure_of(tag: str, logs: Sequence[TrainingLog]) -> PageFigure:
    """Return the figure of one tag of all trainings."""
    names = {group_of(log) for log in logs}
    ordered: list[str] = sorted(names, key=order)
    groups = colours_by(ordered)
    traces = [trace for log in logs for trace in traces_of(log, tag, groups[group_of(log)])]
    return PageFigure(
        name={"Ω": "omega"}.get(tag, tag),
        title=f"{tag[:1].upper()}{tag[1:]} over the training",
        caption=captions.training(tag),
        panels=(Panel("", tuple(traces), axes("gradient step", tag)),),
        data=columns_of(tag, logs),
        printed=training_figure(
            {log.label: (log.depth, log.scalars[tag].steps, log.scalars[tag].values) for log in logs}, tag
        ),
        groups=groups,
        grouped_by="L" if all(log.depth is not None for log in logs) else "run",
        switches={"x": "linear", "y": "log"},
    )


def group_of(log: TrainingLog) -> str:
    """Return the group of a log: its depth, or its label if the depth is unknown."""
    return log.label if log.depth is None else str(log.depth)


def order(group: str) -> tuple[float, str]:
    """Return the sort key of a group: depths in increasing order, before names."""
    return (float(group), "") if group.isdecimal() else (np.inf, group)


def traces_of(log: TrainingLog, tag: str, colours: Colours) -> list[Trace]:
    """Return the traces of a log and of the fit to it."""
    scalars, group = log.scalars[tag], group_of(log)
    label = plotly_label(log.label)
    hover = f"{label}<br>step %{{x}}<br>{tag} %{{y:.6g}}"
    traces = [curve(scalars.steps.astype(np.float64), scalars.values, group, colours, hover, MOST_POINTS)]
    fit = log.fits.get(tag)
    if fit is not None and np.isfinite(fit["rho"].value):
        rho = fit["rho"]
        hover = f"{label}<br>fit: ρ = {rho.value:.4g} [{rho.lower:.4g}, {rho.upper:.4g}]"
        places = scalars.steps[fit.t.astype(np.intp)].astype(np.float64)
        traces.append(
            curve(places, fit.fitted, group, colours, hover, MOST_POINTS, line={"width": 1.2, "dash": "dash"})
        )
    return traces


def columns_of(tag: str, logs: Sequence[TrainingLog]) -> Columns:
    """Return all values of all logs."""
    lengths = [len(log.scalars[tag].steps) for log in logs]
    return {
        "run": np.repeat(np.array([log.label for log in logs], dtype=object), lengths),
        "L": np.repeat(np.array([log.depth for log in logs], dtype=object), lengths),
        "seed": np.repeat(np.array([log.seed for log in logs], dtype=object), lengths),
        "step": np.concatenate([log.scalars[tag].steps for log in logs]),
        tag: np.concatenate([log.scalars[tag].values for log in logs]),
    }


def rates_table(logs: Sequence[TrainingLog]) -> Table:
    """Return one row per fit."""
    rows: list[tuple[Cell, ...]] = []
    for log in logs:
        for tag, fit in log.fits.items():
            rho, C = fit["rho"], fit["C"]
            numbers = (rho.value, rho.lower, rho.upper, C.value, C.lower, C.upper, fit.shift, fit.r_squared)
            rows.append((log.label, tag, *numbers, fit.points, fit.method))
    names = ("run", "of", "ρ", "ρ from", "ρ to", "C", "C from", "C to", "T₀", "R²", "points", "errors from")
    return Table(names, tuple(rows))


def limits_of(logs: Sequence[TrainingLog]) -> tuple[str, ...]:
    """Return the notes of the fits without their numbers, and how many fits have each."""
    fits = [fit for log in logs for fit in log.fits.values()]
    notes = Counter(re.sub(r"\d+", "…", sentence) for fit in fits for sentence in fit.status)
    return tuple(f"{count} of {len(fits)} fits: {sentence}" for sentence, count in notes.most_common())
