"""Section on the norms of the weights along the depth, and their best collapse."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from depthlimit.analysis import NormCurves
from depthlimit.figures import captions, norms_figure
from depthlimit.reports.blocks import Block, CodeBlock, Columns, PageFigure, Panel, Paragraph, Section, Trace
from depthlimit.reports.drawing import axes, band, colours_by, curve, with_interval
from depthlimit.reports.findings import SeriesFindings

HOVER = "L = {L}<br>k/L = %{{x:.5g}}<br>‖L<sup>β</sup>W<sub>k</sub>‖ = %{{y:.6g}}"
BAND_POINTS = 400
FEWEST_SEEDS = 3
"""Number of seeds from which confidence bands are shown at first."""
HEADROOM = 1.3
"""Upper end of the axis relative to the highest curve: bands of two seeds reach far beyond."""


def norms_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: curves of all depths at β = 1 − α, and at the β of their best collapse."""
    curves = series.norms
    blocks: list[Block] = [
        norms_of(
            curves,
            f"{prefix}norms",
            f"Norms of the weights, rescaled by L^β with β = 1 − α = {curves.beta:g}",
            captions.norms(curves),
            columns_of(curves, series.collapsed),
        )
    ]
    if series.collapsed is not None and series.scaling is not None:
        best = series.scaling.collapse
        blocks.append(
            norms_of(
                series.collapsed,
                f"{prefix}collapse",
                f"The best collapse: β̂ = {with_interval(best.beta)}",
                captions.collapse(best.spread),
                f"{prefix}norms",
            )
        )
    else:
        blocks.append(Paragraph(f"No collapse: {series.no_scaling}.", "missing"))
    blocks.append(CodeBlock("These numbers again", series.commands["norms"]))
    return Section(f"{prefix}norms-of-weights", "Norms along the depth", tuple(blocks))


def norms_of(curves: NormCurves, name: str, title: str, caption: str, data: Columns | str) -> PageFigure:
    """Return the figure of all curves."""
    colours = colours_by(one.depth for one in curves.curves)
    traces: list[Trace] = []
    for one in curves.curves:
        group, colour = str(one.depth), colours[str(one.depth)]
        if one.half_width is not None:
            low, high = one.mean - one.half_width, one.mean + one.half_width
            traces.append(band(one.position, low, high, group, colour, BAND_POINTS))
    for one in curves.curves:
        traces.append(
            curve(one.position, one.mean, one.depth, colours[str(one.depth)], HOVER.format(L=one.depth))
        )
    highest = HEADROOM * max(float(one.mean.max()) for one in curves.curves)
    layout = axes(
        "k/L",
        "‖L<sup>β</sup> W<sub>k</sub>‖",
        xaxis={"range": [0, 1]},
        yaxis={"range": [0, highest]} if highest > 0 else {},
    )
    return PageFigure(
        name=name,
        title=title,
        caption=caption,
        panels=(Panel("", tuple(traces), layout),),
        data=data,
        printed=norms_figure(curves),
        groups=colours,
        grouped_by="L",
        switches={"y": "linear"},
        bands=bands_of(curves),
    )


def bands_of(curves: NormCurves) -> Literal["shown", "hidden"] | None:
    """Return whether bands are shown at first: those of two seeds are too wide."""
    seeds = max(one.seeds for one in curves.curves)
    return None if seeds == 1 else "shown" if seeds >= FEWEST_SEEDS else "hidden"


def columns_of(curves: NormCurves, collapsed: NormCurves | None) -> Columns:
    """Return all norms, with depth and layer, and the factors L^(β̂ − β) of the best collapse."""

    def column(parts: Sequence[Any]) -> Any:
        return np.concatenate([np.asarray(part) for part in parts])

    found: dict[str, Any] = {
        "L": column([np.full(one.depth, one.depth) for one in curves.curves]),
        "k": column([np.arange(one.depth) for one in curves.curves]),
        "seeds": column([np.full(one.depth, one.seeds) for one in curves.curves]),
        "norm": column([one.mean for one in curves.curves]),
    }
    if any(one.half_width is not None for one in curves.curves):
        found["half_width"] = column(
            [
                np.full(one.depth, np.nan) if one.half_width is None else one.half_width
                for one in curves.curves
            ]
        )
    if collapsed is not None:
        shift = collapsed.beta - curves.beta
        found["collapse_factor"] = column([np.full(one.depth, one.depth**shift) for one in curves.curves])
    return found
