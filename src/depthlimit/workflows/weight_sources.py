"""Collections of weight paths from folders, files, or objects in memory."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from depthlimit.arguments import one_by_one
from depthlimit.errors import UsageError
from depthlimit.workflows.one_group import refuse_groups

if TYPE_CHECKING:
    from depthlimit.comparison import Group
    from depthlimit.paths import Member, PathCollection, WeightPath


@runtime_checkable
class HasPath(Protocol):
    """Anything that gives a weight path, such as an `Experiment`."""

    def path(self) -> "WeightPath":
        """Return the trained weights."""
        ...


if TYPE_CHECKING:
    Source = str | Path | WeightPath | HasPath
    Weights = Source | PathCollection | Iterable[Source]
    """Folders or files of weights, experiments, or paths in memory."""


def collection_of(weights: "Weights", ext: str = "pth") -> "PathCollection":
    """Return the weight paths that a user means.

    Args:
        weights: folders of exported weights or of a sweep, files, a collection, or paths or experiments in
            memory. The seed of a path in memory is the one in its provenance, or 0.
        ext: of the files in folders.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: the paths cannot be compared.
    """
    from depthlimit.paths import PathCollection

    if isinstance(weights, PathCollection):
        return weights
    return PathCollection.of(*members_of_one_group(weights, ext))


def members_of_one_group(weights: "Weights", ext: str = "pth") -> "tuple[list[Member], Sequence[UsageError]]":
    """Return the weight paths that a user means, and the errors about files that could not be read.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: they are of several groups.
    """
    from depthlimit.paths import PathCollection

    if isinstance(weights, PathCollection):
        return list(weights.members), weights.unread
    given = sources_of(weights)
    members, unread = members_of(given, ext)
    refuse_groups(members, [Path(one) for one in given if isinstance(one, str | Path)])
    return members, unread


SOURCES = "a folder or a file of weights, a run, or a WeightPath such as model.weight_path()"


def sources_of(weights: "Weights") -> "list[Source]":
    """Return the folders, files, paths and runs of what a user gives as weights, one by one.

    Raises:
        UsageError: it is something else.
    """
    from depthlimit.paths import WeightPath

    return one_by_one("weights", weights, (str, Path, WeightPath, HasPath), SOURCES)


def members_of(weights: "Weights", ext: str = "pth") -> "tuple[list[Member], Sequence[UsageError]]":
    """Return the weight paths that a user means, and the errors about files that could not be read.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
    """
    from depthlimit.discovery import trials_in
    from depthlimit.paths import PathCollection, read_members

    if isinstance(weights, PathCollection):
        return list(weights.members), weights.unread
    given = sources_of(weights)
    folders = [trials_in(Path(one)) for one in given if isinstance(one, str | Path)]
    members, unread = read_members(folders, ext) if folders else ([], [])
    objects = {id(one): one for one in given if not isinstance(one, str | Path)}
    if len(folders) + len(objects) < len(given):
        warnings.warn("a path or a run in memory is given twice: it is taken once", stacklevel=3)
    members += map(member_in_memory, objects.values())
    return members, unread


def member_in_memory(source: "WeightPath | HasPath") -> "Member":
    """Return a path, or that of a run with the checkpoint that it was read from."""
    from depthlimit.paths import Member, WeightPath

    if isinstance(source, WeightPath):
        return Member.of(source)
    found, file = Member.of(source.path()), getattr(source, "weights", None)
    return Member(found.path, found.seed, file) if isinstance(file, Path) else found


def compared_collections(weights: "Weights", ext: str = "pth") -> "dict[Group, PathCollection]":
    """Return the weight paths that a user means, by the options in which their trainings differ.

    A collection is taken as it is. The errors about files that could not be read are in the first.

    Raises:
        DataError: a folder is missing, or holds no weights that can be read.
        UsageError: the paths of one group cannot be compared.
    """
    from depthlimit.comparison import Comparison, Group
    from depthlimit.paths import PathCollection
    from depthlimit.workflows.facts import member_facts

    if isinstance(weights, PathCollection):
        return {Group(): weights}
    given = sources_of(weights)
    members, unread = members_of(given, ext)
    roots = [Path(one) for one in given if isinstance(one, str | Path)]
    facts = [member_facts(member, roots) for member in members]
    comparison = Comparison(tuple(facts))
    if not members:
        return {Group(): PathCollection.of(members, unread)}
    found: dict[Group, list[Member]] = {group: [] for group in comparison.groups}
    for member, one in zip(members, facts, strict=True):
        found[comparison.group_of(one)].append(member)
    return {
        group: PathCollection.of(part, () if k else unread) for k, (group, part) in enumerate(found.items())
    }


def warn_missing(collection: "PathCollection", label: str = "") -> None:
    """Warn about depths that some seeds lack; the label is that of one group of several."""
    if collection.missing and any(len(collection.at(depth)) > 1 for depth in collection.depths):
        absent = ", ".join(f"depth {depth} for seed {seed}" for depth, seed in collection.missing)
        warnings.warn(f"missing: {absent}{f' ({label})' if label else ''}", stacklevel=3)


def select_betas(given: float | None, collections: "Sequence[PathCollection]") -> list[float]:
    """Return the exponent of the rescaling of each collection, and warn where it is not the recorded one.

    Raises:
        UsageError: the paths of one have several β = 1 − α and none is given.
    """
    betas = [collection.beta if given is None else given for collection in collections]
    recorded = {path.recorded_beta for collection in collections for path in collection} - {None}
    if given is not None and recorded - {given}:
        found = ", ".join(f"{other:g}" for other in sorted(other for other in recorded if other is not None))
        warnings.warn(
            f"beta {given:g} is used, although the manifests have 1 - alpha = {found}", stacklevel=3
        )
    natural = {
        (str(path.connection), path.natural_beta)
        for collection, beta in zip(collections, betas, strict=True)
        for path in collection
        if given is None and path.natural_beta not in (None, beta)
    }
    for connection, exponent in sorted(natural):
        warnings.warn(
            f"the path that drives {connection} has natural beta {exponent:g} (docs/notation.md)",
            stacklevel=3,
        )
    return betas


def origin_of_beta(given: float | None, collection: "PathCollection") -> str:
    """Return in words where the exponent of the rescaling comes from."""
    if given is not None:
        return "given"
    recorded = any(path.recorded_beta is not None for path in collection)
    return "1 − α of the manifests" if recorded else "no manifest records α"
