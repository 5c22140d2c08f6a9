"""Sentences about the regime: why it is this one, and what limits the answer."""

from collections.abc import Sequence

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.moves import LEARNT, Move
from depthlimit.analysis.scaling.regime import FEWEST_DEPTHS, TESTS, Regime, RegimeName

ENOUGH_SEEDS = 3
"""Least number of seeds with useful intervals."""


def reasons(regime: Regime, moved: Sequence[Move], driver: Growth) -> tuple[str, ...]:
    """Return a sentence for everything that decided the regime."""
    said = []
    for name in regime.decided_by:
        if name == "moves":
            least = min(one.ratio for one in moved)
            said.append(f"‖W(T) − W(0)‖ is at least {least:.2g} of ‖W(T)‖")
        else:
            found = regime.evidence[name]
            said.append(f"{TESTS[name]}: L^{found.value:.3g}, {found.verdict}")
    if regime.name == "rough" and driver.identified:
        said.append(f"the driving path: {driver.sentence}")
    return tuple(said)


def remarks(name: RegimeName, moved: Sequence[Move], depths: Sequence[int], seeds: int) -> tuple[str, ...]:
    """Return sentences about what limits the regime, and what to run next."""
    return (*about_moves(moved), *next_runs(name, depths, seeds))


def about_moves(moved: Sequence[Move]) -> list[str]:
    """Return what the distance from the start says about the regime."""
    if not moved:
        return ["how far the weights moved from their initial values is not known: no run records them"]
    little = [one for one in moved if one.ratio < LEARNT]
    if not little:
        return []
    least = min(little, key=lambda one: one.ratio)
    return [
        f"at depth {least.depth} ‖W(T) − W(0)‖ is only {least.ratio:.2g} of ‖W(T)‖: much of what is "
        "measured is the initial law; train longer, or with a learning rate that grows like L^(2α−1)"
    ]


def next_runs(name: RegimeName, depths: Sequence[int], seeds: int) -> list[str]:
    """Return what to run for a surer answer."""
    said, deepest, number = [], max(depths), len(set(depths))
    if number < FEWEST_DEPTHS:
        said.append(
            f"{number} depth{'s are' if number > 1 else ' is'} too few for a regime, expected at least "
            f"{FEWEST_DEPTHS}: run {deepest * 2} and {deepest * 4}, too"
        )
        if seeds < ENOUGH_SEEDS:
            said.append(f"{seeds} seed{'s' * (seeds > 1)}: run three")
        return said
    if seeds < ENOUGH_SEEDS:
        intervals = "wide" if seeds == 2 else "not known"
        said.append(
            f"intervals over {seeds} seed{'s' * (seeds > 1)} are {intervals}: run three seeds"
            + (f", and depth {deepest * 2}" if name == "undecided" else "")
        )
    elif name == "undecided":
        said.append(f"run depth {deepest * 2}, and more seeds")
    return said
