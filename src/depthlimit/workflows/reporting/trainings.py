"""Trainings of a report: their results, their origins and their logs."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from depthlimit.analysis import RateFit, fit_rate, kept_points
from depthlimit.discovery import HISTORY, MANIFEST, TRIALS, run_folders
from depthlimit.errors import DataError, UsageError
from depthlimit.paths.manifest import Recorded, read_manifest
from depthlimit.reports import TrainingLog
from depthlimit.scalars import OMEGA, Scalars, read_scalars
from depthlimit.shell import quoted_all
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.planned import Planned, read_plans, standing
from depthlimit.tables import Cell, Table
from depthlimit.workflows.curve_fit import label_logs, status_of
from depthlimit.workflows.reporting.contents import Contents, relative, trials_of
from depthlimit.workflows.reporting.origins import mapping, shortened

TAGS = {"loss": "train_loss", "Ω": OMEGA}
"""Tags of logs that are drawn, by their names in figures."""
VALUES = {"train_loss": "loss", "train_accuracy": "accuracy", OMEGA: "Ω", "2.000-variation": "2-variation"}
"""Names of columns of the table of trials, by tags of the log."""
Row = dict[str, Cell]


def trials_table(contents: Contents) -> tuple[Table | None, list[str]]:
    """Return one row per training, and a sentence about each that did not finish."""
    rows: list[Row] = []
    for sweep in contents.sweeps:
        rows += sweep_rows(sweep)
    rows += [run_row(run, contents.root) for run in contents.runs]
    if not rows:
        return None, []
    names = dict.fromkeys(
        name for row in rows for name in row if any(row.get(name) is not None for row in rows)
    )
    table = Table(tuple(names), tuple(tuple(row.get(name) for name in names) for row in rows))
    failed = [
        f"{row['trial']} {row['status']}" + (f": {row['reason']}" if row.get("reason") else "")
        for row in rows
        if row["status"] != "finished"
    ]
    return table, failed


def sweep_rows(sweep: Path) -> list[Row]:
    """Return one row per planned trial, by depth and seed."""
    try:
        planned: dict[str, Planned | None] = {one.trial: one for plan in read_plans(sweep) for one in plan}
    except (UsageError, ValueError, TypeError, KeyError):
        planned = {}
    for trial in trials_of(sweep):
        planned.setdefault(trial.path.name, None)
    rows = []
    for name, plan in planned.items():
        result = TrialFolder(sweep / TRIALS / name).read_result() or {}
        status = result.get("status") or (standing(sweep, plan).status if plan else "not ended")
        values, config = mapping(result.get("values")), mapping(result.get("config"))
        run = mapping(result.get("run"))
        rows.append(
            {
                "trial": name,
                "L": result.get("L") or (plan.L if plan else None),
                "seed": result.get("seed", plan.seed if plan else None),
                "status": str(status),
                "steps": result.get("steps"),
                "η": number(config.get("model.lr")),
                **{column: number(values.get(tag)) for tag, column in VALUES.items()},
                "seconds": number(run.get("seconds")),
                "reason": result.get("reason") or None,
            }
        )
    return sorted(rows, key=lambda row: (int(row["L"] or 0), int(row["seed"] or 0)))


def run_row(run: Path, root: Path) -> Row:
    """Return the row of a run folder."""
    try:
        record, damage = read_manifest(run / MANIFEST), ""
    except DataError as error:
        record, damage = {}, str(error)
    recorded = Recorded.of(record)
    return {
        "trial": relative(run, root),
        "L": recorded.depth,
        "seed": recorded.seed,
        "status": recorded.status or "unknown",
        "steps": recorded.steps,
        "η": number(recorded.model.get("lr")),
        "loss": number(record.get("loss_before_last_step")),
        "reason": damage or shortened(record.get("reason")) or None,
    }


def run_of(log: Path) -> Path:
    """Return the run folder of a log; of the merged log of a trial, that of its last attempt."""
    folder = log if log.is_dir() else log.parent
    attempts = run_folders(folder) if log.name == HISTORY else []
    return attempts[-1] if attempts else folder


def recorded_of(run: Path) -> Recorded:
    """Return the record of a run; an empty one if it is damaged."""
    try:
        return Recorded.of(read_manifest(run / MANIFEST))
    except DataError:
        return Recorded()


def logs_in(contents: Contents) -> tuple[list[TrainingLog], list[str], str]:
    """Return the logs with their fits, sentences about unreadable ones, and the commands that fit them."""
    known: dict[Path, tuple[int | None, str]] = {}
    for sweep in contents.sweeps:
        for trial in trials_of(sweep):
            if trial.history.is_file():
                result = trial.read_result() or {}
                known[trial.history] = result.get("L"), str(result.get("seed", ""))
    for log in contents.logs:
        recorded = recorded_of(run_of(log))
        known[log] = recorded.depth, "" if recorded.seed is None else str(recorded.seed)
    found: dict[Path, dict[str, Scalars]] = {}
    unread: list[str] = []
    for log in known:
        for name, tag in TAGS.items():
            try:
                found.setdefault(log, {})[name] = read_scalars(log, tag)
            except DataError as error:
                if name == "loss":
                    unread.append(str(error))
                    break
    some = [next(iter(tags.values())) for tags in found.values() if tags]
    labels = {scalars.source: label for label, scalars in label_logs(some).items()} if some else {}
    logs = [
        TrainingLog(labels[log], *known[log], tags, {name: fitted(one) for name, one in tags.items()})
        for log, tags in found.items()
        if tags
    ]
    logs.sort(key=lambda log: (log.depth or 0, log.seed, log.label))
    return logs, unread, fit_commands([log for log, tags in found.items() if tags], logs)


def fitted(scalars: Scalars) -> RateFit:
    """Return the fit of C/(t + T₀)^ρ to a log, as ``curve-fit --infer_shift`` computes it."""
    kept = kept_points(scalars.values)
    return fit_rate(
        kept.astype(np.float64), scalars.values[kept], infer_shift=True, known=status_of(scalars, 0)
    )


def fit_commands(sources: Sequence[Path], logs: Sequence[TrainingLog]) -> str:
    """Return the commands that fit the same logs."""
    if not sources:
        return ""
    where = quoted_all(sources)
    tags = [tag for name, tag in TAGS.items() if any(name in log.scalars for log in logs)]
    return "\n".join(f"depthlimit curve-fit --event_paths {where} --infer_shift --tag={tag}" for tag in tags)


def number(value: object) -> Cell:
    """Return the value if it is a number, else an empty cell."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
