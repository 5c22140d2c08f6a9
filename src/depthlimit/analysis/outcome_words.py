"""Sentences about outcomes of trainings: which group is the best, and whether that is decided."""

from depthlimit.analysis.group_outcomes import Better, DepthOutcomes, GroupOutcome, PairedDifference
from depthlimit.analysis.scaling.estimate import Estimate

MOST_NAMED = 4
"""Groups that a sentence names."""
BEST: dict[Better, str] = {"low": "lowest", "high": "highest"}
WORSE: dict[Better, str] = {"low": "higher", "high": "lower"}


def verdict(found: DepthOutcomes) -> str:
    """Return which group is the best, by how much, whether that is decided, and which groups diverged."""
    said = (best_in_words(found), diverged_in_words(found))
    return ". ".join(f"{one[:1].upper()}{one[1:]}" for one in said if one)


def best_in_words(found: DepthOutcomes) -> str:
    """Return a sentence about the best group."""
    best, place = found.best, at(found.depth)
    if best is None:
        some = any(one.values for one in found.groups)
        return f"{place}some training of every group diverged: no group is the best" if some else ""
    name, value = best.group.label or "the trainings", f"{best.mean.value:.3g}"
    if not found.differences:
        if len(found.groups) > 1:
            return f"{place}{name} is the only group with a {found.quantity} and without divergence: {value}"
        return f"{place}the {found.quantity} is {with_interval(best.mean)}"
    following = found.differences[0]
    seeds = following.difference.seeds
    if seeds < 2:
        return f"{place}{name} has the {BEST[found.better]} {found.quantity}, {value}; {only_one(found)}"
    step = difference_in_words(found, following)
    if len(found.surely_worse) == len(found.differences):
        return f"{place}{name} has the {BEST[found.better]} {found.quantity}, {value}; {step}"
    return (
        f"{place}{name} has the {BEST[found.better]} mean {found.quantity}, {value}{wins(found, best)}, "
        f"but {undecided(len(found.surely_worse), len(found.differences), seeds)}: {step}"
    )


def at(depth: int | None) -> str:
    """Return the beginning of a sentence about one depth."""
    return "" if depth is None else f"at L = {depth}, "


def only_one(found: DepthOutcomes) -> str:
    """Return that no difference has an interval."""
    following = found.differences[0].other
    value = next(one.mean.value for one in found.groups if one.group == following)
    several = all(len(one.values) > 1 for one in found.groups if one.is_candidate)
    why = "the groups share at most one seed" if several else "one seed"
    return (
        f"the next, {following.label}, has {value:.3g}. {why.capitalize()}: no interval, nothing is decided"
    )


def with_interval(mean: Estimate) -> str:
    """Return a mean with its interval, where it has one.

    >>> with_interval(Estimate(0.5, 0.4, 0.6, 3)), with_interval(Estimate(0.5, float("nan"), float("nan"), 1))
    ('0.5 [0.4, 0.6]', '0.5')
    """
    return str(mean) if mean.known else f"{mean.value:.3g}"


def difference_in_words(found: DepthOutcomes, one: PairedDifference) -> str:
    """Return by how much a group is worse than the best one, with the interval unless it is useless."""
    sign, estimate = (1 if found.better == "low" else -1), one.difference
    low, high = sorted(sign * end for end in (estimate.lower, estimate.upper))
    said = f"the next, {one.other.label}, is {WORSE[found.better]} by {sign * estimate.value:.3g}"
    seeds = f"paired over {estimate.seeds} seeds{simultaneous(found)}"
    if found.best is not None and high - low > 2 * abs(found.best.mean.value):
        return f"{said}, with an interval wider than the {found.quantity} itself ({found.level:.0%}, {seeds})"
    return f"{said} [{low:.3g}, {high:.3g}] ({found.level:.0%} interval, {seeds})".replace("-", "−")


def simultaneous(found: DepthOutcomes) -> str:
    """Return that intervals hold for all pairs at once, where there are several."""
    groups = len(found.differences) + 1
    return f", for all {groups * (groups - 1) // 2} pairs at once" if groups > 2 else ""


def undecided(worse: int, others: int, seeds: int) -> str:
    """Return how many of the others are surely worse than the best.

    >>> undecided(0, 3, 2), undecided(1, 3, 2)
    ('this is not decided with these 2 seeds', 'with these 2 seeds only 1 of the 3 others is surely worse')
    """
    if not worse:
        return f"this is not decided with these {seeds} seeds"
    are = "is" if worse == 1 else "are"
    return f"with these {seeds} seeds only {worse} of the {others} others {are} surely worse"


def wins(found: DepthOutcomes, best: GroupOutcome) -> str:
    """Return for how many of the seeds that all candidates have the best group is the best one."""
    rivals = [one for one in found.groups if one.is_candidate and one is not best]
    common = [seed for seed in best.values if all(seed in one.values for one in rivals)]
    sign = 1 if found.better == "low" else -1
    first = sum(all(sign * best.values[seed] < sign * one.values[seed] for one in rivals) for seed in common)
    return f" ({BEST[found.better]} for {first} of {len(common)} seeds)" if len(common) > 1 else ""


def diverged_in_words(found: DepthOutcomes) -> str:
    """Return which groups have trainings that diverged, and how many."""
    some = [one for one in found.groups if one.diverged]
    if not some:
        return ""
    if all(one.diverged == one.trainings for one in found.groups):
        return f"{at(found.depth)}every training diverged"
    named = [
        f"{one.group.label or 'trainings'} ({one.diverged} of {one.trainings})" for one in some[:MOST_NAMED]
    ]
    more = f" and {len(some) - MOST_NAMED} more groups" if len(some) > MOST_NAMED else ""
    return f"{at(found.depth)}trainings diverged: {'; '.join(named)}{more}"
