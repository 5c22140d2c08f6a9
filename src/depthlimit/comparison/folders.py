"""Folders of trainings that differ in nothing else: the part of the path that tells them apart."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from depthlimit.comparison.facts import Facts

COMMON = re.compile(r"lightning_logs|exported_models|trials|checkpoints|version_\d+|.*=.*")
"""Names of folders that every training has: of its run, its weights, its trial, its series and its seed."""


def parts_of(folder: str) -> tuple[str, ...]:
    """Return the names on the path of a folder that may tell trainings apart.

    >>> parts_of("A/lightning_logs/version_0"), parts_of("A/exported_models/model.lr=5/seed=0")
    (('A',), ('A',))
    """
    return tuple(part for part in PurePath(folder).parts if not COMMON.fullmatch(part))


def names_of_folders(facts: Sequence[Facts]) -> dict[str, str]:
    """Return what tells the folders of repeated trainings apart; nothing where no training is repeated.

    Trainings are repeated where results of one kind have the same depth and seed and lie in several folders.
    Of the names on their paths as few as possible are taken, from the left. Results of other kinds in a
    folder that has none of these names belong to all of them.

    Args:
        facts: of networks that agree in all options; those in no folder are not repeated.

    >>> runs = [Facts(L, "0", folder=f"{place}/L{L}") for L in (8, 16) for place in ("first", "second")]
    >>> names_of_folders(runs)
    {'first/L8': 'first', 'second/L8': 'second', 'first/L16': 'first', 'second/L16': 'second'}
    """
    trainings: dict[tuple[str, int | None, str], set[tuple[str, ...]]] = defaultdict(set)
    placed = [one for one in facts if one.folder]
    for one in placed:
        trainings[one.source, one.depth, one.seed].add(parts_of(one.folder))
    repeated = [folders for folders in trainings.values() if len(folders) > 1]
    taken: list[int] = []
    for place in range(max((len(parts) for folders in repeated for parts in folders), default=0)):
        if any(count(folders, [*taken, place]) > count(folders, taken) for folders in repeated):
            taken.append(place)
    if not taken:
        return {}
    names = {one.folder: "/".join(at(parts_of(one.folder), taken)) or "." for one in placed}
    sources = {source for (source, _, _), folders in trainings.items() if len(folders) > 1}
    known = {names[one.folder] for one in placed if one.source in sources}
    return {folder: name for folder, name in names.items() if name in known}


def at(parts: tuple[str, ...], places: Iterable[int]) -> tuple[str, ...]:
    """Return the names at some places of a path, as far as it goes."""
    return tuple(parts[place] for place in places if place < len(parts))


def count(folders: Iterable[tuple[str, ...]], places: Sequence[int]) -> int:
    """Return the number of folders that their names at some places tell apart."""
    return len({at(parts, places) for parts in folders})
