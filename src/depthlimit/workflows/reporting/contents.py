"""Contents of a folder that is reported on: sweeps, and runs, weights, logs and surfaces outside of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depthlimit.discovery import (
    CONFIG,
    DIRECTIONS,
    EXPORTS,
    MANIFEST,
    OF_REPORTS,
    PLANS,
    TRIALS,
    checkpoint_files,
    has_axes,
    is_sweep,
    log_of,
    logs_among,
    results_in,
    trial_folders,
)
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.paths import Member, WeightPath
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.workflows.experiment import Experiment

WEIGHTS = (".pth", ".pt", ".npy")


@dataclass(frozen=True)
class Contents:
    """Sources of a report.

    Attributes:
        name: of the folder or objects, for the title.
        root: names of files are shown relative to it.
        sweeps: folders of sweeps.
        runs: run folders outside of sweeps.
        logs: outside of sweeps.
        weights: files of exported weights outside of sweeps.
        surfaces: files of losses on planes.
        members: weights in memory.
        configurations: of all runs that have checkpoints, in sweeps, too.
    """

    name: str
    root: Path
    sweeps: Sequence[Path] = ()
    runs: Sequence[Path] = ()
    logs: Sequence[Path] = ()
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
    sweeps = sorted(filter(is_sweep, {file.parent.parent for file in files if file.parent.name == PLANS}))
    inside = {sweep / part for sweep in sweeps for part in (TRIALS, EXPORTS, PLANS)}
    outside = [file for file in files if inside.isdisjoint(file.parents)]
    surfaces = [file for file in files if has_axes(file, damaged=True)]
    return Contents(
        name=str(root),
        root=root,
        sweeps=sweeps,
        runs=[file.parent for file in outside if file.name == MANIFEST],
        logs=logs_among(outside),
        weights=[file for file in outside if is_weights(file) and file not in surfaces],
        surfaces=surfaces,
        configurations=[file for file in files if file.name == CONFIG and checkpoint_files(file.parent)],
    )


def is_weights(file: Path) -> bool:
    """Return True for a file that may hold exported weights, by its name."""
    return file.suffix in WEIGHTS and not file.name.endswith(DIRECTIONS)


def contents_of_objects(objects: Sequence[WeightPath | Experiment]) -> Contents:
    """Return paths in memory and runs as the sources of a report."""
    runs = [one for one in objects if isinstance(one, Experiment)]
    folders = [run.folder for run in runs if run.folder is not None]
    paths = [one.path() if isinstance(one, Experiment) else one for one in objects]
    return Contents(
        name=f"{len(objects)} {'runs' if len(runs) == len(objects) else 'paths'}",
        root=Path(),
        runs=folders,
        logs=[log for log in map(log_of, folders) if log is not None],
        members=[Member.of(path) for path in paths],
        configurations=[folder / CONFIG for folder in folders if checkpoint_files(folder)],
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
