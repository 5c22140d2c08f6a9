"""Outcomes of trainings by depth and group: which are better, by how much, and whether that is decided."""

from collections.abc import Iterable
from dataclasses import dataclass

from depthlimit.analysis.group_outcomes import (
    Better,
    DepthOutcomes,
    GroupOutcome,
    Trained,
    depth_outcomes,
    mean_of,
    paired,
)
from depthlimit.analysis.norms import LEVEL
from depthlimit.analysis.outcome_words import verdict, with_interval
from depthlimit.comparison import Group, in_order
from depthlimit.result import Result
from depthlimit.tables import Cell, Table


@dataclass(frozen=True, repr=False)
class Outcomes(Result):
    """Outcomes of all groups at all depths.

    Attributes:
        quantity: name of the compared values.
        better: ``low`` or ``high``.
        level: confidence of the intervals.
        depths: the outcomes at every depth, from the shallowest to the deepest.
    """

    quantity: str
    better: Better
    level: float
    depths: tuple[DepthOutcomes, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """All groups, in the order of their values."""
        found = dict.fromkeys(one.group for depth in self.depths for one in depth.groups)
        return tuple(sorted(found, key=lambda group: tuple(map(in_order, group.cells))))

    @property
    def known(self) -> bool:
        """True if there is a value."""
        return any(one.values for depth in self.depths for one in depth.groups)

    def of(self, group: Group, depth: int | None) -> GroupOutcome | None:
        """Return the outcome of a group at a depth, None if there is none."""
        return next(
            (one for at in self.depths if at.depth == depth for one in at.groups if one.group == group), None
        )

    def table(self) -> Table:
        """Return a row for every group and depth: the mean with its interval, and numbers of trainings."""
        options = tuple(name for name, _ in self.groups[0].values) if self.groups else ()
        rows: list[tuple[Cell, ...]] = [
            (*one.group.cells, at.depth, one.mean.value, one.mean.lower, one.mean.upper, len(one.values),
             one.diverged, one.unfinished)
            for at in self.depths
            for one in at.groups
        ]  # fmt: skip
        counted = ("finished", "diverged", "unfinished")
        return Table((*options, "L", self.quantity, "lower", "upper", *counted), tuple(rows))

    def differences(self) -> Table:
        """Return a row for every paired difference from the best group of a depth."""
        options = tuple(name for name, _ in self.groups[0].values) if self.groups else ()
        rows: list[tuple[Cell, ...]] = [
            (at.depth, *one.other.cells, one.best.label, one.difference.value, one.difference.lower,
             one.difference.upper, one.difference.seeds)
            for at in self.depths
            for one in at.differences
        ]  # fmt: skip
        return Table(("L", *options, "best", "difference", "lower", "upper", "seeds"), tuple(rows))

    def sentence(self) -> str:
        """Return which group is the best at the largest depth, or the change with the depth of one group."""
        if not self.depths:
            return ""
        several = len(self.groups) > 1 or len(self.depths) == 1
        return verdict(self.depths[-1]) if several else self.along_depth()

    def along_depth(self) -> str:
        """Return the values at the smallest and the largest depth, and their difference, paired by seed."""
        first, last = self.depths[0], self.depths[-1]
        if first.best is None or last.best is None:
            return verdict(last)
        change = mean_of(paired(last.best.values, first.best.values), self.level)
        said = (
            f"The {self.quantity} is {with_interval(first.best.mean)} at L = {first.depth} and "
            f"{with_interval(last.best.mean)} at L = {last.depth}"
        )
        if not change.known:
            return f"{said} (one seed: no interval)" if change.seeds == 1 else said
        how = f"{self.level:.0%} interval, paired over {change.seeds} seeds"
        return f"{said}; the difference is {change} ({how})".replace("[-", "[−").replace(" -", " −")


def outcomes(
    trainings: Iterable[Trained], quantity: str, better: Better = "low", level: float = LEVEL
) -> Outcomes:
    """Return the outcomes of trainings by depth and group.

    Args:
        trainings: all of them, those that diverged or failed, too.
        quantity: name of the compared values.
        better: whether ``low`` or ``high`` values are better.
        level: confidence of the intervals.
    """
    by_depth: dict[int | None, list[Trained]] = {}
    for one in trainings:
        by_depth.setdefault(one.depth, []).append(one)
    found = [
        depth_outcomes(depth, by_depth[depth], quantity, better, level)
        for depth in sorted(by_depth, key=lambda depth: depth or 0)
    ]
    return Outcomes(quantity, better, level, tuple(found))
