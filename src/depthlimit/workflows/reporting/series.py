"""Measurements of a report on networks that differ in depth and seed only."""

import shlex
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from depthlimit.analysis import (
    NormCurves,
    default_positions,
    entry_curves,
    norm_curves,
    variation_table,
)
from depthlimit.analysis.scaling import ScalingReport, scaling
from depthlimit.errors import UsageError
from depthlimit.paths import PathCollection
from depthlimit.paths.collection import finite
from depthlimit.progress import Progress
from depthlimit.reports import SeriesFindings
from depthlimit.shell import quoted_all
from depthlimit.workflows.initial_paths import initial_path
from depthlimit.workflows.rebuilds import Rebuilds
from depthlimit.workflows.reporting.weights import WeightGroup
from depthlimit.workflows.runs import run_summaries

EXPONENTS = (1.0, 1.5, 2.0, 3.0, 4.0)
"""Exponents p of the p-variation in a report."""


def measure_group(
    group: WeightGroup, beta: float | None, progress: Progress, rebuilds: Rebuilds
) -> SeriesFindings:
    """Return all measurements on a group; networks and data of its runs are built once.

    Raises:
        UsageError: none of its paths is finite.
    """
    members, without = finite(group.members)
    if not members:
        raise UsageError(f"none of the weights in {group.places[0] if group.places else 'memory'} is finite")
    collection, notes = PathCollection.of(members), [*group.notes, *without]
    if not any("alpha" in path.provenance for path in collection):
        notes.append(f"no manifest has α: β = {collection.beta:g} is used")
    notes += [f"depth {depth} is missing for seed {seed}" for depth, seed in collection.missing]
    report, no_scaling = scaled(collection, beta, progress, rebuilds)
    notes += [no_scaling] if no_scaling else []
    used = collection.beta if report is None else report.beta
    norms = norm_curves(collection)
    _, rows, columns = collection.members[0].path.values.shape
    seed = max(collection.seeds, key=lambda name: len(collection.of_seed(name)))
    variations = variation_table(collection, EXPONENTS, used)
    tables = {"variation": variations.table()}
    runs, ended = run_summaries(group.runs, rebuilds)
    tables |= {**(report.tables() if report else {}), **runs.tables()}
    notes += [note for note in (*(report.notes if report else ()), *ended) if note not in notes]
    return SeriesFindings(
        group=group.group,
        summary=collection.summary,
        norms=norms,
        collapsed=None if report is None else norm_curves(collection, report.beta),
        entries=entry_curves(collection, default_positions(rows, columns), seed),
        variation=variations,
        scaling=report,
        tables=tables,
        notes=tuple(notes),
        commands=commands(group.places, norms, beta, used, seed, report is not None),
    )


def scaled(
    collection: PathCollection, beta: float | None, progress: Progress, rebuilds: Rebuilds
) -> tuple[ScalingReport | None, str]:
    """Return the scaling analysis, or a sentence about why there is none."""
    try:
        starts = partial(initial_path, rebuilds=rebuilds)
        return scaling(collection, beta, progress=progress, starts=starts), ""
    except UsageError as error:
        return None, str(error)


def commands(
    places: Sequence[Path], norms: NormCurves, given: float | None, beta: float, seed: str, scales: bool
) -> dict[str, str]:
    """Return the commands that compute the numbers of each section again, calls for weights in memory."""
    if not places:
        return calls(norms.beta, beta, given, seed)
    where = quoted_all(places)
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


def calls(own: float, best: float, given: float | None, seed: str) -> dict[str, str]:
    """Return the calls that compute the numbers of each section again, from ``weights`` in memory.

    >>> calls(0.25, 0.3, None, "1")["entries"]
    "depthlimit.path_weights(weights, beta=0.25, seed='1')"
    """
    exponents = ", ".join(f"{p:g}" for p in EXPONENTS)
    scale = f"depthlimit.scaling(weights{'' if given is None else f', beta={given!r}'})"
    return {
        "norms": f"depthlimit.path_norms(weights, beta={own!r})",
        "entries": f"depthlimit.path_weights(weights, beta={own!r}, seed={seed!r})",
        "variation": f"depthlimit.path_norms(weights, beta={best!r}, pvar=[{exponents}])",
        "scaling": scale,
    }
