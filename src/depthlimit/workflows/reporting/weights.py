"""Weights of a report, sorted into groups of networks that differ in depth and seed only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from depthlimit.discovery import results_in, weights_among
from depthlimit.errors import UsageError
from depthlimit.paths import Member, WeightPath, load_path
from depthlimit.paths.collection import size
from depthlimit.paths.folders import recorded_seed
from depthlimit.sweeps.exported import SERIES, series_folders
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.reporting.contents import Contents, mapping_in, relative, trials_of

SEED = re.compile(r"(seed[=_-]?)?\d+")
"""Name of a folder with weights of one seed."""


@dataclass(frozen=True)
class Group:
    """Weights of networks that differ in depth and seed only.

    Attributes:
        label: what tells the group from the others.
        members: the paths.
        runs: the run folders of their trainings.
        places: what a command reads the same weights from; none for weights in memory.
        notes: sentences about what was left out, and why.
    """

    label: str
    members: Sequence[Member]
    runs: Sequence[Path]
    places: Sequence[Path]
    notes: Sequence[str] = ()


def groups_in(contents: Contents) -> tuple[list[Group], list[str]]:
    """Return the weights of every series of every sweep, and groups of those outside of sweeps.

    Returns:
        The groups, and a sentence about every file that could not be read.
    """
    groups: list[Group] = []
    unread: list[str] = []
    for sweep in contents.sweeps:
        runs = runs_by_series(sweep)
        for name, folder in series_folders(sweep).items():
            members, damaged = read(weights_among(results_in(folder), [".pth"]), folder)
            unread += damaged
            if members:
                identity = str(mapping_in(folder / SERIES).get("series"))
                label = "/".join([*sweep.relative_to(contents.root).parts, *filter(None, [name])])
                groups.append(Group(label, members, runs.get(identity, []), [folder]))
    members, damaged = read(contents.weights, contents.root)
    return groups + grouped([*members, *contents.members], contents), unread + damaged


def runs_by_series(sweep: Path) -> dict[str, list[Path]]:
    """Return the last run folder of every trial that has ended, by the identity of its series."""
    found: dict[str, list[Path]] = {}
    for trial in trials_of(sweep):
        result, runs = trial.read_result(), trial.runs
        if result and runs:
            found.setdefault(result["series"]["id"], []).append(runs[-1])
    return found


def read(files: Iterable[Path], root: Path) -> tuple[list[Member], list[str]]:
    """Return the paths in files, and a sentence about each file that could not be read."""
    members, unread = [], []
    for file in files:
        try:
            path = load_path(file)
            folder = str(file.parent.relative_to(root)) if root.is_dir() else ""
            members.append(Member(path, recorded_seed(path.provenance, folder), file))
        except UsageError as error:
            unread.append(error.problem)
    return members, unread


def grouped(members: Sequence[Member], contents: Contents) -> list[Group]:
    """Return groups of one width, α and connection, split by folders where a depth and a seed come twice."""
    keys: dict[tuple[str, float, str | None], list[Member]] = {}
    for member in members:
        path = member.path
        keys.setdefault((size(path), path.alpha, path.connection), []).append(member)
    groups = []
    for (width, alpha, connection), found in keys.items():
        label = f"d = {width}, α = {alpha:g}" + (f", {connection}" if connection else "")
        runs = [run.folder for run in contents.runs if run.folder and fits_to(run, found[0].path)]
        for folder, part in by_folder(found, contents.root).items():
            kept, notes = without_twins(part)
            files = [member.file for member in kept if member.file is not None]
            whole = len(files) == len(contents.weights) > 0 and not contents.sweeps
            parts = [label] if len(keys) > 1 else []
            groups.append(
                Group(
                    label=", ".join([*parts, *([folder] if folder else [])]),
                    members=kept,
                    runs=runs,
                    places=[contents.root] if whole else files if len(files) == len(kept) else [],
                    notes=notes,
                )
            )
    return groups


def by_folder(members: Sequence[Member], root: Path) -> dict[str, list[Member]]:
    """Return the members by their folder without seeds; all together if no depth and seed come twice."""
    if len({(member.path.depth, member.seed) for member in members}) == len(members):
        return {"": list(members)}
    folders: dict[str, list[Member]] = {}
    for member in members:
        parts = () if member.file is None else Path(relative(member.file.parent, root)).parts
        name = "/".join(part for part in parts if not SEED.fullmatch(part))
        folders.setdefault(name, []).append(member)
    return folders


def without_twins(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """Return the first member of every depth and seed, and a sentence about each of the others."""
    kept: dict[tuple[int, str], Member] = {}
    notes = []
    for member in members:
        twin = kept.setdefault((member.path.depth, member.seed), member)
        if twin is not member:
            notes.append(
                f"{member} is left out: {twin} has the same depth {member.path.depth} and seed {member.seed}"
            )
    return list(kept.values()), notes


def fits_to(run: Experiment, path: WeightPath) -> bool:
    """Return True if a run has the α and the width of a path."""
    dim = run.record.model.get("dim")
    return run.record.alpha == path.alpha and path.values.shape[1:] == (dim, dim)
