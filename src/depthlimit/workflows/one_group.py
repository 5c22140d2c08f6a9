"""Weights of one group of networks, for analyses that compare nothing but depths and seeds."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from depthlimit.discovery import EXPORTS, TRIALS, identity, trials_in, weight_files
from depthlimit.errors import DataError, UsageError
from depthlimit.requirements import listed

if TYPE_CHECKING:
    from depthlimit.comparison import Group
    from depthlimit.paths import Member

MOST_VALUES = 4
"""Values of an option that are listed."""


def refuse_groups(members: "Sequence[Member]", given: Sequence[Path]) -> None:
    """Refuse weights of several groups, of which some have the same depth and seed.

    Args:
        members: all weights.
        given: the folders that they were read from.

    Raises:
        UsageError: there are such weights; it says what differs, and which folder to give.
    """
    if len({(member.path.depth, member.seed) for member in members}) == len(members):
        return
    from depthlimit.comparison import Comparison, shown
    from depthlimit.workflows.facts import member_facts

    facts = [member_facts(member, given) for member in members]
    comparison = Comparison(tuple(facts))
    groups: dict[Group, list[Member]] = {group: [] for group in comparison.groups}
    for member, one in zip(members, facts, strict=True):
        groups[comparison.group_of(one)].append(member)
    groups = {group: part for group, part in groups.items() if part}
    if len(groups) < 2:
        return
    values = {
        name: list(dict.fromkeys(shown(group.cells[k]) for group in groups))
        for k, (name, _) in enumerate(next(iter(groups)).values)
    }
    differences = [
        f"{name} ({listed(found, 'and')})" if len(found) <= MOST_VALUES else f"{name} ({len(found)} values)"
        for name, found in values.items()
        if len(found) > 1
    ]
    folders = [folder for part in groups.values() if (folder := folder_of(part, given)) is not None]
    raise UsageError(
        f"the weights are of {len(groups)} groups, which differ in {listed(differences, 'and')}, expected "
        f"one: {advice(folders, given)}compare them with `path-norm` or `report`"
    )


def advice(folders: Sequence[Path], given: Sequence[Path]) -> str:
    """Return what to give: one of the folders that were given, or the folder of a group.

    >>> advice([Path("A"), Path("B")], [Path("A"), Path("B")])
    'give A or B, or '
    >>> advice([Path("sweep/exported_models/model.lr=5")], [Path("sweep")])
    'give the folder of one, such as sweep/exported_models/model.lr=5, or '
    >>> advice([], [Path("sweep")])
    'give those of one, or '
    """
    if not folders:
        return "give those of one, or "
    if 1 < len(folders) <= MOST_VALUES and set(folders) <= set(given):
        return f"give {listed([str(folder) for folder in given if folder in folders], 'or')}, or "
    return f"give the folder of one, such as {folders[0]}, or "


def folder_of(members: "Sequence[Member]", given: Sequence[Path]) -> Path | None:
    """Return a folder that holds the weights of some members only, None if there is none."""
    files = [member.file for member in members if member.file is not None]
    if not files or len(files) < len(members):
        return None
    wanted = set(map(identity, files))
    above = Path(os.path.commonpath([file.parent for file in files]))
    for folder in (*given, *exported(files[0]), above):
        try:
            if set(map(identity, weight_files(trials_in(folder), files[0].suffix))) == wanted:
                return folder
        except DataError:
            continue
    return None


def exported(file: Path) -> list[Path]:
    """Return the folder in which a sweep exported the weights of all trials of the group of a file."""
    from depthlimit.workflows.facts import series_of

    sweep = next((folder.parent for folder in file.parents if folder.name == TRIALS), None)
    label = series_of(file.parent)[1]
    return [sweep / EXPORTS / label] if sweep is not None and label else []
