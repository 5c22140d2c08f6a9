"""Section on the growth of the p-variation with the depth."""

import numpy as np

from depthlimit.analysis import VariationTable
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.analysis.scaling.growth import Growth
from depthlimit.figures import captions, growth_figure, variation_figure
from depthlimit.figures.scaling import LEAST
from depthlimit.reports.blocks import (
    Block,
    CodeBlock,
    Columns,
    Layout,
    NamedTable,
    PageFigure,
    Panel,
    Paragraph,
    Section,
    Trace,
)
from depthlimit.reports.drawing import Colours, axes, colours_by, depth_ticks, interval, points
from depthlimit.reports.findings import SeriesFindings

MARGIN = 1.6
"""Factor between the ends of a logarithmic range and the values."""
SPARE = 0.05
"""Margin of a linear range, relative to its length."""
VALUE = "L = %{{x}}<br>p = {p:g}<br>‖L<sup>β</sup>W‖<sub>p-var</sub> = %{{y:.6g}}"
SLOPE = "{name}<br>p = %{{customdata:.4g}}<br>slope %{{y:.4g}}"


def variation_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: p-variation against L, its slopes against 1/p, and both as tables."""
    blocks: list[Block] = [values_of(series.variation, f"{prefix}variation")]
    if series.scaling is not None:
        report = series.scaling
        blocks += [
            growth_of(report, f"{prefix}growth"),
            Paragraph(f"Weights: {report.growth.sentence}."),
            Paragraph(f"Primitive: {report.driver_growth.sentence}."),
            NamedTable(
                f"{prefix}growth",
                f"Slope of log ‖·‖_p-var on log L with its {report.level:.0%} interval: the weights L^β̂ W, "
                f"β̂ = {report.beta:.4g}, and their primitive S.",
                series.tables["growth"],
            ),
        ]
    else:
        blocks.append(Paragraph(f"No slopes: {series.no_scaling}.", "missing"))
    blocks += [
        NamedTable(
            f"{prefix}variation",
            f"p-variation of L^β W, β = {series.variation.beta:.4g}: the mean over seeds, and ± half of its "
            f"{series.variation.level:.0%} interval.",
            series.tables["variation"],
        ),
        CodeBlock("These numbers again", series.commands["variation"]),
    ]
    return Section(f"{prefix}p-variation", "p-variation against the depth", tuple(blocks))


def values_of(table: VariationTable, name: str) -> PageFigure:
    """Return the figure of the p-variation against the depth, one curve per p."""
    colours = colours_by(f"{p:g}" for p in table.exponents)
    depths = np.array([row.depth for row in table.rows], dtype=np.float64)
    traces: list[Trace] = []
    for k, p in enumerate(table.exponents):
        mean = np.array([row.mean[k] for row in table.rows])
        half = np.array([np.nan if row.half_width is None else row.half_width[k] for row in table.rows])
        traces.append(
            points(
                depths, mean, f"{p:g}", colours[f"{p:g}"], VALUE.format(p=p),
                mode="lines+markers", line={"width": 1.4},
                error_y=interval(mean.tolist(), (mean - half).tolist(), (mean + half).tolist()),
            )
        )  # fmt: skip
    means = np.array([row.mean for row in table.rows])
    layout = axes(
        "L",
        "‖L<sup>β</sup>W‖<sub>p-var</sub>",
        xaxis=depth_ticks(int(L) for L in depths),
        yaxis=range_around(means),
    )
    return PageFigure(
        name=name,
        title=f"p-variation of the weights, rescaled by L^β with β = {table.beta:.4g}",
        caption=captions.VARIATION,
        panels=(Panel("", tuple(traces), layout),),
        data=columns_of(table),
        printed=variation_figure(table),
        groups=colours,
        grouped_by="p",
        switches={"x": "log", "y": "log"},
    )


def range_around(values: np.ndarray) -> Layout:
    """Return a range around positive values, which does not depend on the wide intervals of two seeds."""
    if not (values > 0).all():
        return {}
    return {"range": [float(values.min()) / MARGIN, float(values.max()) * MARGIN]}


def columns_of(table: VariationTable) -> Columns:
    """Return every value of every seed."""
    rows = [
        (row.depth, seed, p, float(value))
        for row in table.rows
        for seed, norms in enumerate(row.norms)
        for p, value in zip(table.exponents, norms, strict=True)
    ]
    return dict(zip(("L", "path", "p", "variation"), zip(*rows, strict=True), strict=True))


def growth_of(report: ScalingReport, name: str) -> PageFigure:
    """Return the figure of the slopes against 1/p, with the fit b + max(1/p − H, 0)."""
    colours = colours_by(["primitive S", "weights L^β W"])
    parts = {"weights L^β W": report.growth, "primitive S": report.driver_growth}
    traces = [trace for part, growth in parts.items() for trace in growth_traces(growth, part, colours[part])]
    return PageFigure(
        name=name,
        title="Slope of log ‖·‖_p-var on log L against 1/p",
        caption=captions.GROWTH,
        panels=(
            Panel(
                "", tuple(traces), axes("1/p", "slope", xaxis={"range": [0, 1.03]}, yaxis=slope_range(report))
            ),
        ),
        data=growth_columns(parts),
        printed=growth_figure(report),
        groups=colours,
        grouped_by="path",
    )


def slope_range(report: ScalingReport) -> Layout:
    """Return a range for slopes that does not magnify differences of a thousandth."""
    ends = [
        x
        for slope in (*report.growth.slopes, *report.driver_growth.slopes)
        for x in (slope.value, slope.lower, slope.upper)
        if np.isfinite(x)
    ]
    low, high = min([-LEAST, *ends]), max([LEAST, *ends])
    return {"range": [low - SPARE * (high - low), high + SPARE * (high - low)]}


def growth_traces(growth: Growth, name: str, colours: Colours) -> list[Trace]:
    """Return the traces of the slopes with their intervals, and of the fit."""
    p = np.array(growth.exponents)
    value, lower, upper = (
        [getattr(one, part) for one in growth.slopes] for part in ("value", "lower", "upper")
    )
    traces = [
        points(
            1 / p, value, name, colours, SLOPE.format(name=name),
            customdata=p.tolist(), error_y=interval(value, lower, upper),
        )
    ]  # fmt: skip
    if growth.identified:
        corner = float(np.clip(growth.hurst.value, 0, 1))
        fit = [growth.shift.value + max(x - growth.hurst.value, 0.0) for x in (0.0, corner, 1.0)]
        hover = f"{name}<br>fit: H = {growth.hurst.value:.4g}, b = {growth.shift.value:.4g}"
        traces.append(
            points([0.0, corner, 1.0], fit, name, colours, hover, mode="lines", line={"width": 1.4})
        )
    return traces


def growth_columns(parts: dict[str, Growth]) -> Columns:
    """Return every slope with its interval."""
    rows = [
        (part, p, slope.value, slope.lower, slope.upper)
        for part, growth in parts.items()
        for p, slope in zip(growth.exponents, growth.slopes, strict=True)
    ]
    return dict(zip(("path", "p", "slope", "lower", "upper"), zip(*rows, strict=True), strict=True))
