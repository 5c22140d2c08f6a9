"""Options that move with the depth: values of rules such as lr = 9·√L."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from depthlimit.comparison.values import in_order, is_number
from depthlimit.tables import Cell

Role = Literal["tied", "decided", "ranked", "free"]


@dataclass(frozen=True)
class Point:
    """One value of an option.

    Attributes:
        others: values of the options that are the same at every depth.
        depth: L.
        value: of the option at this depth.
    """

    others: Hashable
    depth: int | None
    value: Cell


def role_of(points: Sequence[Point]) -> Role:
    """Return what an option does beside depth and the other options.

    tied: a number that the depth decides. decided: one that the depth and the other options decide. ranked:
    each depth has equally many, and no two depths share one; so the k-th smallest of all depths belong
    together. free: any other, which tells networks apart by its value.

    >>> role_of([Point((), L, 9 * L**0.5) for L in (16, 64)])
    'tied'
    >>> role_of([Point((), L, c * L**0.5) for L in (16, 64) for c in (9, 10)])
    'ranked'
    >>> role_of([Point(alpha, L, 9 * L ** (2 * alpha - 1)) for L in (16, 64) for alpha in (0.5, 0.75)])
    'decided'
    >>> role_of([Point((), L, lr) for L in (16, 64) for lr in (5, 20)])
    'free'
    """
    if not moves(points):
        return "free"
    if all(len(found) == 1 for found in by_depth(points).values()):
        return "tied"
    parts = by_others(points)
    single = all(len(found) == 1 for part in parts.values() for found in by_depth(part).values())
    if single and any(map(moves, parts.values())):
        return "decided"
    return "ranked" if all(map(is_ranked, parts.values())) else "free"


def moves(points: Sequence[Point]) -> bool:
    """Return True for numbers that are not the same at all depths."""
    depths = by_depth(points)
    same = all(found == next(iter(depths.values())) for found in depths.values())
    return len(depths) > 1 and not same and all(is_number(point.value) for point in points)


def by_depth(points: Sequence[Point]) -> dict[int | None, set[Cell]]:
    """Return the values at every depth."""
    found: dict[int | None, set[Cell]] = {}
    for point in points:
        found.setdefault(point.depth, set()).add(point.value)
    return found


def by_others(points: Sequence[Point]) -> Mapping[Hashable, list[Point]]:
    """Return the points by the values of the other options."""
    found: dict[Hashable, list[Point]] = {}
    for point in points:
        found.setdefault(point.others, []).append(point)
    return found


def is_ranked(points: Sequence[Point]) -> bool:
    """Return True if there are several depths with equally many values, none of which two depths share."""
    values = list(by_depth(points).values())
    number = sum(map(len, values))
    return len(values) > 1 and number == len(set().union(*values)) == len(values) * len(values[0])


def rank(points: Sequence[Point], point: Point) -> int:
    """Return the place of a value among those at its depth, from 0."""
    there = by_depth(by_others(points)[point.others])[point.depth]
    return sorted(there, key=in_order).index(point.value)
