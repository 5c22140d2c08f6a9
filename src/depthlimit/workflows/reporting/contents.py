"""Contents of a folder that is reported on: sweeps, and runs, weights, logs and surfaces outside of them."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from depthlimit.discovery import (
    CHECKPOINT,
    CONFIG,
    EXPORTS,
    EXTENSIONS,
    MANIFEST,
    OF_REPORTS,
    PLANS,
    TRIALS,
    checkpoint_files,
    log_of,
    logs_among,
    results_in,
    run_of,
    surfaces_among,
    sweeps_among,
    trial_folders,
    warn_given_twice,
    weights_among,
)
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.paths import Member, PathCollection, WeightPath
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.workflows.experiment import Experiment

Object = WeightPath | Experiment | PathCollection
NAMED = 4
"""Largest number of folders that a title names."""
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
        folders: that were given.
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
    folders: Sequence[Path] = ()

    def folder_of(self, place: Path) -> Path:
        """Return the folder, of those that were given, that holds a place."""
        return next((folder for folder in self.folders if place.is_relative_to(folder)), self.root)


def contents_of(folders: Sequence[Path], objects: Sequence[Object] = ()) -> Contents:
    """Return the contents of folders, and of objects in memory, together."""
    separate = without_nested(folders)
    parts = [contents_of_folder(folder) for folder in separate]
    parts += [contents_of_objects(objects)] if objects else []
    if len(parts) == 1:
        return parts[0]
    root = common_parent(separate)
    runs = {one.folder and one.folder.resolve(): one for part in parts for one in part.runs}
    names = [relative(folder, root) for folder in separate] + [part.name for part in parts[len(separate) :]]
    return Contents(
        name=", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else ""),
        root=root,
        sweeps=[sweep for part in parts for sweep in part.sweeps],
        runs=list(runs.values()),
        damaged={folder: error for part in parts for folder, error in part.damaged.items()},
        logs={log: run for part in parts for log, run in part.logs.items()},
        weights=[file for part in parts for file in part.weights],
        surfaces=[file for part in parts for file in part.surfaces],
        members=[member for part in parts for member in part.members],
        configurations=[file for part in parts for file in part.configurations],
        folders=separate,
    )


def without_nested(folders: Sequence[Path]) -> list[Path]:
    """Return the folders, each once, without those inside of others; warn of the latter.

    >>> without_nested([Path("a"), Path("b")])
    [PosixPath('a'), PosixPath('b')]
    """
    places = {folder.resolve(): folder for folder in reversed(folders)}
    kept = [folder for place, folder in reversed(places.items()) if places.keys().isdisjoint(place.parents)]
    left = list(folders)
    for folder in kept:
        left.remove(folder)
    warn_given_twice(left)
    return kept


def common_parent(folders: Sequence[Path]) -> Path:
    """Return the folder that all lie in; the current one where some are absolute and some relative.

    >>> common_parent([Path("runs/a"), Path("runs/b/c")]), common_parent([Path("a"), Path("/b")])
    (PosixPath('runs'), PosixPath('.'))
    """
    try:
        return Path(os.path.commonpath([folder.parent for folder in folders]))
    except ValueError:
        return Path()


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
        folders=[root],
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


def contents_of_objects(objects: Sequence[Object]) -> Contents:
    """Return paths in memory, collections and runs as the sources of a report."""
    if len(objects) == 1 and isinstance(objects[0], PathCollection):
        return Contents(objects[0].summary, Path(), members=objects[0].members)
    runs = [one for one in objects if isinstance(one, Experiment)]
    recorded = {run.folder: run for run in runs if run.folder is not None}
    logs = {folder: log_of(folder) for folder in recorded}
    members = [member for one in objects for member in members_of(one)]
    return Contents(
        name=f"{len(members)} {'runs' if len(runs) == len(objects) else 'paths'}",
        root=Path(),
        runs=list(recorded.values()),
        logs={log: recorded[folder] for folder, log in logs.items() if log is not None},
        members=members,
        configurations=[folder / CONFIG for folder in recorded if checkpoint_files(folder)],
    )


def members_of(source: Object) -> Sequence[Member]:
    """Return the weights of an object."""
    if isinstance(source, PathCollection):
        return source.members
    return [Member.of(source.path() if isinstance(source, Experiment) else source)]


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
