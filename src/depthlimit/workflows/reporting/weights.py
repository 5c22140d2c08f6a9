"""Weights of a report, sorted into groups of networks that differ in depth and seed only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from depthlimit.comparison import Comparison, Facts, Group
from depthlimit.discovery import results_in, weights_among
from depthlimit.errors import UsageError
from depthlimit.paths import Member, load_path
from depthlimit.paths.folders import recorded_seed
from depthlimit.sweeps.exported import series_folders
from depthlimit.workflows.facts import member_facts
from depthlimit.workflows.reporting.contents import Contents


@dataclass(frozen=True)
class WeightGroup:
    """Weights of networks that differ in depth and seed only.

    Attributes:
        group: the options that tell the group from the others.
        members: the paths.
        runs: the run folders of their trainings.
        places: what a command reads the same weights from; none for weights in memory.
        notes: sentences about what was left out, and why.
    """

    group: Group
    members: Sequence[Member]
    runs: Sequence[Path]
    places: Sequence[Path]
    notes: Sequence[str] = ()


def members_in(contents: Contents) -> tuple[list[Member], list[str]]:
    """Return all weights, and a sentence about every file that could not be read."""
    members: list[Member] = list(contents.members)
    unread: list[str] = []
    for sweep in contents.sweeps:
        for folder in series_folders(sweep).values():
            found, damaged = read(weights_among(results_in(folder), [".pth"]), folder)
            members += found
            unread += damaged
    found, damaged = read(contents.weights, contents.root)
    return [*members, *found], unread + damaged


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


def grouped(
    members: Sequence[Member], comparison: Comparison, runs: Sequence[tuple[Facts, Path]]
) -> list[WeightGroup]:
    """Return the weights by the groups of a comparison, with the run folders of each group."""
    found: dict[Group, list[Member]] = {group: [] for group in comparison.groups}
    for member in members:
        found.setdefault(comparison.group_of(member_facts(member)), []).append(member)
    groups = []
    for group, part in found.items():
        kept, notes = without_twins(part)
        files = [member.file for member in kept if member.file is not None]
        folders = [folder for facts, folder in runs if comparison.group_of(facts) == group]
        if kept:
            places = files if len(files) == len(kept) else []
            groups.append(WeightGroup(group, kept, folders, places, notes))
    return groups


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
