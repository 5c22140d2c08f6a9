"""Ends of axes, decided by what is drawn along them, and the same in every backend."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from depthlimit.figure_spec import Axis, DataSeries, Panel

Floats = NDArray[np.float64]
Ends = tuple[float | None, float | None]

MARGIN = 0.04
"""Margin beyond the values, relative to the length of the axis."""
HEADROOM = 0.3
"""Part of bands and bars that is shown beyond the curves, relative to the length or to the largest value."""
DECADES = 0.2
"""The same on a logarithmic axis at least, in powers of ten."""
EQUAL = 1e-9
"""Relative difference of values that are drawn as equal."""
ALONE = 0.1
"""Margin around values that are equal: relative to them, or in powers of ten."""
LOWEST = 1e-3
"""Smallest lower end of an interval relative to its value, where negative ends cannot be drawn."""
APART, WIDEST, SEVERAL = 0.01, 0.06, 2
"""Distance of bars at one point, and of the first and last of many, both relative to the axis;
and the least number of them."""
SMALLEST, LARGEST = 1e-300, 1e300
"""Values beyond are left out when ends are decided; the first on logarithmic axes."""


def settled(panel: Panel) -> Panel:
    """Return a panel whose axes have ends, and whose intervals end above zero where values are positive.

    Curves are shown from end to end. Intervals of two seeds reach far beyond, and are cut off.
    """
    series = tuple(positive(one, panel.y) for one in panel.series)
    intervals = [end for one in series if one.interval is not None for end in one.interval]
    x = settled_axis(panel.x, [one.x for one in series])
    y = settled_axis(panel.y, [one.y for one in series], intervals)
    return replace(panel, x=x, y=y, series=side_by_side(series, x))


def side_by_side(series: Sequence[DataSeries], axis: Axis) -> tuple[DataSeries, ...]:
    """Return series with those that have bars moved a little along an axis with ends.

    >>> bars = [DataSeries(name, np.ones(1), np.ones(1), lower=np.zeros(1), upper=np.ones(1), spread="bars")
    ...         for name in "ab"]
    >>> [float(one.x[0]) for one in side_by_side(bars, Axis("x", low=0.0, high=10.0))]
    [0.95, 1.05]
    """
    barred = [place for place, one in enumerate(series) if one.has_bars]
    if len(barred) < SEVERAL:
        return tuple(series)
    assert axis.low is not None
    assert axis.high is not None
    log = axis.scale == "log"
    length = math.log(axis.high / axis.low) if log else axis.high - axis.low
    step = length * min(APART, WIDEST / len(barred))
    moved = list(series)
    for number, place in enumerate(barred):
        by = step * (number - (len(barred) - 1) / 2)
        moved[place] = replace(
            series[place], x=series[place].x * math.exp(by) if log else series[place].x + by
        )
    return tuple(moved)


def positive(series: DataSeries, axis: Axis) -> DataSeries:
    """Return a series with positive lower ends if its axis shows none below zero."""
    if series.lower is None or not (axis.scale == "log" or (axis.low is not None and axis.low >= 0)):
        return series
    return replace(series, lower=np.maximum(series.lower, LOWEST * np.abs(series.y)))


def settled_axis(axis: Axis, values: Iterable[Floats], intervals: Iterable[Floats] = ()) -> Axis:
    """Return an axis with ends; it is linear where nothing has a logarithm."""
    curves, beyond = drawable(values), drawable(intervals)
    if axis.scale == "log" and not (curves > SMALLEST).any():
        axis = replace(axis, scale="linear")
    if axis.scale == "linear":
        first, last = reach(curves, beyond, (axis.low, axis.high))
        return replace(axis, low=first, high=last)
    low, high = (
        math.log10(end) if end is not None and end > SMALLEST else None for end in (axis.low, axis.high)
    )
    curves, beyond = (np.log10(part[part > SMALLEST]) for part in (curves, beyond))
    first, last = reach(curves, beyond, (low, high), log=True)
    return replace(axis, low=10**first, high=10**last)


def drawable(values: Iterable[Floats]) -> Floats:
    """Return the finite values of several arrays."""
    joined: Floats = np.concatenate([np.zeros(0), *values])
    return joined[np.abs(joined) < LARGEST]


def reach(curves: Floats, beyond: Floats, ends: Ends, log: bool = False) -> tuple[float, float]:
    """Return the ends of an axis: those that are given, or else those of the values with a margin.

    Args:
        curves: values that are shown from end to end.
        beyond: ends of intervals.
        ends: lower and upper end, None where the values decide.
        log: True if all of these are logarithms.

    >>> reach(np.array([1.0, 2.0]), np.array([-50.0, 50.0]), (0.0, None))
    (0.0, 2.704)
    """
    low, high = ends
    if low is not None and high is not None and low < high:
        return low, high
    inside = curves if curves.size else np.zeros(1)
    first = float(inside.min()) if low is None else low
    last = float(inside.max()) if high is None else high
    size = max(abs(first), abs(last))
    spare = max(HEADROOM * (last - first), DECADES if log else HEADROOM * size)
    if low is None:
        first = max(min(first, float(beyond.min(initial=np.inf))), first - spare)
    if high is None:
        last = min(max(last, float(beyond.max(initial=-np.inf))), last + spare)
    length = last - first
    margin = MARGIN * length if length > EQUAL * size else ALONE if log else ALONE * size or 1.0
    return first if low is not None else first - margin, last if high is not None else last + margin
