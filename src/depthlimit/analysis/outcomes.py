"""Outcomes of trainings by depth and group: which are better, by how much, and whether that is decided."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from depthlimit.analysis.group_outcomes import (
    FEWEST,
    Better,
    DepthOutcomes,
    GroupOutcome,
    Measure,
    Trained,
    depth_outcomes,
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
        relative: True if means are geometric, and differences are ratios.
        level: confidence of the intervals.
        depths: the outcomes at every depth, from the shallowest to the deepest.
    """

    quantity: str
    better: Better
    relative: bool
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
        name = "ratio" if self.relative else "difference"
        return Table(("L", *options, "best", name, "lower", "upper", "seeds"), tuple(rows))

    def sentence(self) -> str:
        """Return which group is the best at the largest depth, or the change with the depth of one group.

        Groups are compared at the largest depth that several have.
        """
        if not self.depths:
            return ""
        if len(self.groups) == 1 and len(self.depths) > 1:
            return self.along_depth()
        several = [at for at in self.depths if len(at.groups) > 1]
        if not several and len(self.groups) > 1:
            return "No two groups have a depth in common: they are not compared"
        at = (several or self.depths)[-1]
        return f"{verdict(at)}{self.crossing(at)}"

    def crossing(self, at: DepthOutcomes) -> str:
        """Return that the best group of a depth is surely not the best at the smallest depth, if so."""
        first = next((one for one in self.depths if len(one.groups) > 1), at)
        if at.best is None or first.best is None:
            return ""
        worse = {one.other for one in first.surely_worse}
        return (
            f". At L = {first.depth}, {first.best.group.label} is better than it"
            if at.best.group in worse
            else ""
        )

    def along_depth(self) -> str:
        """Return the values at the smallest and the largest depth, and their change, paired by seed."""
        first, last = self.depths[0], self.depths[-1]
        if first.best is None or last.best is None:
            return verdict(last)
        said = (
            f"The {self.quantity} is {with_interval(first.best.mean)} at L = {first.depth} and "
            f"{with_interval(last.best.mean)} at L = {last.depth}"
        )
        before, after = first.best.values, last.best.values
        seeds = [seed for seed in before if seed in after]
        if len(seeds) < FEWEST:
            few = "one seed" if len(seeds) == 1 else f"{len(seeds) or 'no'} seeds"
            return f"{said} ({few} in common: no interval)"
        measure = Measure(self.quantity, self.better, self.relative, self.level)
        old, new = (measure.scaled([values[seed] for seed in seeds]) for values in (before, after))
        change = with_interval(measure.estimate(new - old, self.level))
        what = "ratio" if self.relative else "difference"
        return f"{said}; the {what} is {change} ({self.level:.0%} interval, {len(seeds)} seeds)"


def outcomes(
    trainings: Iterable[Trained], quantity: str, better: Better = "low", level: float = LEVEL
) -> Outcomes:
    """Return the outcomes of trainings by depth and group.

    Values of which low ones are better, such as losses, are compared by their ratios if all are positive:
    their noise is in proportion to them.

    Args:
        trainings: all of them, those that diverged or failed, too.
        quantity: name of the compared values.
        better: whether ``low`` or ``high`` values are better.
        level: confidence of the intervals.
    """
    by_depth: dict[int | None, list[Trained]] = {}
    for one in trainings:
        by_depth.setdefault(one.depth, []).append(one)
    finished = [one.values[quantity] for part in by_depth.values() for one in part
                if one.status == "finished" and quantity in one.values]  # fmt: skip
    relative = better == "low" and all(value > 0 or math.isnan(value) for value in finished)
    measure = Measure(quantity, better, relative, level)
    found = [
        depth_outcomes(depth, by_depth[depth], measure)
        for depth in sorted(by_depth, key=lambda depth: depth or 0)
    ]
    return Outcomes(quantity, better, relative, level, tuple(found))
