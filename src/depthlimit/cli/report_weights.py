"""Exported weights of a folder, sorted into what belongs together."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from depthlimit.cli.report_places import Places, read_mapping, series_of, trials_of
from depthlimit.discovery import EXPORTS, MANIFEST, weight_files
from depthlimit.errors import UsageError
from depthlimit.paths import Member, load_path
from depthlimit.paths.collection import size
from depthlimit.paths.folders import recorded_seed

SEED = re.compile(r"(seed[=_-]?)?\d+")
"""The name of a folder that holds one seed."""


@dataclass
class Group:
    """Weights that belong together.

    Attributes:
        label: what sets them apart.
        members: the paths.
        runs: the folders of their trainings.
        place: what a command is given to read the same weights.
        notes: what was left out, and why.
    """

    label: str
    members: list[Member]
    runs: list[Path]
    place: list[Path]
    notes: list[str]


def groups_in(places: Places) -> tuple[list[Group], list[str]]:
    """The weights of every series of every sweep, and those outside of sweeps, sorted by what they record.

    Returns:
        The groups, and a sentence about every file that could not be read.
    """
    groups: list[Group] = []
    unread: list[str] = []
    for sweep in places.sweeps:
        for folder, identity in series_of(sweep):
            members, damaged = read(weight_files(folder, ".pth"), folder)
            unread += damaged
            if members:
                runs = [
                    trial.runs[-1]
                    for trial in trials_of(sweep)
                    if trial.runs and ((trial.read_result() or {}).get("series") or {}).get("id") == identity
                ]
                label = "/".join(
                    [*sweep.relative_to(places.root).parts, *folder.relative_to(sweep / EXPORTS).parts]
                )
                groups.append(Group(label, members, runs, [folder], []))
    members, damaged = read(places.weights, places.root)
    unread += damaged
    return groups + sorted_out(members, places), unread


def read(files: Iterable[Path], root: Path) -> tuple[list[Member], list[str]]:
    """The paths in files, and a sentence about each file that could not be read."""
    members, unread = [], []
    for file in files:
        try:
            path = load_path(file)
            folder = str(file.parent.relative_to(root)) if root.is_dir() else ""
            members.append(Member(path, recorded_seed(path.provenance, folder), file))
        except UsageError as error:
            unread.append(str(error))
    return members, unread


def sorted_out(members: Sequence[Member], places: Places) -> list[Group]:
    """Groups of one width, α and connection, and of one folder where depths and seeds come twice."""
    keys: dict[tuple[str, float, str | None], list[Member]] = {}
    for member in members:
        path = member.path
        keys.setdefault((size(path), path.alpha, path.connection), []).append(member)
    groups = []
    for (width, alpha, connection), found in keys.items():
        label = f"d = {width}, α = {alpha:g}" + (f", {connection}" if connection else "")
        runs = [run for run in places.runs if fits_to(run, alpha, width)]
        for folder, part in apart(found, places.root).items():
            kept, notes = without_twins(part)
            files = [member.file for member in kept if member.file is not None]
            whole = len(files) == len(places.weights) and not places.sweeps
            words = [label] if len(keys) > 1 else []
            groups.append(
                Group(
                    label=", ".join([*words, *([folder] if folder else [])]),
                    members=kept,
                    runs=runs,
                    place=[places.root] if whole else files,
                    notes=notes,
                )
            )
    return groups


def apart(members: Sequence[Member], root: Path) -> dict[str, list[Member]]:
    """The members by their folder, seeds aside; all together where no two have the same depth and seed."""
    if len({(member.path.depth, member.seed) for member in members}) == len(members):
        return {"": list(members)}
    folders: dict[str, list[Member]] = {}
    for member in members:
        assert member.file is not None
        parts = member.file.parent.relative_to(root).parts
        name = "/".join(part for part in parts if not SEED.fullmatch(part))
        folders.setdefault(name, []).append(member)
    return folders


def without_twins(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """The members without those whose depth and seed came before, and a sentence about each of these."""
    kept: dict[tuple[int, str], Member] = {}
    notes = []
    for member in members:
        twin = kept.setdefault((member.path.depth, member.seed), member)
        if twin is not member:
            notes.append(
                f"{member} is left out: {twin} has the same depth {member.path.depth} and seed {member.seed}"
            )
    return list(kept.values()), notes


def fits_to(run: Path, alpha: float, width: str) -> bool:
    """Whether a run has this α and this width."""
    model = read_mapping(run / MANIFEST).get("model")
    return isinstance(model, Mapping) and model.get("alpha") == alpha and str(model.get("dim")) == width
