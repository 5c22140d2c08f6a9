"""Rates of convergence by options and depth: means over seeds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from depthlimit.analysis.norms import LEVEL, half_width
from depthlimit.analysis.rates import RateFit
from depthlimit.comparison import Group
from depthlimit.result import Result
from depthlimit.tables import Table


@dataclass(frozen=True)
class SeedRate:
    """Fit to one quantity in the log of one training.

    Attributes:
        group: the trainings that differ from it in depth and seed only.
        depth: L; None if it is not recorded.
        seed: its seed.
        quantity: name of what was logged.
        fit: of C/(t + T₀)^ρ.
    """

    group: Group
    depth: int | None
    seed: str
    quantity: str
    fit: RateFit


@dataclass(frozen=True, repr=False)
class GroupRate(Result):
    """ρ of the seeds of one depth and group.

    Attributes:
        group: their options that vary.
        depth: L; None if it is not recorded.
        quantity: name of what was logged.
        value: mean of ρ over the seeds; NaN unless every fit describes its log.
        half_width: of Student's interval over the seeds; NaN for one seed.
        seeds: number of seeds.
        described: number of seeds whose fits describe their logs; see `RateFit.describes`.
    """

    group: Group
    depth: int | None
    quantity: str
    value: float
    half_width: float
    seeds: int
    described: int


@dataclass(frozen=True, repr=False)
class GroupRates(Result):
    """ρ by quantity, options and depth; ``level`` is that of the intervals."""

    rates: tuple[GroupRate, ...]
    level: float = LEVEL

    @property
    def known(self) -> "GroupRates":
        """Those whose fits describe the logs of all seeds."""
        return GroupRates(tuple(one for one in self.rates if one.described == one.seeds), self.level)

    def table(self) -> Table:
        """Return a row for every quantity, group and depth."""
        options = tuple(name for name, _ in self.rates[0].group.values) if self.rates else ()
        rows = tuple(
            (
                *(one.quantity, *one.group.cells, one.depth, one.value),
                *(one.value - one.half_width, one.value + one.half_width, one.described, one.seeds),
            )
            for one in self.rates
        )
        return Table(("quantity", *options, "L", "ρ", "ρ from", "ρ to", "seeds described", "seeds"), rows)


def group_rates(fits: Sequence[SeedRate], groups: Sequence[Group], level: float = LEVEL) -> GroupRates:
    """Return the mean of ρ over the seeds of each quantity, group and depth, with Student's interval.

    The mean is NaN where the fit to the log of a seed does not describe it: leaving out such seeds would
    choose the seeds by their rates.

    Args:
        fits: one for each quantity and training.
        groups: in the order of the rows.
        level: the confidence of the intervals.
    """
    order = {group: k for k, group in enumerate(groups)}
    quantities = {one.quantity: k for k, one in reversed([*enumerate(fits)])}
    found: dict[tuple[int, int, int], list[SeedRate]] = {}
    for one in fits:
        found.setdefault((quantities[one.quantity], order[one.group], one.depth or 0), []).append(one)
    return GroupRates(tuple(group_rate(found[key], level) for key in sorted(found)), level)


def group_rate(fits: Sequence[SeedRate], level: float) -> GroupRate:
    """Return the mean of ρ over the seeds of one depth and group."""
    by_seed: dict[str, list[RateFit]] = {}
    for one in fits:
        by_seed.setdefault(one.seed, []).append(one.fit)
    described = [all(fit.describes for fit in found) for found in by_seed.values()]
    rho = np.array([np.mean([fit["rho"].value for fit in found]) for found in by_seed.values()])
    half = half_width(rho, level) if all(described) else None
    first = fits[0]
    return GroupRate(
        first.group,
        first.depth,
        first.quantity,
        float(rho.mean()) if all(described) else np.nan,
        np.nan if half is None else float(half),
        len(rho),
        sum(described),
    )
