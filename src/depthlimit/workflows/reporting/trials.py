"""Results of the trainings of a report, and the table of all of them."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from depthlimit.comparison import Comparison, Group
from depthlimit.paths.collection import natural
from depthlimit.reports import TrainingResult
from depthlimit.tables import Cell, Table
from depthlimit.workflows.reporting.records import VALUES, TrainingRecord

RESULTS = ("loss", "accuracy", "Ω")
"""Names of the values that trainings are compared by."""
ALWAYS = ("L", "seed", "status")
"""Columns that are always shown."""
STATUSES = {
    "interrupted": "was interrupted",
    "running": "is running",
    "waiting": "is not trained yet",
    "busy": "is running in another process",
    "unknown": "is not known to have ended",
}
"""Statuses in sentences, where they are not a verb."""
OPTIONAL = ("steps", "folder")
"""Columns that are left out where all their cells are equal."""


def training_results(records: Sequence[TrainingRecord], comparison: Comparison) -> tuple[TrainingResult, ...]:
    """Return the results of all trainings."""
    return tuple(
        TrainingResult(
            comparison.group_of(one.facts),
            one.facts.depth,
            one.facts.seed,
            one.status,
            {name: one.values[name] for name in RESULTS if name in one.values},
            one.name,
        )
        for one in records
    )


def unfinished(records: Sequence[TrainingRecord]) -> list[str]:
    """Return a sentence about each training that did not finish, or whose record is damaged."""
    found = []
    for one in records:
        damaged = one.status in ("finished", "unknown") and one.reason
        if damaged or one.status != "finished":
            ended = f"{one.name} {STATUSES.get(one.status, one.status)}"
            found.append(one.reason if damaged else f"{ended}: {one.reason}" if one.reason else ended)
    return found


def trials_table(records: Sequence[TrainingRecord], comparison: Comparison) -> Table | None:
    """Return one row per training, by group, depth and seed; None without trainings.

    A column of one value is left out, unless readers look for it.
    """
    if not records:
        return None
    place = {group: k for k, group in enumerate(comparison.groups)}
    group_of = {one.name: comparison.group_of(one.facts) for one in records}
    ordered = sorted(
        records,
        key=lambda one: (
            place.get(group_of[one.name], len(place)),
            one.facts.depth or math.inf,
            natural(one.facts.seed),
        ),
    )
    named = names_needed(records, group_of)
    rows = [row_of(one, group_of[one.name], one.name in named) for one in ordered]
    names = [name for name in dict.fromkeys(chain.from_iterable(rows)) if is_column(name, rows)]
    return Table(tuple(names), tuple(tuple(row.get(name) for name in names) for row in rows))


def row_of(record: TrainingRecord, group: Group, named: bool) -> dict[str, Cell]:
    """Return the cells of a training by their columns."""
    known = bool(record.facts.options)
    return {
        **{name: value if known else None for name, value in group.values},
        "L": record.facts.depth,
        "seed": record.facts.seed or None,
        "status": record.status,
        "steps": record.steps,
        **{name: record.values.get(name) for name in VALUES.values()},
        "seconds": record.seconds,
        "folder": record.name if named else None,
        "reason": record.reason or None,
    }


def names_needed(records: Sequence[TrainingRecord], group_of: Mapping[str, Group]) -> set[str]:
    """Return the folders to show: of trainings that others equal, or that did not finish, and of all runs.

    The folder of a trial of a sweep has a name that nobody chose: it is shown only where it is needed.
    """
    alike = Counter((group_of[one.name], one.facts.depth, one.facts.seed) for one in records)
    return {
        one.name
        for one in records
        if not (one.of_sweep and one.status == "finished")
        or alike[(group_of[one.name], one.facts.depth, one.facts.seed)] > 1
    }


def is_column(name: str, rows: Sequence[Mapping[str, Cell]]) -> bool:
    """Return True for a column that tells rows apart, or that readers look for."""
    cells = [row.get(name) for row in rows]
    there = [cell for cell in cells if cell is not None]
    return name in ALWAYS or (len(there) > 0 and (name not in OPTIONAL or len(set(cells)) > 1))
