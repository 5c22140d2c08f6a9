"""Figure of the outcomes of trainings against the options in which they differ."""

import math
from collections.abc import Sequence

import numpy as np

from depthlimit.analysis.group_outcomes import GroupOutcome
from depthlimit.analysis.outcomes import Outcomes
from depthlimit.comparison import Group, shown
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, MapPanel, Panel, Scale
from depthlimit.figures.facets import group_key
from depthlimit.figures.labels import DEPTH, TAGS, tag_label
from depthlimit.figures.ticks import MOST_TICKS, depth_ticks
from depthlimit.formulas import escaped
from depthlimit.scalars import OMEGA

WIDE = 8.0
"""Ratio of the largest to the smallest value of an option from which its axis is logarithmic."""
BARS = "bars: {level} intervals over seeds"
FEWEST_VALUES = 2
RANGE = "bars: the range of the seeds"


def outcomes_spec(found: Outcomes) -> FigureSpec:
    """Describe the mean of every group: against the option, the depth, or in cells for two options.

    Where one option with numbers varies, it is the horizontal axis, and depths are colours; where two vary,
    every pair is a cell, in a panel for each depth; otherwise the depth is the horizontal axis, and groups
    are colours.
    """
    options = [name for name, _ in found.groups[0].values] if found.groups else []
    values = [[group.cells[k] for group in found.groups] for k in range(len(options))]
    numbers = len(options) == 1 and all(isinstance(value, int | float) for value in values[0])
    mean = "Geometric mean" if found.relative else "Mean"
    caption = f"{mean} of {quantity_label(found)} over seeds"
    if len(options) == 2:
        panels: tuple[Panel | MapPanel, ...] = tuple(
            cells_panel(found, depth.depth, options) for depth in found.depths
        )
    else:
        panels = (option_panel(found, options[0]) if numbers else depth_panel(found),)
        cells = [one for depth in found.depths for one in depth.groups]
        if any(one.mean.known for one in cells):
            caption = f"{caption}; {BARS.format(level=f'{found.level:.0%}')}"
        elif any(len(one.values) > 1 for one in cells):
            caption = f"{caption}; {RANGE}"
    return FigureSpec(f"Final {quantity_label(found)} by {by_words(options)}", f"{caption}.", panels)


def quantity_label(found: Outcomes) -> str:
    """Return the compared values in a label."""
    return TAGS[OMEGA] if found.quantity == "Ω" else tag_label(found.quantity)


def by_words(options: Sequence[str]) -> str:
    """Return what a figure is drawn against.

    >>> by_words(["η", "α"]), by_words([])
    ('η and α', 'depth')
    """
    return " and ".join(map(escaped, options)) or "depth"


def option_panel(found: Outcomes, option: str) -> Panel:
    """Return the means against an option with numbers, a colour for each depth."""
    places = {group: float(group.cells[0] or 0) for group in found.groups}
    trained = tuple(sorted(set(places.values())))
    ticks = trained if len(trained) <= MOST_TICKS else None
    x = Axis(escaped(option), scale_of(list(places.values())), ticks=ticks)
    series = tuple(
        points(
            str(depth.depth),
            [places[one.group] for one in known(depth.groups)],
            known(depth.groups),
        )
        for depth in found.depths
    )
    key = Key(DEPTH, tuple(one.group for one in series))
    return Panel(x, y_axis(found), series, key)


def depth_panel(found: Outcomes) -> Panel:
    """Return the means against the depth, a colour for each group."""
    ticks = depth_ticks(depth.depth for depth in found.depths if depth.depth is not None)
    series = []
    for group in found.groups:
        cells = [(depth.depth, one) for depth in found.depths for one in depth.groups if one.group == group]
        places = [float(depth or math.nan) for depth, one in cells if one.values]
        series.append(points(escaped(group.label), places, [one for _, one in cells if one.values]))
    key = group_key(found.groups) if len(found.groups) > 1 else Key("", ("",))
    return Panel(Axis(DEPTH, "log", ticks=ticks), y_axis(found), tuple(series), key)


def cells_panel(found: Outcomes, depth: int | None, options: Sequence[str]) -> MapPanel:
    """Return the means at one depth in cells: a row for each value of one option, a column for the other."""
    rows, columns = (tuple(dict.fromkeys(group.cells[k] for group in found.groups)) for k in (0, 1))
    values = np.full((len(rows), len(columns)), np.nan)
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            one = found.of(Group(((options[0], row), (options[1], column))), depth)
            values[i, j] = math.nan if one is None else one.mean.value
    return MapPanel(
        Axis(escaped(options[1])),
        Axis(escaped(options[0])),
        Axis(quantity_label(found)),
        tuple(escaped(shown(value)) for value in columns),
        tuple(escaped(shown(value)) for value in rows),
        values,
        "cells",
        title="" if depth is None else f"$L = {depth}$",
    )


def known(groups: Sequence[GroupOutcome]) -> list[GroupOutcome]:
    """Return the outcomes that have values."""
    return [one for one in groups if one.values]


def points(group: str, x: Sequence[float], cells: Sequence[GroupOutcome]) -> DataSeries:
    """Return the means of one colour, with their intervals as bars."""
    order = np.argsort(x)
    mean = np.array([one.mean.value for one in cells])[order]
    lower, upper = (np.array(ends)[order] for ends in zip(*map(ends_of, cells), strict=True))
    bars = (lower, upper) if np.isfinite(lower).any() else (None, None)
    return DataSeries(
        group, np.array(x)[order], mean, marker="circle", lower=bars[0], upper=bars[1], spread="bars"
    )


def ends_of(one: GroupOutcome) -> tuple[float, float]:
    """Return the ends of the interval of a mean; the range of two seeds, which have none; NaN of one."""
    if one.mean.known or len(one.values) < FEWEST_VALUES:
        return one.mean.lower, one.mean.upper
    return min(one.values.values()), max(one.values.values())


def y_axis(found: Outcomes) -> Axis:
    """Return the axis of the values."""
    values = [one.mean.value for depth in found.depths for one in known(depth.groups)]
    return Axis(quantity_label(found), scale_of(values))


def scale_of(values: Sequence[float]) -> Scale:
    """Return ``log`` for positive values of several magnitudes.

    >>> scale_of([1.0, 100.0]), scale_of([0.5, 1.0]), scale_of([])
    ('log', 'linear', 'linear')
    """
    return "log" if values and min(values) > 0 and max(values) / min(values) >= WIDE else "linear"
