"""Distance of trained weights from their initial values."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from depthlimit.paths import Member, PathCollection, WeightPath
from depthlimit.result import Result
from depthlimit.tables import Table

Starts = Mapping[tuple[int, str], WeightPath] | Callable[[WeightPath], WeightPath | None]
"""Initial paths W(0) by depth and seed, or a function of the trained path; None where one is not known."""

HARDLY = 0.1
"""Weights that moved by less than this part of themselves still show their initial law."""
LEARNT = 0.5
"""From this part on, what is measured is what was learnt."""
FORGOTTEN = 0.01
"""Distances this close to 1 are those of weights that are far larger than their initial values."""
DISTANCE = "‖W(T) − W(0)‖/‖W(T)‖"


@dataclass(frozen=True, repr=False)
class Move(Result):
    """‖W(T) − W(0)‖/‖W(T)‖ for one path, in the Frobenius norm of all layers together."""

    depth: int
    seed: str
    ratio: float


def moves(collection: PathCollection, starts: Starts | None) -> tuple[Move, ...]:
    """Return how far every path moved whose start is known and has its shape."""
    found = []
    for member in collection.members:
        start = start_of(member, starts)
        if start is not None and start.values.shape == member.path.values.shape:
            found.append(Move(member.path.depth, member.seed, distance_ratio(start, member.path)))
    return tuple(found)


def start_of(member: Member, starts: Starts | None) -> WeightPath | None:
    """Return W(0) of one path, None where it is not known."""
    if callable(starts):
        return starts(member.path)
    return (starts or {}).get((member.path.depth, member.seed))


def distance_ratio(start: WeightPath, end: WeightPath) -> float:
    """Return ‖end − start‖/‖end‖.

    >>> distance_ratio(WeightPath(np.ones((4, 1, 1)), 0.5), WeightPath(np.full((4, 1, 1), 2.0), 0.5))
    0.5
    """
    last = end.values.astype(np.float64)
    distance = float(np.linalg.norm(last - start.values))
    return distance / max(float(np.linalg.norm(last)), float(np.finfo(np.float64).tiny))


def moves_table(moves: Sequence[Move]) -> Table:
    """Return a row for every trained path whose start is known."""
    rows = tuple((one.depth, one.seed, one.ratio) for one in moves)
    return Table(("L", "seed", DISTANCE), rows)


def distance_sentence(moves: Sequence[Move]) -> str:
    """Return what all distances are, "" unless all are 1 up to a percent.

    >>> distance_sentence([Move(8, "0", 0.999), Move(16, "0", 1.002)])
    '‖W(T) − W(0)‖/‖W(T)‖ is within 1% of 1 in both trainings: hardly anything is left of W(0)'
    """
    if not moves or any(abs(one.ratio - 1) > FORGOTTEN for one in moves):
        return ""
    number = len(moves)
    where = {1: "the training", 2: "both trainings"}.get(number, f"all {number} trainings")
    return f"{DISTANCE} is within {FORGOTTEN:.0%} of 1 in {where}: hardly anything is left of W(0)"
