"""Outcomes of trainings of one depth by group, and differences from the best group, paired by seed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.comparison import Group
from depthlimit.result import Result

Better = Literal["low", "high"]


class Trained(Protocol):
    """Training with its outcome; `depthlimit.reports.TrainingResult` is one."""

    @property
    def group(self) -> Group:
        """Networks that differ from it in depth and seed only."""

    @property
    def depth(self) -> int | None:
        """L; None if it is not recorded."""

    @property
    def seed(self) -> str:
        """Name of its seed."""

    @property
    def status(self) -> str:
        """Status, such as ``finished`` or ``diverged``."""

    @property
    def values(self) -> Mapping[str, float]:
        """Last values by their names."""


@dataclass(frozen=True, repr=False)
class GroupOutcome(Result):
    """Outcome of the trainings of one group at one depth.

    Attributes:
        group: the group.
        values: of the finished trainings, by seed.
        mean: over these seeds, with Student's interval; NaN without values.
        diverged: number of trainings that diverged, or whose value is not finite.
        unfinished: number of trainings that failed, were interrupted or still run.
    """

    group: Group
    values: Mapping[str, float]
    mean: Estimate
    diverged: int
    unfinished: int

    @property
    def trainings(self) -> int:
        """Number of all trainings."""
        return len(self.values) + self.diverged + self.unfinished

    @property
    def is_candidate(self) -> bool:
        """True if there are values, and no training diverged."""
        return bool(self.values) and not self.diverged


@dataclass(frozen=True, repr=False)
class PairedDifference(Result):
    """Difference of a group from the best one, over the seeds that both have.

    Attributes:
        best: the group with the best mean.
        other: the group that is compared with it.
        difference: mean of other − best, with its simultaneous interval.
    """

    best: Group
    other: Group
    difference: Estimate


@dataclass(frozen=True, repr=False)
class DepthOutcomes(Result):
    """Outcomes of all groups at one depth, and which of them is the best.

    A group is a candidate for the best if none of its trainings diverged: the mean over those that did
    not would be too good. The best group is selected by the data, so that its differences from the
    others have intervals that hold for all pairs of candidates at once (Bonferroni).

    Attributes:
        depth: L; None if it is not recorded.
        quantity: name of the compared values.
        better: ``low`` or ``high``.
        level: confidence of the intervals.
        groups: the outcome of every group.
        differences: of all other candidates from the best one, from the smallest to the largest.
    """

    depth: int | None
    quantity: str
    better: Better
    level: float
    groups: tuple[GroupOutcome, ...]
    differences: tuple[PairedDifference, ...]

    @property
    def best(self) -> GroupOutcome | None:
        """The candidate with the best mean, None if there is no candidate."""
        return best_of(self.groups, self.better)

    @property
    def surely_worse(self) -> tuple[PairedDifference, ...]:
        """The differences whose intervals lie on the worse side of 0."""
        return tuple(
            one
            for one in self.differences
            if (one.difference.lower > 0 if self.better == "low" else one.difference.upper < 0)
        )


def depth_outcomes(
    depth: int | None, trainings: Sequence[Trained], quantity: str, better: Better, level: float
) -> DepthOutcomes:
    """Return the outcomes of the trainings of one depth by group, in the order of their first trainings."""
    groups: dict[Group, list[Trained]] = {}
    for one in trainings:
        groups.setdefault(one.group, []).append(one)
    found = tuple(outcome_of(group, part, quantity, level) for group, part in groups.items())
    return DepthOutcomes(depth, quantity, better, level, found, differences_of(found, better, level))


def outcome_of(group: Group, trainings: Sequence[Trained], quantity: str, level: float) -> GroupOutcome:
    """Return the outcome of one group."""
    finished = {
        one.seed: one.values[quantity]
        for one in trainings
        if one.status == "finished" and quantity in one.values
    }
    values = {seed: value for seed, value in finished.items() if np.isfinite(value)}
    status = Counter(one.status for one in trainings)
    diverged = status["diverged"] + len(finished) - len(values)
    unfinished = len(trainings) - status["finished"] - status["diverged"]
    return GroupOutcome(group, values, mean_of(list(values.values()), level), diverged, unfinished)


def mean_of(values: Sequence[float], level: float) -> Estimate:
    """Return the mean of one value for every seed with Student's interval, NaN without values."""
    return over_seeds(np.array(values, dtype=np.float64), level)


def best_of(groups: Sequence[GroupOutcome], better: Better) -> GroupOutcome | None:
    """Return the candidate with the best mean, None if there is no candidate."""
    sign = 1 if better == "low" else -1
    return min(
        (one for one in groups if one.is_candidate), key=lambda one: sign * one.mean.value, default=None
    )


def differences_of(
    groups: Sequence[GroupOutcome], better: Better, level: float
) -> tuple[PairedDifference, ...]:
    """Return the differences from the best candidate with simultaneous intervals, the smallest first."""
    compared, best = [one for one in groups if one.is_candidate], best_of(groups, better)
    if best is None:
        return ()
    pairs = max(1, len(compared) * (len(compared) - 1) // 2)
    simultaneous = 1 - (1 - level) / pairs
    found = [
        PairedDifference(best.group, one.group, mean_of(paired(one.values, best.values), simultaneous))
        for one in compared
        if one is not best
    ]
    sign = 1 if better == "low" else -1
    return tuple(sorted(found, key=lambda one: sign * float(np.nan_to_num(one.difference.value, nan=np.inf))))


def paired(one: Mapping[str, float], other: Mapping[str, float]) -> list[float]:
    """Return the differences one − other for every seed that both have.

    >>> paired({"0": 3.0, "1": 5.0}, {"1": 4.0, "2": 0.0})
    [1.0]
    """
    return [value - other[seed] for seed, value in one.items() if seed in other]
