"""Regime of the depth limit, with the tests that it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.moves import HARDLY, Move
from depthlimit.analysis.scaling.regression import Slope
from depthlimit.result import Result
from depthlimit.tables import Table

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
TestName = Literal["driver_size", "max_increment", "most_increments", "primitive_quadratic_variation"]
Verdict = Literal["to 0", "bounded", "to infinity", "undecided"]

STEADY = 0.1
"""An exponent whose interval lies in ±0.1 is taken for 0, one whose interval lies beyond for what it is."""
SIZE_STEADY = 0.15
"""The same for the size of the driving path, which is random at every depth."""
FEWEST_DEPTHS = 3

TESTS: dict[TestName, str] = {
    "driver_size": "size of the driving path S",
    "max_increment": "largest increment of L^β W",
    "most_increments": "nine in ten increments of L^β W",
    "primitive_quadratic_variation": "quadratic variation of S",
}
"""The tests by name, in the order of tables."""

MEANING: dict[RegimeName, str] = {
    "ordinary differential equation": "the largest increment of L^β W vanishes, and the driving path keeps "
    "its size: if there is a limit, an ordinary differential equation drives it",
    "stochastic": "the increments of L^β W do not vanish, and the quadratic variation of the driving path "
    "keeps its size: such weights lead to a stochastic differential equation",
    "rough": "the increments of L^β W do not vanish, and the quadratic variation of the driving path does "
    "not keep its size: where it vanishes, the noise averages out of the driving path; where it grows, the "
    "driving path is rougher than a stochastic differential equation allows",
    "jump": "the largest increment of L^β W does not vanish, but nine in ten do: a jump or a boundary layer",
    "identity": "the driving path vanishes: the network tends to the identity",
    "explosion": "the driving path grows without bound",
    "not moved": "the weights hardly moved from their initial values: what is measured is the initial law",
    "undecided": "these depths and seeds do not decide it",
}


@dataclass(frozen=True, repr=False)
class Evidence(Result):
    """Exponent of L that a test found, with its interval, and the conclusion."""

    value: float
    lower: float
    upper: float
    verdict: Verdict


@dataclass(frozen=True, repr=False)
class Regime(Result):
    """Regime of the depth limit.

    Attributes:
        name: the regime.
        decided_by: the tests that it follows from; ``moves`` where the weights hardly moved; empty where
            there are too few depths.
        evidence: the outcome of every test.
    """

    name: RegimeName
    decided_by: tuple[TestName | Literal["moves"], ...]
    evidence: Mapping[TestName, Evidence]

    @property
    def meaning(self) -> str:
        """The regime as a sentence."""
        return MEANING[self.name]

    def table(self) -> Table:
        """Return a row for every test."""
        rows = tuple(
            (TESTS[name], one.value, one.lower, one.upper, one.verdict) for name, one in self.evidence.items()
        )
        return Table(("test", "exponent of L", "lower", "upper", "verdict"), rows)


def verdict(lower: float, upper: float, steady: float = STEADY) -> Verdict:
    """Return what an interval of an exponent says.

    >>> verdict(-0.6, -0.4), verdict(-0.05, 0.02), verdict(-0.3, 0.3)
    ('to 0', 'bounded', 'undecided')
    """
    if upper < -steady:
        return "to 0"
    if lower > steady:
        return "to infinity"
    return "bounded" if lower >= -steady and upper <= steady else "undecided"


def evidence_of(slope: Slope) -> Evidence:
    """Return the evidence of a slope."""
    return Evidence(slope.value, slope.lower, slope.upper, verdict(slope.lower, slope.upper))


def regime(
    max_increment: Slope,
    most_increments: Slope,
    primitive_quadratic_variation: Slope,
    driver: Growth,
    moved: Sequence[Move],
    depths: Sequence[int],
    seeds: int,
) -> Regime:
    """Return the regime.

    Args:
        max_increment: of L^β max ‖W_{k+1} − W_k‖.
        most_increments: of the quantile 0.9 of L^β ‖W_{k+1} − W_k‖.
        primitive_quadratic_variation: of that of the driving path S.
        driver: the growth of the p-variation of S, not rescaled; its shift is the exponent of the size of S.
        moved: how far the weights moved, where that is known.
        depths: of the paths.
        seeds: how many.
    """
    evidence: dict[TestName, Evidence] = {
        "driver_size": size_evidence(driver, seeds),
        "max_increment": evidence_of(max_increment),
        "most_increments": evidence_of(most_increments),
        "primitive_quadratic_variation": evidence_of(primitive_quadratic_variation),
    }
    if len(set(depths)) < FEWEST_DEPTHS:
        return Regime("undecided", (), evidence)
    if hardly_moved(moved):
        return Regime("not moved", ("moves",), evidence)
    name, decided_by = decide({name: one.verdict for name, one in evidence.items()})
    return Regime(name, decided_by, evidence)


def size_evidence(driver: Growth, seeds: int) -> Evidence:
    """Return whether the driving path keeps its size; one seed has no interval, and its value decides."""
    size = driver.shift
    ends = (size.lower, size.upper) if seeds > 1 else (size.value, size.value)
    return Evidence(size.value, size.lower, size.upper, verdict(*ends, SIZE_STEADY))


def hardly_moved(moved: Sequence[Move]) -> bool:
    """Return True if the weights of the deepest paths are still close to their start."""
    deepest = [one.ratio for one in moved if one.depth == moved[-1].depth]
    return bool(deepest) and float(np.mean(deepest)) < HARDLY


def decide(said: Mapping[TestName, Verdict]) -> tuple[RegimeName, tuple[TestName, ...]]:
    """Return the regime and the tests that it follows from."""
    if said["driver_size"] in ("to 0", "to infinity"):
        return ("identity" if said["driver_size"] == "to 0" else "explosion"), ("driver_size",)
    if said["driver_size"] == "undecided":
        return "undecided", ("driver_size",)
    if said["max_increment"] == "to 0":
        return "ordinary differential equation", ("max_increment", "driver_size")
    if said["max_increment"] == "undecided":
        return "undecided", ("max_increment",)
    if said["most_increments"] == "to 0":
        return "jump", ("max_increment", "most_increments")
    if said["most_increments"] == "undecided":
        return "undecided", ("most_increments",)
    steady = said["primitive_quadratic_variation"]
    name: RegimeName = "stochastic" if steady == "bounded" else "rough"
    return ("undecided" if steady == "undecided" else name), (
        "most_increments",
        "primitive_quadratic_variation",
    )
