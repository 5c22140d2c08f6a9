"""Find runs, weights, checkpoints, logs, surfaces and sweeps in folders, by the names of files.

Everything that looks for results looks here, so that all commands find the same files. Where one result lies
there in several forms, this is the order of preference:

=========  ==================================================================================================
weights    exported files (``resnet_L.pth``) are read as they are; of a run, the last checkpoint; of a sweep,
           which has all exported weights twice, those in the folders of its trials
logs       ``history.csv`` (all attempts of a trial as one), ``metrics.csv``, TensorBoard's event files
runs       of a trial with several attempts, the last attempt
=========  ==================================================================================================

Hidden files, results moved to ``previous/`` and intermediate states in ``trajectory/`` are skipped.
"""

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise
from pathlib import Path

from depthlimit.atomic import PREVIOUS, TRAJECTORY
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.untrusted import regular_file
from depthlimit.weight_formats import WEIGHT_FORMATS

MANIFEST = "manifest.json"
"""Record of a run, in its folder."""
CONFIG = "config.yaml"
"""Configuration of a run, in its folder."""
METRICS = "metrics.csv"
"""Log of a run, in its folder."""
HISTORY = "history.csv"
"""Log of all attempts of a trial, in the folder of the trial."""
EVENTS = "tfevents"
"""Part of the names of TensorBoard's files."""
CHECKPOINTS = "checkpoints"
"""Folder of checkpoints in a run folder."""
CHECKPOINT = ".ckpt"
EXTENSIONS = tuple(WEIGHT_FORMATS)
"""Endings of files that hold weights."""
DIRECTIONS = ".directions.pth"
"""Ending of the directions beside a surface, which are no weights."""
RUNS = "lightning_logs"
EXPORTS = "exported_models"
TRIALS = "trials"
PLANS = "plans"
TABLE = "table"
"""Name of the tables of a sweep, ``table.csv`` and ``table.parquet``."""
OF_REPORTS = "_figures"
"""Ending of the names of folders that reports write."""

VERSION = re.compile(r"version_(\d{1,9})")
"""Name of a run folder."""
EPOCH = re.compile(r"epoch=(\d{1,18})-step=(\d{1,18})(?:-v\d+)?\.ckpt")
"""Checkpoint after an epoch; others (``last_finite``, ``interrupted``) were saved later, within a step."""
PUT_ASIDE = {PREVIOUS: re.compile(r".+\.[1-9]\d*(\.[^.\d][^.]*)?"), TRAJECTORY: re.compile(r"step_\d+")}
"""Names of what is moved to folders of these names: ``NAME.1.pth``, ``step_00000100``."""


def is_visible(file: Path, root: Path) -> bool:
    """Return True for a file that is a result of the folder ``root``, in which it lies at any depth.

    A file is skipped if it or a folder between is hidden, was moved to ``previous/`` for a later result,
    or is an intermediate state in ``trajectory/``. What lies above ``root`` does not matter, nor does a
    folder of one of these names that holds something else: it is a user's own.

    >>> root = Path("runs/previous")
    >>> [is_visible(root / name, root) for name in ("a.pth", "previous/a.1.pth", "previous/run/a.pth")]
    [True, False, True]
    """
    parts = file.relative_to(root).parts
    aside = any(
        folder in PUT_ASIDE and PUT_ASIDE[folder].fullmatch(inner) for folder, inner in pairwise(parts)
    )
    return not aside and not any(part.startswith(".") for part in parts)


def results_in(root: Path) -> list[Path]:
    """Return the files of a folder and its sub-folders that are results, in order; see `is_visible`."""
    return [file for file in sorted(root.rglob("*")) if is_visible(file, root) and file.is_file()]


def is_sweep(folder: Path) -> bool:
    """Return True for the folder of a sweep: it has plans and trials."""
    return (folder / PLANS).is_dir() and (folder / TRIALS).is_dir()


def sweeps_among(files: Iterable[Path]) -> list[Path]:
    """Return the folders of the sweeps that some results belong to, in order."""
    return sorted(filter(is_sweep, {file.parent.parent for file in files if file.parent.name == PLANS}))


def plan_files(sweep: Path) -> list[Path]:
    """Return the plans of a sweep, in the order of their names."""
    return sorted((sweep / PLANS).glob("*.json"))


def trial_folders(sweep: Path) -> list[Path]:
    """Return the folders of all trials of a sweep that began, in order."""
    return sorted(folder for folder in (sweep / TRIALS).glob("*") if folder.is_dir())


def attempt_folders(trial: Path) -> list[Path]:
    """Return the run folders of all attempts at a trial, in order."""
    runs = (run for run in (trial / RUNS).glob("version_*") if VERSION.fullmatch(run.name))
    return sorted(runs, key=attempt_number)


def trials_in(folder: Path) -> Path:
    """Return where the weights of a folder are read: for a sweep, which has all weights twice, its trials."""
    return folder / TRIALS if is_sweep(folder) else folder


def run_folders(root: Path) -> list[Path]:
    """Return the run folders in a folder, or the folder itself; of several attempts at a trial, the last.

    >>> run_folders(Path("missing"))
    []
    """
    runs = [file.parent for file in results_in(root) if file.name == MANIFEST]
    trials = {run: trial_of(run) for run in runs}
    attempts = {trials[run]: run for run in sorted(runs, key=attempt_number)}
    return [run for run in runs if trials[run] is None or attempts[trials[run]] == run]


def trial_of(run: Path) -> Path | None:
    """Return the folder of the trial that a run is an attempt at, None for a run outside of sweeps.

    It is ``SWEEP/trials/TRIAL`` for ``SWEEP/trials/TRIAL/lightning_logs/version_N``.
    """
    above = Path(os.path.abspath(run)).parents  # a run may be "."
    inside = len(above) > 3 and above[0].name == RUNS and above[2].name == TRIALS and is_sweep(above[3])
    return above[1] if inside else None


def attempt_number(run: Path) -> int:
    """Return N of ``version_N``, -1 for a folder of another name."""
    found = VERSION.fullmatch(run.name)
    return int(found[1]) if found else -1


def weight_files(root: Path, extension: str = ".pth") -> list[Path]:
    """Return the files of weights with this ending in a folder and its sub-folders, or the file itself.

    Surfaces and their directions are skipped, and so are the second copies of a sweep's weights.

    Raises:
        DataError: there are none.
    """
    if not root.exists():
        raise DataError(f"there is no folder {root}: give one with exported weights, such as exported_models")
    if not root.is_dir():
        regular_file(root)
        return [root]
    visible = results_in(root)
    others = {*second_copies(visible), *filter(is_surface, visible)}
    files = [file for file in weights_among(visible, [extension]) if file not in others]
    if not files:
        counts = Counter(file.suffix.lower() for file in weights_among(visible))
        hint = "".join(f", but {n} {ending}: write --ext {ending}" for ending, n in counts.most_common(1))
        raise DataError(f"{root} holds no {extension} file{hint or ': give a folder with exported weights'}")
    return files


def weights_among(files: Iterable[Path], extensions: Collection[str] = EXTENSIONS) -> list[Path]:
    """Return the files that may hold weights, by their names.

    >>> weights_among([Path("resnet_8.PTH"), Path("plane.directions.pth"), Path("log.csv")])
    [PosixPath('resnet_8.PTH')]
    """
    found = (file for file in files if file.suffix.lower() in extensions)
    return [file for file in found if not file.name.endswith(DIRECTIONS)]


def second_copies(files: Iterable[Path]) -> list[Path]:
    """Return the files that a sweep shows in ``exported_models/``, beside those of its trials."""
    found = list(files)
    exports = {sweep / EXPORTS for sweep in sweeps_among(found)}
    return [file for file in found if not exports.isdisjoint(file.parents)]


def checkpoint_files(run: Path) -> list[Path]:
    """Return the checkpoints of a run folder, the last one at the end."""
    return checkpoints_in(run / CHECKPOINTS)


def checkpoints_in(folder: Path) -> list[Path]:
    """Return the checkpoints in a folder, the last one at the end.

    Checkpoints of epochs come by their steps; ``interrupted.ckpt`` and ``last_finite.ckpt`` end a run.
    """

    def key(file: Path) -> tuple[bool, int, int, str]:
        epoch = EPOCH.fullmatch(file.name)
        return (epoch is None, *(map(int, epoch.groups()) if epoch else (0, 0)), file.name)

    files = (file for file in folder.glob(f"*{CHECKPOINT}") if not file.name.startswith("."))
    return sorted(files, key=key)


def trajectory_files(folder: Path) -> list[Path]:
    """Return the intermediate weights in the folder ``trajectory`` of a run, in order of their steps."""
    return sorted(folder.glob("step_*/*.pth"))


def log_files(root: Path) -> list[Path]:
    """Return the logs in a folder and its sub-folders, or the file itself; a folder stands for event files.

    Every log comes once, in the first of its forms: see the module's order of preference.

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


def surfaces_among(files: Iterable[Path]) -> list[Path]:
    """Return the losses on planes, in order: also those whose description is damaged, for a note about it."""
    return sorted(file for file in files if is_surface(file) or is_damaged_surface(file))


def is_surface(file: Path) -> bool:
    """Return True for an array with a description of its axes beside it."""
    try:
        return describes_axes(file)
    except DataError:
        return False


def is_damaged_surface(file: Path) -> bool:
    """Return True for an array with a description beside it that cannot be read."""
    try:
        describes_axes(file)
    except DataError:
        return True
    return False


def describes_axes(file: Path) -> bool:
    """Return True if the description beside an array has axes.

    Raises:
        DataError: it is damaged.
    """
    try:
        return file.suffix == ".npy" and "axes" in read_mapping(file.with_suffix(".json"))
    except OSError:
        return False
