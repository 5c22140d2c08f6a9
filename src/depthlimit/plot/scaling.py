"""What many depths say: the growth of the p-variation, and the statistics on which the regime rests."""

from collections.abc import Callable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.report import ScalingReport
from depthlimit.plot.style import depth_colours, house_style

LABELS = {
    "L^β max ‖ΔWₖ‖": r"$L^{\beta}\,\max\|W_{k+1} - W_k\|$",
    "max ‖Sₖ‖": r"$\max\|S_k\|$",
    "Σ‖ΔSₖ‖²": r"$\sum\|S_{k+1} - S_k\|^2$",
}
"""The statistics that are drawn."""


def scaling_figure(report: ScalingReport) -> Figure:
    """Draw slope(p) against 1/p with its fit, and three statistics against L with their slopes."""
    return drawn(report, [draw_growths, draw_statistics], width=8.4)


def growth_figure(report: ScalingReport) -> Figure:
    """The first of the two alone."""
    return drawn(report, [draw_growths], width=5.6)


def statistics_figure(report: ScalingReport) -> Figure:
    """The second of the two alone."""
    return drawn(report, [draw_statistics], width=5.6)


def drawn(
    report: ScalingReport, panels: Sequence[Callable[[Axes, ScalingReport], None]], width: float
) -> Figure:
    """Panels side by side over one legend."""
    with house_style():
        figure = Figure(figsize=(width, 4.2))
        found = figure.subplots(1, len(panels), squeeze=False)[0]
        for axes, draw in zip(found, panels, strict=True):
            draw(axes, report)
        handles = [axes.get_legend_handles_labels() for axes in found]
        figure.legend(
            [one for drawn, _ in handles for one in drawn],
            [one for _, names in handles for one in names],
            loc="outside lower center",
            ncols=2,
            fontsize="small",
        )
    return figure


def draw_growths(axes: Axes, report: ScalingReport) -> None:
    """The slopes of the weights and of their primitive."""
    colours = depth_colours(2)
    draw_growth(axes, report.growth, colours[1], r"weights $L^{\beta} W$")
    draw_growth(axes, report.driver_growth, colours[0], "primitive $S$")
    axes.set(xlabel="$1/p$", ylabel=r"slope of $\log V_p$ on $\log L$", xlim=(0, 1.03))


def draw_growth(axes: Axes, growth: Growth, colour: tuple[float, ...], name: str) -> None:
    """Slopes with their intervals, and b + max(1/p − H, 0) where H is identified."""
    x = 1 / np.array(growth.exponents)
    y, lower, upper = (
        np.array([getattr(one, part) for one in growth.slopes]) for part in ("value", "lower", "upper")
    )
    if not np.isfinite(y).all():
        return
    spread = np.nan_to_num(np.stack([y - lower, upper - y]))
    axes.errorbar(x, y, spread, fmt="o", color=colour, markersize=4, linewidth=1, label=name)
    if growth.identified:
        fine = np.linspace(0, 1, 201)
        fit = growth.shift.value + np.maximum(fine - growth.hurst.value, 0)
        axes.plot(fine, fit, color=colour, linewidth=1, label=rf"$H = {growth.hurst.value:.3g}$")


def draw_statistics(axes: Axes, report: ScalingReport) -> None:
    """Values at every depth and seed, in double logarithmic axes, with the fitted slope."""
    depths = np.array(report.depths, dtype=np.float64)
    drawn = [one for one in report.statistics if one.name in LABELS and (one.values > 0).all()]
    for one, colour, marker in zip(drawn, depth_colours(len(LABELS)), "os^", strict=False):
        slope = one.slope.value
        axes.plot(
            depths, one.values, marker, color=colour, markersize=4,
            label=rf"{LABELS[one.name]}: slope ${slope:.3g}$",
        )  # fmt: skip
        middle = np.exp(np.mean(np.log(one.values) - slope * np.log(depths)))
        ends = np.array([depths.min(), depths.max()])
        axes.plot(ends, middle * ends**slope, color=colour, linewidth=1)
    axes.set(xscale="log", yscale="log", xlabel="$L$")
    axes.set_xticks(sorted(set(report.depths)), [str(L) for L in sorted(set(report.depths))], rotation=60)
    axes.tick_params(axis="x", which="minor", bottom=False, labelbottom=False)
