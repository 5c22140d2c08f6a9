"""Figure of the statistics that the regime follows from, against the depth."""

from collections.abc import Collection

import numpy as np

from depthlimit.analysis.scaling.report import ScalingReport
from depthlimit.analysis.scaling.statistics import FORMULAS, Statistic, StatisticName
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Marker, Panel
from depthlimit.figures.growth import growth_spec
from depthlimit.figures.labels import DEPTH
from depthlimit.figures.ticks import depth_ticks
from depthlimit.formulas import escaped

MAIN: tuple[StatisticName, ...] = ("max_increment", "max_primitive", "primitive_quadratic_variation")
"""The statistics of the figure of a scaling analysis."""
MARKERS: tuple[Marker, ...] = ("circle", "square", "triangle")


def scaling_spec(report: ScalingReport) -> FigureSpec:
    """Describe slope(p) against 1/p with its fit, and three statistics against L with their slopes."""
    growth, statistics = growth_spec(report), statistics_spec(report, MAIN)
    return FigureSpec(
        "Scaling with the depth",
        f"{growth.caption} {statistics.caption}",
        (*growth.panels, *statistics.panels),
    )


def statistics_spec(report: ScalingReport, names: Collection[StatisticName] = tuple(FORMULAS)) -> FigureSpec:
    """Describe statistics at every depth and seed, in double logarithmic axes, with their fitted slopes.

    A statistic that is not positive has no logarithm, and is left out.
    """
    found = {name: report.statistics[name] for name in names if name in report.statistics}
    drawn = {name: one for name, one in found.items() if (one.values > 0).all()}
    groups = {name: f"${FORMULAS[name].tex}$" for name in drawn}
    labels = {
        groups[name]: f"{groups[name]}: slope ${one.slope.value:.3g}$" + used_beta(name, report.beta)
        for name, one in drawn.items()
    }
    series = [
        part
        for place, (name, one) in enumerate(drawn.items())
        for part in series_of(groups[name], one, report, MARKERS[place % len(MARKERS)])
    ]
    caption = "Every path is a point; lines have the fitted slopes."
    panel = Panel(
        Axis(DEPTH, "log", ticks=depth_ticks(report.depths)),
        Axis("value of the statistic", "log", symbol="value"),
        tuple(series),
        Key("statistic", tuple(groups.values()), labels),
    )
    return FigureSpec("Statistics of weights and primitive against the depth", caption, (panel,))


def used_beta(name: StatisticName, beta: float) -> str:
    """Return the β of a statistic of rescaled weights in a label, "" for the others."""
    return rf", $\hat{{\beta}} = {beta:.4g}$" if FORMULAS[name].rescaled else ""


def series_of(group: str, one: Statistic, report: ScalingReport, marker: Marker) -> list[DataSeries]:
    """Return the values of all paths, and the line of the fitted slope."""
    depths = np.array(report.depths, dtype=np.float64)
    seeds = tuple(f"seed {escaped(seed)}" for seed in report.seeds)
    slope = one.slope
    middle = np.exp(np.mean(np.log(one.values) - slope.value * np.log(depths)))
    ends = np.array([depths.min(), depths.max()])
    fitted = f"{group}: slope {slope.value:.3g} [{slope.lower:.3g}, {slope.upper:.3g}]"
    return [
        DataSeries(group, depths, one.values, "none", marker, notes=seeds),
        DataSeries(group, ends, middle * ends**slope.value, name=fitted),
    ]
