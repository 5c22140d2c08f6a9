"""Trainings of a report, each read once: what it is, how it ended, where its log and its weights are."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from depthlimit.comparison import Facts
from depthlimit.discovery import TRIALS
from depthlimit.errors import DataError, UsageError
from depthlimit.scalars import OMEGA, last_scalars
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.planned import Planned, read_plans, standing
from depthlimit.tables import number
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.facts import run_facts, trial_facts
from depthlimit.workflows.reporting.contents import Contents, relative, trials_of
from depthlimit.workflows.reporting.origins import mapping, shortened

VALUES = {"train_loss": "loss", "train_accuracy": "accuracy", OMEGA: "Ω", "2.000-variation": "2-variation"}
"""Names of the last values of a training, by tags of the log."""


@dataclass(frozen=True)
class TrainingRecord:
    """Record of one training.

    Attributes:
        name: its folder, relative to the folder of the report.
        facts: its depth, its seed and its options.
        status: of the training, such as ``finished``.
        steps: number of steps; None if it is not recorded.
        values: last values before its last step, by the names of `VALUES`.
        seconds: duration; None if it is not recorded.
        reason: why it did not finish.
        run: its run folder, of a trial that of the last attempt; None before the first.
        log: its log; None if it has none.
        of_sweep: True for a trial of a sweep, whose folder has a name that nobody chose.
    """

    name: str
    facts: Facts
    status: str
    steps: int | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    seconds: float | None = None
    reason: str = ""
    run: Path | None = None
    log: Path | None = None
    of_sweep: bool = False


def records_in(contents: Contents) -> list[TrainingRecord]:
    """Return the records of all trainings: finished, failed, planned, and those that are damaged."""
    found = [record for sweep in contents.sweeps for record in trial_records(sweep, contents)]
    logs = {run.folder: log for log, run in contents.logs.items() if run is not None}
    found += [run_record(run, logs.get(run.folder), contents) for run in contents.runs]
    found += [
        TrainingRecord(
            relative(folder, contents.root),
            Facts(None, "", folder=os.path.abspath(folder), source="run"),
            "unknown",
            reason=error.problem,
        )
        for folder, error in contents.damaged.items()
    ]
    return found


def trial_records(sweep: Path, contents: Contents) -> Iterator[TrainingRecord]:
    """Yield the record of every trial of a sweep that was planned or began."""
    try:
        planned: dict[str, Planned | None] = {one.trial: one for plan in read_plans(sweep) for one in plan}
    except (UsageError, ValueError, TypeError, KeyError):
        planned = {}
    began = {trial.path.name: trial for trial in trials_of(sweep)}
    for name in dict.fromkeys((*planned, *began)):
        trial = began.get(name, TrialFolder(sweep / TRIALS / name))
        yield trial_record(sweep, trial, planned.get(name), contents)


def trial_record(sweep: Path, trial: TrialFolder, plan: Planned | None, contents: Contents) -> TrainingRecord:
    """Return the record of a trial."""
    result, run = trial.read_result() or {}, next(reversed(trial.runs), None)
    status = result.get("status") or (standing(sweep, plan).status if plan else "unknown")
    log = trial.history if trial.history.is_file() else None
    reason, name = shortened(result.get("reason")), relative(trial.path, contents.root)
    try:
        facts = trial_facts(result, run)
    except DataError as error:
        facts, reason = trial_facts(result, None), reason or error.problem
    if plan is not None and facts.depth is None:
        facts = replace(facts, depth=plan.depth, seed=str(plan.seed), folder=os.path.abspath(trial.path))
    logged: Mapping[str, Any] = mapping(result.get("values")) or (last_scalars(log) if log else {})
    return TrainingRecord(
        name=name,
        facts=facts,
        status=str(status),
        steps=result.get("steps"),
        values=values_of(logged),
        seconds=number(mapping(result.get("run")).get("seconds")),
        reason=reason,
        run=run,
        log=log,
        of_sweep=True,
    )


def run_record(run: Experiment, log: Path | None, contents: Contents) -> TrainingRecord:
    """Return the record of a run."""
    folder = run.folder or Path(run.name)
    name = relative(folder, contents.root)
    loss = number(run.manifest.get("loss_before_last_step"))
    values = values_of(last_scalars(log)) if log else {}
    return TrainingRecord(
        name=name,
        facts=run_facts(run),
        status=run.status,
        steps=run.record.steps,
        values={**({} if loss is None else {"loss": loss}), **values},
        reason=shortened(run.manifest.get("reason")),
        run=folder,
        log=log,
    )


def values_of(logged: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers among the logged values that a report shows, by their names."""
    found = {name: number(logged.get(tag)) for tag, name in VALUES.items()}
    return {name: value for name, value in found.items() if value is not None}
