"""Logs, each in the first of its forms that exists.

The order of preference is ``history.csv`` (all attempts of a trial as one), ``metrics.csv``, TensorBoard's
event files.
"""

from collections.abc import Iterable
from pathlib import Path

from depthlimit.discovery.files import results_in
from depthlimit.discovery.names import EVENTS, HISTORY, METRICS
from depthlimit.discovery.runs import run_folders, trial_of
from depthlimit.errors import DataError


def log_files(root: Path) -> list[Path]:
    """Return the logs in a folder and its sub-folders, or the file itself; a folder stands for event files.

    Every log comes once, in the first of its forms: see the order of preference above.

    Raises:
        DataError: there are none.
    """
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise DataError(f"there is no log {root}: give an event file, a .csv file, or a folder of such files")
    found = logs_among(results_in(root))
    if not found:
        raise DataError(f"{root} holds no log: neither TensorBoard's event files nor a {METRICS}")
    return found


def logs_among(files: Iterable[Path]) -> list[Path]:
    """Return the logs among the results of a folder, every log once; see `log_files`."""
    found = list(files)
    histories = {file.parent: file for file in found if file.name == HISTORY}
    tables = {file.parent: file for file in found if file.name == METRICS}
    events = {file.parent: file.parent for file in found if EVENTS in file.name}
    runs = {**events, **tables}
    alone = {run: log for run, log in runs.items() if histories.keys().isdisjoint((run, *run.parents))}
    return sorted([*histories.values(), *alone.values()])


def log_of(run: Path) -> Path | None:
    """Return the log of a run folder, None where there is none; of a trial, the log of all its attempts."""
    trial = trial_of(run)
    for table in (*([] if trial is None else [trial / HISTORY]), run / METRICS):
        if table.is_file():
            return table
    return run if run.is_dir() and any(EVENTS in file.name for file in run.iterdir()) else None


def run_of(log: Path) -> Path:
    """Return the run folder of a log; of the merged log of a trial, that of its last attempt."""
    folder = log if log.is_dir() else log.parent
    attempts = run_folders(folder) if log.name == HISTORY else []
    return attempts[-1] if attempts else folder
