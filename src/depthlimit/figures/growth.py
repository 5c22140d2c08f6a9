"""Figure of the growth of the p-variation with the depth, against 1/p."""

import numpy as np

from depthlimit.analysis.scaling.growth import Growth
from depthlimit.analysis.scaling.report import ScalingReport
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Marker, Panel
from depthlimit.figures.intervals import FEWEST

CAPTION = (
    r"slope(p) = $b + \max(1/p - H, 0)$: flat beyond $p^* = 1/H$, where the p-variation stops growing; "
    r"$b$ is the error of the $\beta$ that was used (for the primitive, the exponent of its size). "
    "The line is drawn if $H$ is identified{bars}."
)
PRIMITIVE, WEIGHTS = "primitive $S$", r"weights $L^{\beta} W$"
MARKERS: dict[str, Marker] = {PRIMITIVE: "square", WEIGHTS: "circle"}
LEAST = 0.2
"""Smallest range of the axis of slopes, so that differences of a thousandth do not look large."""


def growth_spec(report: ScalingReport) -> FigureSpec:
    """Describe slope(p) of weights and primitive against 1/p, with their fits."""
    parts = {PRIMITIVE: report.driver_growth, WEIGHTS: report.growth}
    labels = {
        name: rf"{name}: $H = {growth.hurst.value:.3g}$" if growth.identified else f"{name}: no $H$"
        for name, growth in parts.items()
    }
    low, high = reach(report)
    has_bars = len(report.seeds) >= FEWEST
    panel = Panel(
        Axis("$1/p$", low=0.0, high=1.03),
        Axis(r"slope of $\log\|\cdot\|_{p\text{-var}}$ on $\log L$", low=low, high=high, symbol="slope"),
        tuple(one for name, growth in parts.items() for one in series_of(name, growth, has_bars)),
        Key(groups=tuple(parts), labels=labels),
    )
    bars = f"; bars: {report.level:.0%} intervals over seeds" if has_bars else ""
    caption = CAPTION.replace("{bars}", bars)
    return FigureSpec("Growth of the p-variation with the depth", caption, (panel,))


def series_of(name: str, growth: Growth, has_bars: bool) -> list[DataSeries]:
    """Return the slopes, with bars from three seeds on, and b + max(1/p − H, 0) where H is identified."""
    y, lower, upper = (
        np.array([getattr(one, part) for one in growth.slopes]) for part in ("value", "lower", "upper")
    )
    p = np.array(growth.exponents)
    notes = tuple(f"$p = {one:.4g}$" for one in p)
    if not has_bars:
        lower = upper = y * np.nan
    found = [DataSeries(name, 1 / p, y, "none", MARKERS[name], lower, upper, "bars", notes=notes)]
    if growth.identified:
        x = np.array([0.0, np.clip(growth.hurst.value, 0, 1), 1.0])
        fit = growth.shift.value + np.maximum(x - growth.hurst.value, 0)
        found.append(DataSeries(name, x, fit, name=f"{name}: fit"))
    return found


def reach(report: ScalingReport) -> tuple[float | None, float | None]:
    """Return the ends of the axis of slopes where all of them are small, None where they decide."""
    slopes = (*report.growth.slopes, *report.driver_growth.slopes)
    ends = ("value", "lower", "upper") if len(report.seeds) >= FEWEST else ("value",)
    finite = [x for one in slopes for end in ends if np.isfinite(x := getattr(one, end))]
    return (-LEAST, LEAST) if max(map(abs, finite), default=0.0) <= LEAST else (None, None)
