"""The trainings in a folder: what was run, how it ended, what it logged."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from depthlimit.analysis import RateFit, fit_rate, kept_points
from depthlimit.cli.report_places import Places, read_mapping, trials_of
from depthlimit.cli.shell import quoted_all
from depthlimit.discovery import MANIFEST, PLANS, TRIALS
from depthlimit.errors import DataError, UsageError
from depthlimit.paths.manifest import Recorded, read_manifest
from depthlimit.reports import TrainingLog
from depthlimit.scalars import OMEGA, Scalars, read_scalars
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.sweeps.planned import Planned, read_plans, standing
from depthlimit.tables import Cell, Table
from depthlimit.workflows.curve_fit import label_logs, status_of

TAGS = {"loss": "train_loss", "Ω": OMEGA}
VALUES = {"train_loss": "loss", "train_accuracy": "accuracy", OMEGA: "Ω", "2.000-variation": "2-variation"}
"""Columns of the table of trials, by the names in the log."""
PROGRAM = "depthlimit"
LONGEST = 2000
"""Characters of a recorded text that are shown."""
AGAIN = "again"
"""The folder that printed commands write to."""

PLACES = ("--out", "--trainer.default_root_dir")
"""Options that say where results go."""
EQUALS = tuple(f"{option}=" for option in PLACES)

Row = dict[str, Cell]


def trials_table(places: Places) -> tuple[Table | None, list[str]]:
    """A row for every training, and a sentence about each that did not finish."""
    rows: list[Row] = []
    for sweep in places.sweeps:
        rows += sweep_rows(sweep)
    rows += [run_row(run, places.root) for run in places.runs]
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
    """A row for every trial that was planned, by depth and seed."""
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
    """The row of a run folder."""
    try:
        record, damage = read_manifest(run / MANIFEST), ""
    except DataError as error:
        record, damage = {}, str(error)
    recorded = Recorded.of(record)
    return {
        "trial": str(run.relative_to(root)),
        "L": recorded.depth,
        "seed": recorded.seed,
        "status": recorded.status or "not known",
        "steps": recorded.steps,
        "η": number(recorded.model.get("lr")),
        "loss": number(record.get("loss_before_last_step")),
        "reason": damage or said(record.get("reason")) or None,
    }


def recorded_of(run: Path) -> Recorded:
    """Return what the record of a run says; nothing where it is damaged."""
    try:
        return Recorded.of(read_manifest(run / MANIFEST))
    except DataError:
        return Recorded()


def origins_table(places: Places, manifests: Iterable[Mapping[str, Any]]) -> tuple[Table | None, list[str]]:
    """What made the results, every command once, and the commands that make them again."""
    records: list[Mapping[str, Any]] = [
        read_mapping(file) for sweep in places.sweeps for file in sorted((sweep / PLANS).glob("*.json"))
    ]
    records += [read_mapping(run / MANIFEST) for run in places.runs]
    records += list(manifests)
    rows: dict[tuple[Cell, ...], None] = {}
    for record in records:
        command = record.get("command")
        if isinstance(command, str) and command:
            versions = mapping(record.get("versions"))
            rows[
                (
                    said(record.get("created")).replace("T", " ").removesuffix("+00:00"),
                    command[:LONGEST],
                    said(record.get("commit"))[:12] or "none",
                    said(record.get("machine")),
                    said(", ".join(f"{name} {version}" for name, version in versions.items())),
                )
            ] = None
    first: dict[tuple[Cell, ...], tuple[Cell, ...]] = {}
    for row in sorted(rows, key=str):
        first.setdefault(row[1:], row)  # a sweep writes its command with every trial
    if not first:
        return None, []
    again = made_again([str(row[1]) for row in first.values()])
    return Table(("made (UTC)", "command", "commit", "machine", "versions"), tuple(first.values())), again


def made_again(commands: Sequence[str]) -> list[str]:
    r"""The commands with their results in folders of their own.

    A record may say anything, and a line of a page is copied into a shell: only our own command is shown.

    >>> made_again(["rm -rf ~", "depthlimit fit; rm -rf ~", "depthlimit fit \x1b"])
    ["depthlimit 'fit;' rm -rf '~'"]

    >>> made_again(["depthlimit sweep --depths 4,8 --out runs/one"])
    ['depthlimit sweep --depths 4,8 --out again']
    >>> made_again(["depthlimit demo --out=one", "depthlimit demo --out=other"])
    ['depthlimit demo --out again/1', 'depthlimit demo --out again/2']
    """
    found = [words_of(command) for command in dict.fromkeys(commands) if command.isprintable()]
    found = [words for words in found if words[:1] == [PROGRAM]]
    places = list(dict.fromkeys(place for words in found for place in places_in(words)))
    folders = {place: f"{AGAIN}/{k}" if len(places) > 1 else AGAIN for k, place in enumerate(places, 1)}
    return [shlex.join(elsewhere(words, folders)) for words in found]


def words_of(command: str) -> list[str]:
    """The words of a shell command, an option and its value apart."""
    try:
        words = shlex.split(command)
    except ValueError:  # a manifest may say anything
        return [command]
    return [part for word in words for part in (word.split("=", 1) if word.startswith(EQUALS) else [word])]


def places_in(words: Sequence[str]) -> list[str]:
    """Where the results of a command go."""
    return [place for option, place in pairwise(words) if option in PLACES]


def elsewhere(words: Sequence[str], folders: Mapping[str, str]) -> list[str]:
    """The command with its results in another folder."""
    before = ["", *words[:-1]]
    return [folders[word] if option in PLACES else word for option, word in zip(before, words, strict=True)]


def logs_in(places: Places) -> tuple[list[TrainingLog], list[str], str]:
    """The logs with their fits, a sentence about each that could not be read, and the commands that fit."""
    known: dict[Path, tuple[int | None, str]] = {}
    for sweep in places.sweeps:
        for trial in trials_of(sweep):
            if trial.history.is_file():
                result = trial.read_result() or {}
                known[trial.history] = result.get("L"), str(result.get("seed", ""))
    for log in places.logs:
        folder = log if log.is_dir() else log.parent
        recorded = recorded_of(folder)
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
    """C/(t + T₀)^ρ fitted to a log, as ``curve-fit --infer_shift`` does."""
    kept = kept_points(scalars.values)
    return fit_rate(
        kept.astype(np.float64), scalars.values[kept], infer_shift=True, known=status_of(scalars, 0)
    )


def fit_commands(sources: Sequence[Path], logs: Sequence[TrainingLog]) -> str:
    """The commands that fit the same logs."""
    if not sources:
        return ""
    where = quoted_all(sources)
    tags = [tag for name, tag in TAGS.items() if any(name in log.scalars for log in logs)]
    return "\n".join(f"depthlimit curve-fit --event_paths {where} --infer_shift --tag={tag}" for tag in tags)


def said(value: object) -> str:
    """Return a recorded value as text, the beginning of a long one."""
    return "" if value is None else str(value)[:LONGEST]


def mapping(value: object) -> Mapping[str, Any]:
    """The value where it is a mapping, else nothing."""
    return value if isinstance(value, Mapping) else {}


def number(value: object) -> Cell:
    """The value where it is a number, else an empty cell."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
