"""The regime of the depth limit, with the tests that say so: never a bare label."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.regression import Slope
from depthlimit.analysis.scaling.start import HARDLY, LEARNT, Move
from depthlimit.result import Result

RegimeName = Literal[
    "ordinary differential equation",
    "stochastic",
    "rough",
    "jump",
    "identity",
    "explosion",
    "not moved",
    "undecided",
]
Verdict = Literal["to 0", "bounded", "to infinity", "undecided"]

STEADY = 0.1
"""An exponent whose interval lies in ±0.1 is taken for 0, one whose interval lies beyond for what it is."""
SIZE_STEADY = 0.15
"""The same for the size of the driving path, which is random at every depth."""
FEWEST_DEPTHS = 3

MEANING: dict[RegimeName, str] = {
    "ordinary differential equation": "the largest increment of L^β W vanishes, and the driving path keeps "
    "its size: if there is a limit, an ordinary differential equation drives it",
    "stochastic": "the increments of L^β W do not vanish, and the quadratic variation of the driving path "
    "keeps its size: a stochastic differential equation is what such weights lead to",
    "rough": "the increments of L^β W do not vanish, and the quadratic variation of the driving path does "
    "not keep its size: where it vanishes, the noise averages out of the driving path; where it grows, the "
    "driving path is rougher than a stochastic differential equation allows",
    "jump": "the largest increment of L^β W does not vanish, but nine in ten do: a jump or a boundary layer",
    "identity": "the driving path vanishes: the network tends to the identity",
    "explosion": "the driving path grows without bound",
    "not moved": "the weights hardly left their start: what is measured is the initial law",
    "undecided": "these depths and seeds do not say",
}


@dataclass(frozen=True, repr=False)
class Evidence(Result):
    """One test: what was asked, the exponent of L that was found with its interval, what follows."""

    test: str
    value: float
    lower: float
    upper: float
    verdict: Verdict


@dataclass(frozen=True, repr=False)
class Regime(Result):
    """The regime, what it means, and why.

    Attributes:
        name: the regime.
        meaning: the same as a sentence.
        decided_by: the tests that say so, in words.
        evidence: all tests.
        remarks: what limits the answer, and what to run next.
    """

    name: RegimeName
    meaning: str
    decided_by: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    remarks: tuple[str, ...]


def verdict(lower: float, upper: float, steady: float = STEADY) -> Verdict:
    """What an interval of an exponent says.

    >>> verdict(-0.6, -0.4), verdict(-0.05, 0.02), verdict(-0.3, 0.3)
    ('to 0', 'bounded', 'undecided')
    """
    if upper < -steady:
        return "to 0"
    if lower > steady:
        return "to infinity"
    return "bounded" if lower >= -steady and upper <= steady else "undecided"


def tested(test: str, slope: Slope) -> Evidence:
    """The evidence of a slope."""
    return Evidence(test, slope.value, slope.lower, slope.upper, verdict(slope.lower, slope.upper))


def regime(
    largest: Slope,
    most: Slope,
    variation: Slope,
    driver: Growth,
    moved: Sequence[Move],
    depths: Sequence[int],
    seeds: int,
) -> Regime:
    """Name the regime.

    Args:
        largest: of L^β max ‖W_{k+1} − W_k‖.
        most: of the quantile 0.9 of L^β ‖W_{k+1} − W_k‖.
        variation: of the quadratic variation of the driving path S.
        driver: the growth of the p-variation of S, not rescaled; its shift is the exponent of the size of S.
        moved: how far the weights moved, where that is known.
        depths: the depths there are.
        seeds: how many seeds there are.
    """
    size = driver.shift
    found = {
        "size": Evidence(
            "size of the driving path S", size.value, size.lower, size.upper, size_verdict(driver, seeds)
        ),
        "largest": tested("largest increment of L^β W", largest),
        "most": tested("nine in ten increments of L^β W", most),
        "variation": tested("quadratic variation of S", variation),
    }
    name, keys = decide({key: one.verdict for key, one in found.items()}, moved)
    if len(set(depths)) < FEWEST_DEPTHS:
        name, keys = "undecided", []
    because = [f"{found[key].test}: L^{found[key].value:.3g}, {found[key].verdict}" for key in keys]
    if name == "not moved":
        least = min(one.ratio for one in moved)
        because = [f"‖W(T) − W(0)‖ is {least:.2g} of ‖W(T)‖ at its least"]
    if name == "rough" and driver.identified:
        because.append(f"the driving path: {driver.sentence}")
    remarks = (*scope(moved), *next_runs(name, depths, seeds))
    return Regime(name, MEANING[name], tuple(because), tuple(found.values()), remarks)


def size_verdict(driver: Growth, seeds: int) -> Verdict:
    """Whether the driving path keeps its size."""
    size = driver.shift
    if seeds > 1:
        return verdict(size.lower, size.upper, SIZE_STEADY)
    return verdict(size.value, size.value, SIZE_STEADY)


def decide(said: dict[str, Verdict], moved: Sequence[Move]) -> tuple[RegimeName, list[str]]:
    """The regime and the tests that decide it."""
    if moved and np.mean([one.ratio for one in moved if one.depth == moved[-1].depth]) < HARDLY:
        return "not moved", []
    if said["size"] in ("to 0", "to infinity"):
        return ("identity" if said["size"] == "to 0" else "explosion"), ["size"]
    if said["size"] == "undecided":
        return "undecided", ["size"]
    if said["largest"] == "to 0":
        return "ordinary differential equation", ["largest", "size"]
    if said["largest"] == "undecided":
        return "undecided", ["largest"]
    if said["most"] == "to 0":
        return "jump", ["largest", "most"]
    if said["most"] == "undecided":
        return "undecided", ["most"]
    if said["variation"] == "undecided":
        return "undecided", ["most", "variation"]
    return ("stochastic" if said["variation"] == "bounded" else "rough"), ["most", "variation"]


def scope(moved: Sequence[Move]) -> list[str]:
    """What the distance from the start says about the answer."""
    little = [one for one in moved if one.ratio < LEARNT]
    if not little:
        return []
    least = min(little, key=lambda one: one.ratio)
    return [
        f"at depth {least.depth} the weights moved by only {least.ratio:.2g} of themselves: much of what is "
        "measured is the initial law; train longer, or with a learning rate that grows like L^(2α−1)"
    ]


def next_runs(name: RegimeName, depths: Sequence[int], seeds: int) -> list[str]:
    """What to run for a surer answer."""
    said, deepest = [], max(depths)
    if len(set(depths)) < FEWEST_DEPTHS:
        said.append(
            f"{len(set(depths))} depth{'s are' if len(set(depths)) > 1 else ' is'} too few for a regime, "
            f"three are needed: run {deepest * 2} and {deepest * 4}, too"
        )
    elif name == "undecided":
        said.append(f"run depth {deepest * 2}, and more seeds")
    if seeds < 3:
        said.append(
            f"{seeds} seed{'s' * (seeds > 1)}: intervals over seeds "
            f"{'are wide' if seeds == 2 else 'are not known'}; run three"
        )
    return said
