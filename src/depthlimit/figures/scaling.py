"""Figures of the growth of the p-variation, and of the statistics that the regime follows from."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.report import ScalingReport
from depthlimit.analysis.scaling.statistics import FORMULAS, StatisticName
from depthlimit.figures.style import PaperFigure, depth_colours, depth_ticks, paper_style

DRAWN: tuple[StatisticName, ...] = ("max_increment", "max_primitive", "primitive_quadratic_variation")
"""The statistics that are drawn."""
ALONE = 5.6, 4.2
"""Size of one panel in inches."""
LEAST = 0.2
"""Smallest range of the axis of slopes, so that differences of a thousandth do not look large."""


def scaling_figure(report: ScalingReport) -> Figure:
    """Draw slope(p) against 1/p with its fit, and three statistics against L with their slopes."""
    with paper_style():
        figure = PaperFigure(figsize=(8.4, 4.2))
        left, right = figure.subplots(1, 2)
        draw_growths(left, report)
        draw_statistics(right, report)
        statistics = right.get_legend_handles_labels()
        figure.legend(*statistics, loc="outside lower right", ncols=3, fontsize="small")
    return figure


def growth_figure(report: ScalingReport) -> Figure:
    """Draw the left panel of `scaling_figure` alone."""
    with paper_style():
        figure = PaperFigure(figsize=ALONE)
        draw_growths(figure.subplots(), report)
    return figure


def statistics_figure(report: ScalingReport) -> Figure:
    """Draw the right panel of `scaling_figure` alone."""
    with paper_style():
        figure = PaperFigure(figsize=ALONE)
        axes = figure.subplots()
        draw_statistics(axes, report)
        figure.legend(
            *axes.get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize="small"
        )
    return figure


def draw_growths(axes: Axes, report: ScalingReport) -> None:
    """Draw the slopes of the weights and of their primitive."""
    colours = depth_colours(2)
    draw_growth(axes, report.growth, colours[1], r"weights $L^{\beta} W$")
    draw_growth(axes, report.driver_growth, colours[0], "primitive $S$")
    axes.set(xlabel="$1/p$", ylabel=r"slope of $\log\|\cdot\|_{p\mathrm{-var}}$ on $\log L$", xlim=(0, 1.03))
    bottom, top = axes.get_ylim()
    axes.set_ylim(min(bottom, -LEAST), max(top, LEAST))
    axes.legend(loc="upper left", fontsize="small")


def draw_growth(axes: Axes, growth: Growth, colour: tuple[float, ...], name: str) -> None:
    """Draw slopes with their intervals, and b + max(1/p − H, 0) where H is identified."""
    x = 1 / np.array(growth.exponents)
    y, lower, upper = (
        np.array([getattr(one, part) for one in growth.slopes]) for part in ("value", "lower", "upper")
    )
    if not np.isfinite(y).all():
        return
    spread = np.nan_to_num(np.stack([y - lower, upper - y]))
    label = rf"{name}: $H = {growth.hurst.value:.3g}$" if growth.identified else f"{name}: no $H$"
    axes.errorbar(x, y, spread, fmt="o", color=colour, markersize=4, linewidth=1, label=label)
    if growth.identified:
        fine = np.linspace(0, 1, 201)
        fit = growth.shift.value + np.maximum(fine - growth.hurst.value, 0)
        axes.plot(fine, fit, color=colour, linewidth=1)


def draw_statistics(axes: Axes, report: ScalingReport) -> None:
    """Draw the values at every depth and seed, in double logarithmic axes, with the fitted slope."""
    depths = np.array(report.depths, dtype=np.float64)
    found = {name: report.statistics[name] for name in DRAWN if name in report.statistics}
    drawn = {name: one for name, one in found.items() if (one.values > 0).all()}
    for (name, one), colour, marker in zip(drawn.items(), depth_colours(len(DRAWN)), "os^", strict=False):
        slope = one.slope.value
        label = rf"${FORMULAS[name].mathtext}$: slope ${slope:.3g}$"
        axes.plot(depths, one.values, marker, color=colour, markersize=4, label=label)
        middle = np.exp(np.mean(np.log(one.values) - slope * np.log(depths)))
        ends = np.array([depths.min(), depths.max()])
        axes.plot(ends, middle * ends**slope, color=colour, linewidth=1)
    axes.set(xscale="log", yscale="log", xlabel="$L$")
    ticks = depth_ticks(report.depths)
    axes.set_xticks(ticks, [str(L) for L in ticks], rotation=60)
    axes.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
