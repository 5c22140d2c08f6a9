"""All that depths and seeds say about scaling: measured once, then asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis.norms import LEVEL
from depthlimit.analysis.scaling.collapse import Collapse, best_collapse
from depthlimit.analysis.scaling.growth import EXPONENTS, Growth, growth
from depthlimit.analysis.scaling.measurement import Measurement, measure
from depthlimit.analysis.scaling.regime import Regime, regime
from depthlimit.analysis.scaling.regression import Slope, slope_on_depth
from depthlimit.analysis.scaling.start import Move, moves
from depthlimit.analysis.scaling.trend import TrendAndNoise, trend_and_noise
from depthlimit.analysis.variation import Progress
from depthlimit.errors import UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths import PathCollection
from depthlimit.paths.collection import finite
from depthlimit.result import Result

Floats = NDArray[np.float64]

FEWEST_LAYERS = 16
"""Shallower paths have too few layers for a trend, a noise and eight parts of a curve."""


@dataclass(frozen=True, repr=False)
class Statistic(Result):
    """One statistic of Cohen, Cont, Rossier and Xu: its name, the path it belongs to, its slope.

    Attributes:
        name: its formula.
        path: ``W``, the weights, or ``S``, their primitive.
        slope: of its logarithm on log L.
        values: at every depth and seed, shape (n,).
    """

    name: str
    path: str
    slope: Slope
    values: Floats


@dataclass(frozen=True, repr=False)
class ScalingReport(Result):
    """The outcome.

    Attributes:
        depths: of every path, from the shallowest to the deepest.
        seeds: of every path.
        dim: d.
        alpha: the exponent of the step δ_L = L^(−α).
        connection: whose primitive S is meant.
        level: the confidence of intervals.
        statistics: of the weights and of their primitive.
        collapse: the best β; where a β̂ is needed, it is this one, or the one that was given.
        beta: the β̂ that is used.
        growth: of the p-variation of L^β̂ W.
        driver_growth: of the p-variation of the primitive S.
        trend: trend and noise.
        moves: how far trained weights moved.
        regime: the regime and why.
        notes: what was left out, and why.
    """

    depths: tuple[int, ...]
    seeds: tuple[str, ...]
    dim: int
    alpha: float
    connection: ConnectionName | None
    level: float
    statistics: tuple[Statistic, ...]
    collapse: Collapse
    beta: float
    growth: Growth
    driver_growth: Growth
    trend: TrendAndNoise
    moves: tuple[Move, ...]
    regime: Regime
    notes: tuple[str, ...]


def scaling(
    collection: PathCollection,
    beta: float | None = None,
    exponents: Sequence[float] = EXPONENTS,
    level: float = LEVEL,
    progress: Progress = iter,
) -> ScalingReport:
    """Measure how weights scale with the depth.

    Args:
        collection: paths of square matrices of several depths, and of one or more seeds.
        beta: the exponent of the rescaling; by default that of the best collapse.
        exponents: p of the variations, increasing from 1.
        level: the confidence of intervals.
        progress: is handed the numbers of the paths and hands them back, as a progress bar does.

    Raises:
        UsageError: no two depths of at least 16 layers whose weights are finite.
    """
    collection, notes = usable(collection)
    connection = driving(collection)
    if connection is None:
        notes = (*notes, "the connection is none: no path drives it, what belongs to S is left out")
    elif any(path.connection is None for path in collection):
        notes = (*notes, "no manifest says the connection: S is that of skip")
    shallowest = collection.depths[0]
    members = collection.members
    found = [
        measure(members[k].path, members[k].seed, exponents, connection, shallowest)
        for k in progress(range(len(members)))
    ]
    return report_of(collection, found, beta, exponents, level, connection, notes)


def report_of(
    collection: PathCollection,
    found: Sequence[Measurement],
    beta: float | None,
    exponents: Sequence[float],
    level: float,
    connection: ConnectionName | None,
    notes: tuple[str, ...],
) -> ScalingReport:
    """What the measurements say."""
    depths, seeds = [one.depth for one in found], [one.seed for one in found]
    collapse = best_collapse(found, level)
    used = collapse.beta.value if beta is None else beta
    used = collection.beta if np.isnan(used) else used
    dimension = members_dimension(collection)

    def column(name: str) -> Floats:
        return np.array([getattr(one, name) for one in found])

    def slope(values: Floats) -> Slope:
        return slope_on_depth(depths, seeds, values, level)

    factor = np.asarray(depths, dtype=np.float64) ** used
    rows = (
        ("max ‖Wₖ‖", "W", column("max_norm")),
        ("L^β max ‖ΔWₖ‖", "W", factor * column("max_increment")),
        ("√(L Σ‖ΔWₖ‖²)", "W", column("root_sum_of_increments")),
        ("Σ‖ΔWₖ‖²", "W", column("quadratic_variation")),
        ("max ‖Sₖ‖", "S", column("primitive")),
        ("max ‖Sₖ − trend‖", "S", column("detrended_primitive")),
        ("Σ‖ΔSₖ‖²", "S", column("primitive_variation")),
    )
    statistics = tuple(
        Statistic(name, path, slope(values), values)
        for name, path, values in rows
        if path == "W" or connection is not None
    )
    of_driver = growth(
        depths, seeds, column("primitive_variations"), column("primitive_deviation"), exponents, 0.0,
        dimension, level, open_end=False,
    )  # fmt: skip
    moved = moves(collection)
    return ScalingReport(
        depths=tuple(depths),
        seeds=tuple(seeds),
        dim=collection.members[0].path.dim,
        alpha=next(iter(collection)).alpha,
        connection=connection,
        level=level,
        statistics=statistics,
        collapse=collapse,
        beta=used,
        growth=growth(
            depths, seeds, column("variations"), column("deviation"), exponents, used, dimension, level,
            open_end=True,
        ),
        driver_growth=of_driver,
        trend=trend_and_noise(collection, found, used, level),
        moves=moved,
        regime=regime(
            largest=statistics[1].slope,
            most=slope(factor * column("most_increments")),
            variation=slope(column("primitive_variation")),
            driver=of_driver,
            moved=moved,
            depths=depths,
            seeds=len(set(seeds)),
        ),
        notes=notes,
    )  # fmt: skip


def members_dimension(collection: PathCollection) -> int:
    """d², the dimension of the space of the paths."""
    return collection.members[0].path.dim ** 2


def driving(collection: PathCollection) -> ConnectionName | None:
    """The connection whose primitive is meant: that of the paths, skip where none is recorded."""
    names = {path.connection for path in collection} - {None}
    if len(names) > 1:
        raise UsageError(
            f"the paths have several connections ({', '.join(sorted(map(str, names)))}): give folders of one"
        )
    name: ConnectionName = next((name for name in names if name is not None), "skip")
    return None if name == "none" else name


def usable(collection: PathCollection) -> tuple[PathCollection, tuple[str, ...]]:
    """The collection without what cannot be measured, and a sentence about each path left out."""
    members, notes = finite(collection.members)
    kept = []
    for member in members:
        if member.path.depth < FEWEST_LAYERS:
            notes.append(
                f"{member} is left out: {member.path.depth} layers are too few, {FEWEST_LAYERS} are needed"
            )
        else:
            kept.append(member)
    depths = sorted({member.path.depth for member in kept})
    if len(depths) < 2:
        one = f"one depth, {depths[0]}" if depths else "no depth that can be measured"
        more = f"run {depths[0] * 2} and {depths[0] * 4}, too" if depths else "run depths 32, 64, 128"
        raise UsageError(f"there is {one}: scaling is measured over several, {more}")
    kept_of_seed = {name: [one.path.depth for one in kept if one.seed == name] for name in collection.seeds}
    if all(len(set(own)) < 2 for own in kept_of_seed.values()):
        name = kept[0].seed
        others = ", ".join(str(depth) for depth in depths if depth not in kept_of_seed[name])
        raise UsageError(
            f"no seed has two depths: scaling compares depths of one seed, run seed {name} at "
            f"depth {others}, too"
        )
    for name, own in kept_of_seed.items():
        if len(set(own)) == 1:
            notes.append(
                f"seed {name} has one depth, {own[0]}: it has no slope over the depth and is left out of all "
                "slopes"
            )
    for depth, seed in collection.missing:
        if len(set(kept_of_seed[seed])) > 1:
            notes.append(f"depth {depth} is missing for seed {seed}: run it, the seed is used without")
    return PathCollection.of(kept, collection.unread), tuple(notes)
