"""Exported weights of a folder, sorted into series and measured."""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from depthlimit.analysis import (
    NormCurves,
    default_positions,
    entry_curves,
    norm_curves,
    variation_table,
)
from depthlimit.analysis.scaling import ScalingReport, scaling
from depthlimit.cli.path_norm import table_of as variation_rows
from depthlimit.cli.report_places import Places, read_mapping, series_of, trials_of
from depthlimit.cli.runs import runs_in
from depthlimit.cli.scaling import tables_of
from depthlimit.errors import DataError, UsageError
from depthlimit.paths import Member, PathCollection, load_path
from depthlimit.paths.collection import size
from depthlimit.paths.folders import recorded_seed, weight_files
from depthlimit.report import Series
from depthlimit.sweep.folder import EXPORTS
from depthlimit.training.record import MANIFEST

Watch = Callable[[Iterable[int]], Iterable[int]]

EXPONENTS = (1.0, 1.5, 2.0, 3.0, 4.0)
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
        except DataError as error:
            unread.append(str(error))
            continue
        seed = recorded_seed(path.provenance, str(file.parent.relative_to(root)) if root.is_dir() else "")
        members.append(Member(path, seed, file))
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


def measured(group: Group, beta: float | None, watch: Watch) -> Series:
    """Everything that is measured on a group.

    Raises:
        UsageError: none of its paths is finite.
    """
    finite, notes = [], list(group.notes)
    for member in group.members:
        if np.isfinite(member.path.values).all():
            finite.append(member)
        else:
            notes.append(
                f"{member} is left out: its weights are not finite; run it with a smaller learning rate"
            )
    if not finite:
        raise UsageError(f"none of the weights in {group.place[0]} is finite")
    collection = PathCollection.of(finite)
    if not any("alpha" in path.provenance for path in collection):
        notes.append(f"no manifest says α: β = {collection.beta:g} is taken")
    notes += [f"depth {depth} is missing for seed {seed}" for depth, seed in collection.missing]
    report, no_scaling = scaled(collection, beta, watch)
    used = collection.beta if report is None else report.beta
    norms = norm_curves(collection)
    _, rows, columns = collection.members[0].path.values.shape
    seed = max(collection.seeds, key=lambda name: len(collection.of_seed(name)))
    variations = variation_table(collection, EXPONENTS, used)
    tables = {"variation": variation_rows(variations)}
    if report is not None:
        runs, ended = runs_in(group.runs)
        tables |= tables_of(report, runs)
        notes += [note for note in (*report.notes, *ended) if note not in notes]
    return Series(
        label=group.label,
        described=collection.described(),
        norms=norms,
        collapsed=None if report is None else norm_curves(collection, report.beta),
        entries=entry_curves(collection, default_positions(rows, columns), seed),
        variation=variations,
        scaling=report,
        no_scaling=no_scaling,
        tables=tables,
        notes=tuple(notes),
        commands=commands(group.place, norms, beta, used, seed, report is not None),
    )


def scaled(collection: PathCollection, beta: float | None, watch: Watch) -> tuple[ScalingReport | None, str]:
    """The scaling analysis, or why there is none."""
    try:
        return scaling(collection, beta, watch=watch), ""
    except UsageError as error:
        return None, str(error)


def commands(
    place: Sequence[Path], norms: NormCurves, given: float | None, beta: float, seed: str, scales: bool
) -> dict[str, str]:
    """How to get the numbers of each section again."""
    where = shlex.join(map(str, place))
    own, best = (f"depthlimit path-norm --dir_path {where} --beta={value!r}" for value in (norms.beta, beta))
    scale = f"depthlimit scaling {where}" + ("" if given is None else f" --beta={given!r}")
    variation = f"{best} --pvar {' '.join(f'{p:g}' for p in EXPONENTS)}"
    entries = f"depthlimit path-weights --dir_path {where} --beta={norms.beta!r} --seed={shlex.quote(seed)}"
    return {
        "norms": f"{own}\n{best}" if scales else own,
        "entries": entries,
        "variation": f"{scale}\n{variation}" if scales else variation,
        "scaling": scale,
    }
