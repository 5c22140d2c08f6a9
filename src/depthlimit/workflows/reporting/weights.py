"""Weights of a report, sorted into groups of networks that differ in depth and seed only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from depthlimit.comparison import Comparison, Group
from depthlimit.discovery import identity, results_in, trials_in, weight_files, weights_among
from depthlimit.errors import UsageError
from depthlimit.paths import Member, load_path
from depthlimit.paths.manifest import Recorded
from depthlimit.sweeps.exported import series_folders
from depthlimit.workflows.facts import member_facts, seed_in
from depthlimit.workflows.reporting.contents import Contents
from depthlimit.workflows.reporting.records import TrainingRecord


@dataclass(frozen=True)
class WeightGroup:
    """Weights of networks that differ in depth and seed only.

    Attributes:
        group: the options that tell the group from the others.
        members: the paths.
        runs: the run folders of their trainings that finished.
        places: what a command reads the same weights from; none for weights in memory.
        together: what a command reads the weights of all groups from; none if some are in memory.
        notes: sentences about what was left out, and why.
    """

    group: Group
    members: Sequence[Member]
    runs: Sequence[Path]
    places: Sequence[Path]
    together: Sequence[Path]
    notes: Sequence[str] = ()


def members_in(contents: Contents) -> tuple[list[Member], list[str]]:
    """Return all weights, and a sentence about every file that could not be read."""
    files = [
        (file, folder)
        for sweep in contents.sweeps
        for folder in series_folders(sweep).values()
        for file in weights_among(results_in(folder), [".pth"])
    ]
    files += [(file, contents.folder_of(file)) for file in contents.weights]
    members, unread = list(contents.members), []
    for file, folder in files:
        try:
            path = load_path(file)
            seed = Recorded.of(path.provenance).seed
            members.append(Member(path, seed_in(file.parent, [folder]) if seed is None else seed, file))
        except UsageError as error:
            unread.append(error.problem)
    return members, unread


def grouped(
    members: Sequence[Member], contents: Contents, comparison: Comparison, records: Sequence[TrainingRecord]
) -> list[WeightGroup]:
    """Return the weights by the groups of a comparison, with the finished runs of each group."""
    found: dict[Group, list[Member]] = {group: [] for group in comparison.groups}
    for member in members:
        found[comparison.group_of(member_facts(member))].append(member)
    runs: dict[Group, list[Path]] = {}
    for one in records:
        if one.run is not None and one.status == "finished":
            runs.setdefault(comparison.group_of(one.facts), []).append(one.run)
    parts = {group: without_twins(part) for group, part in found.items() if part}
    read_from = cache(files_in)

    def places(kept: Sequence[Member]) -> list[Path]:
        files = sorted(member.file for member in kept if member.file is not None)
        return places_of(files, contents, read_from) if len(files) == len(kept) else []

    together = places([member for kept, _ in parts.values() for member in kept])
    return [
        WeightGroup(group, kept, runs.get(group, []), places(kept), together, notes)
        for group, (kept, notes) in parts.items()
    ]


def places_of(
    files: Sequence[Path], contents: Contents, read_from: Callable[[Path], set[tuple[int, int]]]
) -> list[Path]:
    """Return the largest folders of which a command reads these files only, or else the files themselves.

    Args:
        files: of weights.
        contents: where they were found.
        read_from: returns the files that a command reads in a folder.
    """
    left = {identity(file): file for file in files}
    wanted, places = set(left), []
    for file in files:
        if identity(file) not in left:
            continue
        above = [contents.folder_of(file), *reversed(file.parents)]
        folders = [folder for folder in above if folder.is_relative_to(contents.folder_of(file))]
        place, read = next(
            ((folder, found) for folder in folders if (found := read_from(folder)) <= wanted),
            (file, {identity(file)}),
        )
        places.append(place)
        left = {one: file for one, file in left.items() if one not in read}
    return places


def files_in(folder: Path) -> set[tuple[int, int]]:
    """Return the files that a command reads in a folder."""
    return set(map(identity, weight_files(trials_in(folder))))


def without_twins(members: Sequence[Member]) -> tuple[list[Member], list[str]]:
    """Return one member of every depth and seed, and a sentence about each of the others.

    Of twins, the first is kept, or the first whose training is recorded.
    """
    kept: dict[tuple[int, str], Member] = {}
    notes = []
    for member in sorted(members, key=lambda member: not member.path.provenance.get("model")):
        twin = kept.setdefault((member.path.depth, member.seed), member)
        if twin is not member:
            notes.append(
                f"{member} is left out: {twin} has the same depth {member.path.depth} and the same seed "
                f"{member.seed}, and no recorded option differs"
            )
    return list(kept.values()), notes
