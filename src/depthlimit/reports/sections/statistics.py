"""Section on the statistics of the scaling analysis, and on the trend and noise of the weights."""

import numpy as np

from depthlimit.analysis.scaling import ScalingReport
from depthlimit.analysis.scaling.statistics import FORMULAS
from depthlimit.figures import captions, statistics_figure
from depthlimit.figures.labels import plotly_label
from depthlimit.reports.blocks import (
    CodeBlock,
    Columns,
    NamedTable,
    PageFigure,
    Panel,
    Paragraph,
    Section,
    Trace,
    missing,
)
from depthlimit.reports.drawing import axes, colours_by, depth_ticks, points
from depthlimit.reports.findings import SeriesFindings

TITLE = "Statistics of scaling, trend and noise"
HOVER = "{name}<br>L = %{{x}}, seed %{{customdata}}<br>%{{y:.6g}}"


def statistics_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: slopes of all statistics, and the trend and noise of the weights."""
    name = f"{prefix}scaling"
    if series.scaling is None:
        return missing(name, TITLE, series.no_scaling)
    report = series.scaling
    return Section(
        name,
        TITLE,
        (
            statistics_of(report, f"{prefix}statistics"),
            NamedTable(
                f"{prefix}statistics",
                "Slope of the logarithm of each statistic on log L (W: weights, S: their primitive), with "
                f"its {report.level:.0%} interval.",
                series.tables["statistics"],
            ),
            Paragraph(f"Trend and noise: {report.trend.sentence}."),
            NamedTable(
                f"{prefix}exponents",
                f"Exponents, trend and noise, each with its {report.level:.0%} interval over seeds.",
                series.tables["exponents"],
            ),
            CodeBlock("These numbers again", series.commands["scaling"]),
        ),
    )


def statistics_of(report: ScalingReport, figure_name: str) -> PageFigure:
    """Return the figure of every statistic at every depth and seed, with fitted lines."""
    drawn = {FORMULAS[name].text: one for name, one in report.statistics.items() if (one.values > 0).all()}
    colours = colours_by(drawn)
    depths = np.array(report.depths, dtype=np.float64)
    seeds = [plotly_label(seed) for seed in report.seeds]
    traces: list[Trace] = []
    for name, one in drawn.items():
        colour, slope = colours[name], one.slope.value
        hover = HOVER.format(name=name)
        traces.append(points(depths, one.values, name, colour, hover, customdata=seeds))
        middle = float(np.exp(np.mean(np.log(one.values) - slope * np.log(depths))))
        ends = np.array([depths.min(), depths.max()])
        hover = f"{name}<br>slope {slope:.4g} [{one.slope.lower:.4g}, {one.slope.upper:.4g}]"
        traces.append(
            points(ends, middle * ends**slope, name, colour, hover, mode="lines", line={"width": 1.2})
        )
    return PageFigure(
        name=figure_name,
        title="Statistics of weights and primitive against the depth",
        caption=captions.statistics(report.beta),
        panels=(Panel("", tuple(traces), axes("L", "", xaxis=depth_ticks(report.depths))),),
        data=columns_of(report),
        printed=statistics_figure(report),
        groups=colours,
        grouped_by="statistic",
        switches={"x": "log", "y": "log"},
    )


def columns_of(report: ScalingReport) -> Columns:
    """Return every statistic of every path."""
    return {
        "L": report.depths,
        "seed": report.seeds,
        **{FORMULAS[name].text: one.values for name, one in report.statistics.items()},
    }
