"""Outcomes of trainings of one depth by group, and differences from the best group, paired by seed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.comparison import Group
from depthlimit.result import Result

Floats = NDArray[np.float64]
Better = Literal["low", "high"]

FEWEST = 3
"""Least number of seeds from which anything is decided: two are equal by chance, or rounded, too often."""
ANY = (-np.inf, np.inf)
RANGES = {"accuracy": (0.0, 1.0), "loss": (0.0, np.inf), "Ω": (0.0, np.inf)}
"""Possible values of quantities, which intervals of their means do not leave."""


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
        mean: over the seeds of the comparison (all seeds of a group that is not compared), with Student's
            interval from three seeds on; NaN without values.
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
    """Difference of a group from the best one, over the seeds of the comparison.

    Attributes:
        best: the group with the best mean.
        other: the group that is compared with it.
        difference: mean of other − best, or of other / best, with its simultaneous interval.
        worse: True if the interval lies on the worse side of no difference.
    """

    best: Group
    other: Group
    difference: Estimate
    worse: bool


@dataclass(frozen=True, repr=False)
class DepthOutcomes(Result):
    """Outcomes of all groups at one depth, and which of them is the best.

    A group is compared if none of its trainings diverged (the mean over those that did not would be too good)
    and it has at least half as many seeds as the fullest group. All are compared over the seeds that they
    share. The best is selected by the data, so that its differences from the others have intervals that hold
    for all pairs at once (Bonferroni): Student's over the seeds of the pair, or that with the spread pooled
    over all groups where this is wider, so that a few equal or rounded values do not make a difference exact.

    Attributes:
        depth: L; None if it is not recorded.
        quantity: name of the compared values.
        better: ``low`` or ``high``.
        relative: True if means are geometric, and differences are ratios.
        level: confidence of the intervals.
        seeds: that all compared groups share; none where groups have different seeds.
        groups: the outcome of every group.
        compared: the compared groups, the best first.
        differences: of the others from the best one, in their order.
    """

    depth: int | None
    quantity: str
    better: Better
    relative: bool
    level: float
    seeds: tuple[str, ...]
    groups: tuple[GroupOutcome, ...]
    compared: tuple[GroupOutcome, ...]
    differences: tuple[PairedDifference, ...]

    @property
    def best(self) -> GroupOutcome | None:
        """The compared group with the best mean, None if none is compared."""
        return self.compared[0] if self.compared else None

    @property
    def surely_worse(self) -> tuple[PairedDifference, ...]:
        """The differences whose intervals lie on the worse side of no difference."""
        return tuple(one for one in self.differences if one.worse)


@dataclass(frozen=True)
class Measure:
    """Rules by which values are averaged and compared.

    Attributes:
        quantity: name of the values.
        better: ``low`` or ``high``.
        relative: True for geometric means and ratios: noise in proportion to the value.
        level: confidence of the intervals.
    """

    quantity: str
    better: Better
    relative: bool
    level: float

    def scaled(self, values: Sequence[float]) -> Floats:
        """Return the values, or their logarithms."""
        found = np.array(values, dtype=np.float64)
        return np.log(found) if self.relative else found

    def estimate(self, scaled: Floats, level: float, least: float = 0.0) -> Estimate:
        """Return the mean of scaled values in their own scale, with its interval from `FEWEST` seeds on.

        Args:
            scaled: one for each seed.
            level: confidence of the interval.
            least: half width that the scaled interval has at least.
        """
        found, ends = over_seeds(scaled, level), [np.nan, np.nan]
        if found.seeds >= FEWEST:
            half = max(found.upper - found.value, least)
            ends = [found.value - half, found.value + half]
        back = np.exp if self.relative else np.asarray
        with np.errstate(over="ignore"):  # an end of inf: no interval
            value, lower, upper = (float(back(number)) for number in (found.value, *ends))
        return Estimate(value, lower, upper, found.seeds)

    def mean(self, values: Sequence[float]) -> Estimate:
        """Return the mean of one value for every seed, inside the range of the quantity."""
        found, (low, high) = self.estimate(self.scaled(values), self.level), RANGES.get(self.quantity, ANY)
        lower, upper = (float(np.clip(end, low, high)) for end in (found.lower, found.upper))
        return Estimate(found.value, lower, upper, found.seeds)

    def is_worse(self, difference: Estimate) -> bool:
        """Return True if an interval of a difference lies on the worse side of no difference."""
        none = 1.0 if self.relative else 0.0
        return difference.lower > none if self.better == "low" else difference.upper < none


def depth_outcomes(depth: int | None, trainings: Sequence[Trained], measure: Measure) -> DepthOutcomes:
    """Return the outcomes of the trainings of one depth by group, in the order of their first trainings."""
    parts: dict[Group, list[Trained]] = {}
    for one in trainings:
        parts.setdefault(one.group, []).append(one)
    groups = [outcome_of(group, part, measure) for group, part in parts.items()]
    most = max((len(one.values) for one in groups if one.is_candidate), default=0)
    compared = [one for one in groups if one.is_candidate and 2 * len(one.values) >= most]
    seeds = [seed for seed in (compared[0].values if compared else ())
             if all(seed in one.values for one in compared)]  # fmt: skip
    if seeds:
        again = {one.group: replace(one, mean=measure.mean(at(one, seeds))) for one in compared}
        groups = [again.get(one.group, one) for one in groups]
        compared = list(again.values())
    sign = 1 if measure.better == "low" else -1
    compared.sort(key=lambda one: sign * one.mean.value)
    return DepthOutcomes(
        depth, measure.quantity, measure.better, measure.relative, measure.level, tuple(seeds),
        tuple(groups), tuple(compared), differences_of(compared, seeds, measure),
    )  # fmt: skip


def outcome_of(group: Group, trainings: Sequence[Trained], measure: Measure) -> GroupOutcome:
    """Return the outcome of one group; a seed that was trained several times has the mean of its values."""
    found: dict[str, list[float]] = {}
    for one in trainings:
        if one.status == "finished" and measure.quantity in one.values:
            found.setdefault(one.seed, []).append(one.values[measure.quantity])
    finite = {seed: values for seed, values in found.items() if np.isfinite(values).all()}
    values = {seed: float(np.mean(values)) for seed, values in finite.items()}
    status = Counter(one.status for one in trainings)
    diverged = status["diverged"] + len(found) - len(finite)
    unfinished = len(trainings) - status["finished"] - status["diverged"]
    return GroupOutcome(group, values, measure.mean(list(values.values())), diverged, unfinished)


def differences_of(
    compared: Sequence[GroupOutcome], seeds: Sequence[str], measure: Measure
) -> tuple[PairedDifference, ...]:
    """Return the differences from the first group with simultaneous intervals."""
    if len(compared) < 2:
        return ()
    scaled = np.array([measure.scaled(at(one, seeds)) for one in compared])
    simultaneous = 1 - (1 - measure.level) / (len(compared) * (len(compared) - 1) // 2)
    pooled = pooled_half_width(scaled, simultaneous)
    found = [measure.estimate(row - scaled[0], simultaneous, pooled) for row in scaled[1:]]
    return tuple(
        PairedDifference(compared[0].group, one.group, difference, measure.is_worse(difference))
        for one, difference in zip(compared[1:], found, strict=True)
    )


def pooled_half_width(values: Floats, level: float) -> float:
    """Return half of the interval of a difference of two groups if the spread is the same in all groups.

    That of an analysis of variance in randomised blocks: seeds are blocks.

    Args:
        values: shape (groups, seeds).
        level: confidence of the interval.

    >>> round(pooled_half_width(np.array([[0.0, 1.0], [0.0, 3.0]]), 0.5), 6)  # of 0 and 2: t₁ = 1, s/√2 = 1
    1.0
    """
    groups, seeds = values.shape
    if seeds < 2:
        return 0.0
    left = values - values.mean(axis=0) - values.mean(axis=1, keepdims=True) + values.mean()
    freedom = (groups - 1) * (seeds - 1)
    variance = 2 * (left**2).sum() / freedom
    return float(stdtrit(freedom, (1 + level) / 2) * np.sqrt(variance / seeds))


def at(one: GroupOutcome, seeds: Sequence[str]) -> list[float]:
    """Return the values of some seeds."""
    return [one.values[seed] for seed in seeds]
