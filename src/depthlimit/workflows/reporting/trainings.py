"""Trainings of a report: their results, their origins and their logs."""

from collections.abc import Sequence
from pathlib import Path

from depthlimit.analysis import fit_log
from depthlimit.analysis.notes import merged
from depthlimit.comparison import Comparison, Facts
from depthlimit.discovery import TRIALS
from depthlimit.errors import DataError, UsageError
from depthlimit.reports import TrainingLog
from depthlimit.scalars import OMEGA, Scalars, label_logs, read_scalars
from depthlimit.shell import quoted_all
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.planned import Planned, read_plans, standing
from depthlimit.tables import Cell, Table, number
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.facts import run_facts, trial_facts
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
    rows += [damaged_row(folder, error, contents.root) for folder, error in contents.damaged.items()]
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
                "L": result.get("L") or (plan.depth if plan else None),
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


def run_row(run: Experiment, root: Path) -> Row:
    """Return the row of a run."""
    record = run.record
    return {
        "trial": relative(run.folder or Path(run.name), root),
        "L": record.depth,
        "seed": record.seed,
        "status": run.status,
        "steps": record.steps,
        "η": number(record.model.get("lr")),
        "loss": number(run.manifest.get("loss_before_last_step")),
        "reason": shortened(run.manifest.get("reason")) or None,
    }


def damaged_row(folder: Path, error: DataError, root: Path) -> Row:
    """Return the row of a run whose record cannot be read."""
    return {"trial": relative(folder, root), "status": "unknown", "reason": error.problem}


def training_logs(
    logs: Sequence[tuple[Facts, Path]], comparison: Comparison
) -> tuple[list[TrainingLog], list[str], str]:
    """Return the logs with their fits, sentences about unreadable ones, and the commands that fit them."""
    known = {log: facts for facts, log in logs}
    found: dict[Path, dict[str, Scalars]] = {}
    unread: list[str] = []
    for log in known:
        for name, tag in TAGS.items():
            try:
                found.setdefault(log, {})[name] = read_scalars(log, tag)
            except DataError as error:
                if name == "loss":
                    unread.append(error.problem)
                    break
    some = [next(iter(tags.values())) for tags in found.values() if tags]
    labels = {scalars.source: label for label, scalars in label_logs(some).items()} if some else {}
    trainings = [
        TrainingLog(
            labels[log],
            comparison.group_of(known[log]),
            known[log].depth,
            known[log].seed,
            tags,
            {name: fit_log(one, infer_shift=True) for name, one in tags.items()},
        )
        for log, tags in found.items()
        if tags
    ]
    trainings.sort(key=lambda log: (log.depth or 0, log.seed, log.label))
    return trainings, unread, fit_commands([log for log, tags in found.items() if tags], trainings)


def fit_notes(logs: Sequence[TrainingLog]) -> tuple[str, ...]:
    """Return what limits the fits to all logs, each limitation once."""
    return merged([fit.status for log in logs for fit in log.fits.values()])


def fit_commands(sources: Sequence[Path], logs: Sequence[TrainingLog]) -> str:
    """Return the commands that fit the same logs."""
    if not sources:
        return ""
    where = quoted_all(sources)
    tags = [tag for name, tag in TAGS.items() if any(name in log.scalars for log in logs)]
    return "\n".join(f"depthlimit curve-fit --event_paths {where} --infer_shift --tag={tag}" for tag in tags)


def runs_in(contents: Contents) -> list[tuple[Facts, Path]]:
    """Return the facts and the run folder of every training: of a trial, that of its last attempt."""
    found = [(run_facts(run), run.folder) for run in contents.runs if run.folder is not None]
    for sweep in contents.sweeps:
        for trial in trials_of(sweep):
            if (result := trial.read_result()) and (runs := trial.runs):
                found.append((trial_facts(result, runs[-1]), runs[-1]))
    return found


def logs_in(contents: Contents) -> list[tuple[Facts, Path]]:
    """Return the facts and the log of every training."""
    found = [(Facts(None, "") if run is None else run_facts(run), log) for log, run in contents.logs.items()]
    for sweep in contents.sweeps:
        for trial in trials_of(sweep):
            if trial.history.is_file():
                runs = trial.runs
                found.append(
                    (trial_facts(trial.read_result() or {}, runs[-1] if runs else None), trial.history)
                )
    return found
