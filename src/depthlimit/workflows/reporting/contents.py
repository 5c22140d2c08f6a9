"""Contents of a folder that is reported on: sweeps, and runs, weights, logs and surfaces outside of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depthlimit.discovery import (
    CHECKPOINT,
    CONFIG,
    EXPORTS,
    EXTENSIONS,
    HISTORY,
    MANIFEST,
    OF_REPORTS,
    PLANS,
    TRIALS,
    checkpoint_files,
    log_of,
    logs_among,
    results_in,
    run_folders,
    surfaces_among,
    sweeps_among,
    trial_folders,
    weights_among,
)
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.paths import Member, WeightPath
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.workflows.experiment import Experiment

EXPORTED = [extension for extension in EXTENSIONS if extension != CHECKPOINT]
"""Endings of files with exported weights."""


@dataclass(frozen=True)
class Contents:
    """Sources of a report.

    Attributes:
        name: of the folder or objects, for the title.
        root: names of files are shown relative to it.
        sweeps: folders of sweeps.
        runs: outside of sweeps.
        damaged: errors about records that cannot be read, by the run folder.
        logs: outside of sweeps, with their runs where these are known.
        weights: files of exported weights outside of sweeps.
        surfaces: files of losses on planes.
        members: weights in memory.
        configurations: of all runs that have checkpoints, in sweeps, too.
    """

    name: str
    root: Path
    sweeps: Sequence[Path] = ()
    runs: Sequence[Experiment] = ()
    damaged: Mapping[Path, DataError] = field(default_factory=dict)
    logs: Mapping[Path, Experiment | None] = field(default_factory=dict)
    weights: Sequence[Path] = ()
    surfaces: Sequence[Path] = ()
    members: Sequence[Member] = ()
    configurations: Sequence[Path] = ()


def contents_of_folder(root: Path) -> Contents:
    """Return the contents of a folder and its sub-folders, without the figures of reports."""
    files = [
        file
        for file in results_in(root)
        if not any(part.endswith(OF_REPORTS) for part in file.relative_to(root).parts[:-1])
    ]
    sweeps, surfaces = sweeps_among(files), surfaces_among(files)
    inside = {sweep / part for sweep in sweeps for part in (TRIALS, EXPORTS, PLANS)}
    outside = [file for file in files if inside.isdisjoint(file.parents)]
    runs, damaged = runs_in([file.parent for file in outside if file.name == MANIFEST])
    return Contents(
        name=str(root),
        root=root,
        sweeps=sweeps,
        runs=list(runs.values()),
        damaged=damaged,
        logs={log: runs.get(run_of(log)) for log in logs_among(outside)},
        weights=[file for file in weights_among(outside, EXPORTED) if file not in surfaces],
        surfaces=surfaces,
        configurations=[file for file in files if file.name == CONFIG and checkpoint_files(file.parent)],
    )


def runs_in(folders: Sequence[Path]) -> tuple[dict[Path, Experiment], dict[Path, DataError]]:
    """Return the runs in run folders, and the errors about records that cannot be read, by their folders."""
    runs, damaged = {}, {}
    for folder in folders:
        try:
            runs[folder] = Experiment.of_folder(folder)
        except DataError as error:
            damaged[folder] = error
    return runs, damaged


def run_of(log: Path) -> Path:
    """Return the run folder of a log; of the merged log of a trial, that of its last attempt."""
    folder = log if log.is_dir() else log.parent
    attempts = run_folders(folder) if log.name == HISTORY else []
    return attempts[-1] if attempts else folder


def contents_of_objects(objects: Sequence[WeightPath | Experiment]) -> Contents:
    """Return paths in memory and runs as the sources of a report."""
    runs = [one for one in objects if isinstance(one, Experiment)]
    recorded = {run.folder: run for run in runs if run.folder is not None}
    logs = {folder: log_of(folder) for folder in recorded}
    paths = [one.path() if isinstance(one, Experiment) else one for one in objects]
    return Contents(
        name=f"{len(objects)} {'runs' if len(runs) == len(objects) else 'paths'}",
        root=Path(),
        runs=list(recorded.values()),
        logs={log: recorded[folder] for folder, log in logs.items() if log is not None},
        members=[Member.of(path) for path in paths],
        configurations=[folder / CONFIG for folder in recorded if checkpoint_files(folder)],
    )


def trials_of(sweep: Path) -> list[TrialFolder]:
    """Return the folders of all trials of a sweep that began."""
    return list(map(TrialFolder, trial_folders(sweep)))


def mapping_in(file: Path) -> dict[str, Any]:
    """Return a mapping of JSON, empty if there is none that can be read."""
    try:
        return read_mapping(file)
    except (OSError, DataError):
        return {}


def relative(place: Path, root: Path) -> str:
    """Return the name of a place relative to a folder, or all of it if it is not in the folder.

    >>> relative(Path("a/b"), Path("a")), relative(Path("a/b"), Path("c"))
    ('b', 'a/b')
    """
    return str(place.relative_to(root) if place.is_relative_to(root) else place)
