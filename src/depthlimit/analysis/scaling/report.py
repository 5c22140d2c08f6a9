"""Scaling of weights with the depth, from all depths and seeds of a collection."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.norms import LEVEL
from depthlimit.analysis.scaling.collapse import Collapse, best_collapse
from depthlimit.analysis.scaling.growth import EXPONENTS, Growth, growth
from depthlimit.analysis.scaling.measurement import Measurement, measure
from depthlimit.analysis.scaling.moves import Move, Starts, distance_sentence, moves, moves_table
from depthlimit.analysis.scaling.regime import Regime, regime
from depthlimit.analysis.scaling.regression import Slope, slope_on_depth
from depthlimit.analysis.scaling.selection import driving, usable
from depthlimit.analysis.scaling.statistics import FORMULAS, Statistic, StatisticName, statistics_table
from depthlimit.analysis.scaling.tables import exponents_table, growth_table
from depthlimit.analysis.scaling.trend import TrendAndNoise, trend_and_noise
from depthlimit.analysis.scaling.words import reasons, remarks
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import PathCollection
from depthlimit.progress import Progress
from depthlimit.result import Result
from depthlimit.tables import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class ScalingReport(Result):
    """Exponents, regime, trend and noise of the weights of many depths and seeds.

    Attributes:
        depths: of every path, from the shallowest to the deepest.
        seeds: of every path.
        dim: d.
        alpha: the exponent of the step δ_L = L^(−α).
        connection: whose primitive S is meant.
        level: the confidence of intervals.
        statistics: of the weights and of their primitive, by name (`FORMULAS` defines them).
        collapse: the best β.
        beta: β̂, the one that is used: given, or that of the best collapse.
        growth: of the p-variation of L^β̂ W.
        driver_growth: of the p-variation of the primitive S.
        trend: trend and noise.
        moves: how far the weights moved, for paths whose start is known.
        regime: the regime and the tests that it follows from.
        notes: what was left out, and why.
    """

    depths: tuple[int, ...]
    seeds: tuple[str, ...]
    dim: int
    alpha: float
    connection: ConnectionName | None
    level: float
    statistics: Mapping[StatisticName, Statistic]
    collapse: Collapse
    beta: float
    growth: Growth
    driver_growth: Growth
    trend: TrendAndNoise
    moves: tuple[Move, ...]
    regime: Regime
    notes: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences about what decided the regime."""
        return reasons(self.regime, self.moves, self.driver_growth)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences about what limits the regime, and what to run next."""
        return remarks(self.regime.name, self.moves, self.depths, len(set(self.seeds)))

    @property
    def distances(self) -> str:
        """Sentence about the distances from the initial values, "" unless all are 1 up to a percent."""
        return distance_sentence(self.moves)

    def table(self) -> Table:
        """Return the table of statistics."""
        return statistics_table(self.statistics)

    def tables(self) -> dict[str, Table]:
        """Return all tables by name, in their order; one sentence replaces distances that are all 1."""
        tables = {
            "statistics": self.table(),
            "growth": growth_table(self.growth, self.driver_growth),
            "exponents": exponents_table(self.collapse, self.growth, self.driver_growth, self.trend),
            "regime": self.regime.table(),
        }
        worth = self.moves and not self.distances
        return {**tables, "moves": moves_table(self.moves)} if worth else tables


def scaling(
    collection: PathCollection,
    beta: float | None = None,
    exponents: Sequence[float] = EXPONENTS,
    level: float = LEVEL,
    progress: Progress = iter,
    starts: Starts | None = None,
) -> ScalingReport:
    """Measure how weights scale with the depth.

    Args:
        collection: paths of square matrices of several depths, and of one or more seeds.
        beta: the exponent of the rescaling; by default that of the best collapse.
        exponents: p of the variations, increasing from 1.
        level: the confidence of intervals.
        progress: takes the numbers of the paths and yields them again, as ``tqdm`` does.
        starts: initial paths W(0) by depth and seed, or a function of the path that returns its W(0), or
            None where it is not known. The regime "not moved" is found only where they are known.

    Raises:
        UsageError: no two depths of at least 16 layers whose weights are finite.
    """
    collection, notes = usable(collection)
    connection = driving(collection)
    if connection is None:
        notes = (*notes, "the connection is none: no path drives it, and results for S are left out")
    elif any(path.connection is None for path in collection):
        notes = (*notes, "no manifest records the connection: S is that of skip")
    shallowest = collection.depths[0]
    members = collection.members
    found = [
        measure(members[k].path, members[k].seed, exponents, connection, shallowest)
        for k in progress(range(len(members)))
    ]
    moved = moves(collection, starts)
    return report_of(collection, found, moved, beta, exponents, level, connection, notes)


def report_of(
    collection: PathCollection,
    found: Sequence[Measurement],
    moved: tuple[Move, ...],
    beta: float | None,
    exponents: Sequence[float],
    level: float,
    connection: ConnectionName | None,
    notes: tuple[str, ...],
) -> ScalingReport:
    """Return the report on measurements of a collection."""
    depths, seeds = [one.depth for one in found], [one.seed for one in found]
    collapse = best_collapse(found, level)
    used = collapse.beta.value if beta is None else beta
    used = collection.beta if np.isnan(used) else used
    factor = np.asarray(depths, dtype=np.float64) ** used

    def column(name: str) -> Floats:
        return np.array([getattr(one, name) for one in found])

    def slope(values: Floats) -> Slope:
        return slope_on_depth(depths, seeds, values, level)

    def growth_of(norms: str, deviations: str, beta: float, *, open_end: bool) -> Growth:
        dimension = members_dimension(collection)
        return growth(
            depths, seeds, column(norms), column(deviations), exponents, beta, dimension, level,
            open_end=open_end,
        )  # fmt: skip

    measured: dict[StatisticName, Floats] = {
        name: column(name) * (factor if formula.rescaled else 1.0) for name, formula in FORMULAS.items()
    }
    statistics = {name: Statistic(slope(values), values) for name, values in measured.items()}
    driver_growth = growth_of("primitive_variations", "primitive_deviation", 0.0, open_end=False)
    return ScalingReport(
        depths=tuple(depths),
        seeds=tuple(seeds),
        dim=collection.members[0].path.dim,
        alpha=next(iter(collection)).alpha,
        connection=connection,
        level=level,
        statistics={
            name: one
            for name, one in statistics.items()
            if FORMULAS[name].path == "W" or connection is not None
        },
        collapse=collapse,
        beta=used,
        growth=growth_of("variations", "deviation", used, open_end=True),
        driver_growth=driver_growth,
        trend=trend_and_noise(collection, found, used, level),
        moves=moved,
        regime=regime(
            max_increment=statistics["max_increment"].slope,
            most_increments=slope(factor * column("most_increments")),
            primitive_quadratic_variation=statistics["primitive_quadratic_variation"].slope,
            driver=driver_growth,
            moved=moved,
            depths=depths,
            seeds=len(set(seeds)),
        ),
        notes=notes,
    )


def members_dimension(collection: PathCollection) -> int:
    """Return d², the dimension of the space of the paths."""
    return collection.members[0].path.dim ** 2
