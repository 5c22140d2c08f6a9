"""Section on single entries of the weights as paths over the depth."""

import numpy as np

from depthlimit.analysis import EntryCurves
from depthlimit.figures import captions, entries_figure
from depthlimit.reports.blocks import CodeBlock, Columns, PageFigure, Panel, Section
from depthlimit.reports.drawing import Colours, axes, colours_by, curve
from depthlimit.reports.findings import SeriesFindings

HOVER = "L = {L}<br>k/L = %{{x:.5g}}<br>L<sup>β</sup>(W<sub>k</sub>)<sub>{i},{j}</sub> = %{{y:.6g}}"
MOST_POINTS = 350
"""Largest number of drawn points of a curve in a small panel."""


def entries_section(series: SeriesFindings, prefix: str) -> Section:
    """Return the section: one panel per entry, with the curves of all depths."""
    entries = series.entries
    colours = colours_by(one.depth for one in entries.curves)
    figure = PageFigure(
        name=f"{prefix}entries",
        title=f"Single entries, β = {entries.beta:g}, seed {entries.seed}",
        caption=captions.ENTRIES,
        panels=tuple(panel(entries, place, colours) for place in range(len(entries.positions))),
        data=columns_of(entries),
        printed=entries_figure(entries),
        groups=colours,
        grouped_by="L",
        is_wide=False,
    )
    return Section(
        f"{prefix}single-entries",
        "Single entries",
        (figure, CodeBlock("These numbers again", series.commands["entries"])),
    )


def panel(entries: EntryCurves, place: int, colours: dict[str, Colours]) -> Panel:
    """Return the panel of one entry."""
    i, j = entries.positions[place]
    traces = [
        curve(
            one.position,
            one.values[place],
            one.depth,
            colours[str(one.depth)],
            HOVER.format(L=one.depth, i=i, j=j),
            MOST_POINTS,
            line={"width": 1.2},
        )
        for one in entries.curves
    ]
    return Panel(f"({i}, {j})", tuple(traces), axes("k/L", "", xaxis={"range": [0, 1]}))


def columns_of(entries: EntryCurves) -> Columns:
    """Return all values, with their depth and layer."""
    return {
        "L": np.concatenate([np.full(one.depth, one.depth) for one in entries.curves]),
        "k": np.concatenate([np.arange(one.depth) for one in entries.curves]),
        **{
            f"entry_{i}_{j}": np.concatenate([one.values[place] for one in entries.curves])
            for place, (i, j) in enumerate(entries.positions)
        },
    }
