"""Measurements of a report on networks that differ in depth and seed only."""

import shlex
from functools import partial

from depthlimit.analysis import (
    default_positions,
    entry_curves,
    norm_curves,
    variation_table,
)
from depthlimit.analysis.scaling import ScalingReport, scaling
from depthlimit.analysis.scaling.selection import FEWEST_LAYERS
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
FEWEST_DEPTHS = 2
"""Fewest depths with which scaling can be measured."""


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
    collection, left_out = PathCollection.of(members), [*group.notes, *without]
    notes = []
    if not any("alpha" in path.provenance for path in collection):
        notes.append(f"no manifest has α: β = {collection.beta:g} is used")
    report, no_scaling = scaled(collection, beta, progress, rebuilds)
    notes += [no_scaling] if no_scaling else []
    norms = norm_curves(collection)
    _, rows, columns = collection.members[0].path.values.shape
    seed = max(collection.seeds, key=lambda name: len(collection.of_seed(name)))
    variations = variation_table(collection, EXPONENTS)
    tables = {"variation": variations.table()}
    runs, skipped = run_summaries(group.runs, rebuilds)
    tables |= {**(report.tables() if report else {}), **runs.tables()}
    if report is None:
        notes += [f"depth {depth} is missing for seed {seed}" for depth, seed in collection.missing]
    else:
        notes += report.notes
    left_out += skipped
    return SeriesFindings(
        group=group.group,
        summary=collection.summary,
        norms=norms,
        collapsed=None if report is None else norm_curves(collection, report.beta),
        entries=entry_curves(collection, default_positions(rows, columns), seed),
        variation=variations,
        scaling=report,
        tables=tables,
        left_out=tuple(left_out),
        notes=tuple(note for note in notes if note not in left_out),
        commands=commands(group, beta, None if report is None else report.beta, seed),
    )


def scaled(
    collection: PathCollection, beta: float | None, progress: Progress, rebuilds: Rebuilds
) -> tuple[ScalingReport | None, str]:
    """Return the scaling analysis, or a sentence about why there is none: "" where there is one depth."""
    if sum(depth >= FEWEST_LAYERS for depth in collection.depths) < FEWEST_DEPTHS:
        return None, ""
    try:
        starts = partial(initial_path, rebuilds=rebuilds)
        return scaling(collection, beta, progress=progress, starts=starts), ""
    except UsageError as error:
        return None, str(error)


def commands(group: WeightGroup, given: float | None, best: float | None, seed: str) -> dict[str, str]:
    """Return the commands that compute the numbers of each section again, calls for weights in memory.

    One command computes the norms of all groups, and one their variation.

    Args:
        group: the weights.
        given: the β of the scaling analysis, if one was given.
        best: β̂, the one that the scaling analysis used; None without one.
        seed: of the single entries.
    """
    if not group.places:
        return calls(given, best, seed)
    own = quoted_all(group.places)
    norms = f"depthlimit path-norm --dir_path {quoted_all(group.together) or own}"
    scale = f"depthlimit scaling {own}" + ("" if given is None else f" --beta={given!r}")
    exponents = f"--pvar {' '.join(f'{p:g}' for p in EXPONENTS)}"
    rescaled = "" if best is None else f"\ndepthlimit path-norm --dir_path {own} --beta={best!r}"
    return {
        "norms": norms + rescaled,
        "entries": f"depthlimit path-weights --dir_path {own} --seed={shlex.quote(seed)}",
        "variation": f"{norms} {exponents}" + ("" if best is None else f"\n{scale}"),
        "scaling": scale,
    }


def calls(given: float | None, best: float | None, seed: str) -> dict[str, str]:
    """Return the calls that compute the numbers of each section again, from ``weights`` in memory.

    >>> calls(None, 0.3, "1")["entries"]
    "depthlimit.path_weights(weights, seed='1')"
    """
    exponents = ", ".join(f"{p:g}" for p in EXPONENTS)
    scale = f"depthlimit.scaling(weights{'' if given is None else f', beta={given!r}'})"
    norms = "depthlimit.path_norms(weights)"
    rescaled = "" if best is None else f"\ndepthlimit.path_norms(weights, beta={best!r})"
    return {
        "norms": norms + rescaled,
        "entries": f"depthlimit.path_weights(weights, seed={seed!r})",
        "variation": f"depthlimit.path_norms(weights, pvar=[{exponents}])"
        + ("" if best is None else f"\n{scale}"),
        "scaling": scale,
    }
