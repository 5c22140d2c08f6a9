"""Options that the depth decides: values of rules such as lr = 9·√L."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from depthlimit.comparison.values import is_number
from depthlimit.tables import Cell

Role = Literal["tied", "decided", "free"]


@dataclass(frozen=True)
class Point:
    """One value of an option.

    Attributes:
        others: values of the other options.
        depth: L.
        value: of the option at this depth.
    """

    others: Hashable
    depth: int | None
    value: Cell


def role_of(points: Sequence[Point]) -> Role:
    """Return what an option does beside depth and the other options.

    tied: a number that the depth decides. decided: one that the depth and the other options decide. free: any
    other, which tells networks apart by its value. Only networks that differ in nothing else show that the
    depth decides a number: those of one depth and of another, which differ in more, have different values.

    >>> role_of([Point((), L, 9 * L**0.5) for L in (16, 64)])
    'tied'
    >>> role_of([Point(alpha, L, 9 * L ** (2 * alpha - 1)) for L in (16, 64) for alpha in (0.5, 0.75)])
    'decided'
    >>> role_of([Point((), L, lr) for L in (16, 64) for lr in (5, 20)])
    'free'
    >>> role_of([Point("fbm", 16, 5), Point("smooth", 64, 20)])
    'free'
    """
    parts: dict[Hashable, list[Point]] = {}
    for point in points:
        parts.setdefault(point.others, []).append(point)
    found = list(map(by_depth, parts.values()))
    if not all(is_number(point.value) for point in points) or not all(map(is_single, found)):
        return "free"
    if all(len(set().union(*part.values())) == 1 for part in found):
        return "free"
    depths = by_depth(points)
    return "tied" if is_single(depths) and any(len(part) == len(depths) for part in found) else "decided"


def by_depth(points: Iterable[Point]) -> dict[int | None, set[Cell]]:
    """Return the values at every depth."""
    found: dict[int | None, set[Cell]] = {}
    for point in points:
        found.setdefault(point.depth, set()).add(point.value)
    return found


def is_single(depths: dict[int | None, set[Cell]]) -> bool:
    """Return True if every depth has one value."""
    return all(len(values) == 1 for values in depths.values())
