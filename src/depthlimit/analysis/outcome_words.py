"""Sentences about outcomes of trainings: which group is the best, and whether that is decided."""

from collections.abc import Sequence

from depthlimit.analysis.group_outcomes import FEWEST, Better, DepthOutcomes, GroupOutcome
from depthlimit.analysis.scaling.estimate import Estimate

MOST_NAMED = 3
"""Groups that a sentence names."""
BEST: dict[Better, str] = {"low": "lowest", "high": "highest"}
WORSE: dict[Better, str] = {"low": "higher", "high": "lower"}


def verdict(found: DepthOutcomes) -> str:
    """Return which group is the best, whether that is decided, and which groups are not compared."""
    said = (best_in_words(found), diverged_in_words(found), left_out_in_words(found))
    return ". ".join(one for one in said if one)


def best_in_words(found: DepthOutcomes) -> str:
    """Return a sentence about the best group."""
    best, others, place = found.best, found.compared[1:], at(found)
    if best is None:
        some = any(one.values for one in found.groups)
        return f"Some training of every group diverged{place}: no group is the best" if some else ""
    name, quantity = best.group.label, found.quantity
    if not others and len(found.groups) > 1:
        return f"No other group can be compared with {name}{place}: {quantity} {number(best)}"
    if not others:
        return f"The {quantity}{place} is {with_interval(best.mean)}"
    tied = [one for one in others if one.mean.value == best.mean.value]
    if len(tied) == len(others):
        every = "All groups" if len(found.groups) == len(found.compared) else "All compared groups"
        return f"{every} have the same {quantity}{place}: {number(best)}"
    if tied:
        equal = tied[0].group.label if len(tied) == 1 else f"{len(tied)} other groups"
        return f"{name} and {equal} have the {BEST[found.better]} {quantity}{place}: {number(best)}"
    said = f"{name} has the {BEST[found.better]} {quantity}{place}: {number(best)}"
    if len(found.seeds) < FEWEST:
        return f"{said}; the next is {named(others[:1])}. {nothing_decided(found)}"
    return f"{said}; {others_in_words(found)} ({how(found)})"


def at(found: DepthOutcomes) -> str:
    """Return the part of a sentence that names the depth."""
    return "" if found.depth is None else f" at L = {found.depth}"


def number(one: GroupOutcome) -> str:
    """Return a mean with three digits."""
    return f"{one.mean.value:.3g}".replace("-", "−")


def named(groups: Sequence[GroupOutcome]) -> str:
    """Return groups with their means, at most `MOST_NAMED`."""
    said = ", ".join(f"{one.group.label} ({number(one)})" for one in groups[:MOST_NAMED])
    return f"{said}{more(groups)}"


def more(groups: Sequence[GroupOutcome]) -> str:
    """Return how many groups are not named, "" if all are."""
    return f" and {len(groups) - MOST_NAMED} more" if len(groups) > MOST_NAMED else ""


def nothing_decided(found: DepthOutcomes) -> str:
    """Return why no difference has an interval."""
    if len(found.seeds) < min(len(one.values) for one in found.compared):
        shared = ("no seed", "one seed", "two seeds")[len(found.seeds)]
        return f"The groups share {shared}: nothing is decided"
    return "One seed decides nothing" if len(found.seeds) == 1 else "Two seeds decide nothing"


def others_in_words(found: DepthOutcomes) -> str:
    """Return which of the other groups are not distinguishable from the best one."""
    others, worse = found.compared[1:], {one.other for one in found.surely_worse}
    close, than = [one for one in others if one.group not in worse], WORSE[found.better]
    if not close and len(others) == 1:
        return f"{named(others)} is {than}"
    if not close:
        every = "both" if len(others) == 2 else f"all {len(others)}"
        return f"{every} others are {than}, the next is {named(others[:1])}"
    if len(close) == len(others) > 1:
        return f"none of the {len(others)} others is distinguishable from it"
    return f"{named(close)} {'is' if len(close) == 1 else 'are'} not distinguishable from it"


def how(found: DepthOutcomes) -> str:
    """Return the confidence, and the seeds of a comparison."""
    partial = any(len(one.values) > len(found.seeds) for one in found.compared)
    which = " that all groups have" if partial else ""
    return f"{found.level:.0%} confidence, {len(found.seeds)} seeds{which}"


def with_interval(mean: Estimate) -> str:
    """Return a mean with its interval, where it has one.

    >>> with_interval(Estimate(-0.5, -0.6, -0.4, 3))
    '−0.5 [−0.6, −0.4]'
    """
    return (str(mean) if mean.known else f"{mean.value:.3g}").replace("-", "−")


def diverged_in_words(found: DepthOutcomes) -> str:
    """Return which groups have trainings that diverged, and how many."""
    some = [one for one in found.groups if one.diverged]
    if not some:
        return ""
    if all(one.diverged == one.trainings for one in found.groups):
        return f"Every training diverged{at(found)}"
    said = ", ".join(
        f"{one.group.label or 'trainings'} ({one.diverged} of {one.trainings})" for one in some[:MOST_NAMED]
    )
    return f"Diverged: {said}{more(some)}"


def left_out_in_words(found: DepthOutcomes) -> str:
    """Return which groups are not compared since they have too few seeds."""
    compared = {one.group for one in found.compared}
    some = [one for one in found.groups if one.is_candidate and one.group not in compared]
    said = ", ".join(f"{one.group.label} ({len(one.values)})" for one in some[:MOST_NAMED])
    return f"Too few seeds to compare: {said}{more(some)}" if some else ""
