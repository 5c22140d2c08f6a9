"""Figures of several groups of networks: on one pair of axes, or a panel for each group."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from depthlimit.comparison import Group, in_order, shown
from depthlimit.figure_spec import Axis, FigureSpec, Key, Panel, Series
from depthlimit.formulas import escaped

MOST_COLUMNS = 4
"""Panels in a row."""
MARGIN = 0.04
"""Margin of common axes, relative to their length."""


def compared(specs: Mapping[Group, FigureSpec]) -> FigureSpec:
    """Return one figure of the same kind of figure for several groups, each of one panel.

    Groups of one curve each share a pair of axes, coloured by group; otherwise each has a panel, and the
    axes have the same ends.

    Args:
        specs: the figures by their groups.
    """
    if len(specs) == 1:
        return next(iter(specs.values()))
    panels = {group: curves_panel(spec) for group, spec in specs.items()}
    first = next(iter(specs.values()))
    if all(len({one.group for one in panel.series}) == 1 for panel in panels.values()):
        return FigureSpec(first.title, first.caption, (overlaid(panels),))
    return FigureSpec(first.title, first.caption, beside(panels), MOST_COLUMNS)


def curves_panel(spec: FigureSpec) -> Panel:
    """Return the only panel of a figure."""
    (panel,) = spec.panels
    assert isinstance(panel, Panel)
    return panel


def overlaid(panels: Mapping[Group, Panel]) -> Panel:
    """Return one panel with the curves of all groups, coloured by group."""
    key = group_key(list(panels))
    series = [
        replace(one, group=group.label, name=one.name or escaped(group.label))
        for group, panel in panels.items()
        for one in panel.series
    ]
    x, y = (common_axis([getattr(panel, letter) for panel in panels.values()]) for letter in "xy")
    return Panel(x, y, tuple(series), key)


def group_key(groups: Sequence[Group]) -> Key:
    """Return the key of groups: by the values alone where one option varies.

    >>> key = group_key([Group((("init", "fbm"),)), Group((("init", "smooth"),))])
    >>> key.title, key.label("init = fbm"), key.palette
    ('init', 'fbm', 'distinct')
    """
    names = tuple(group.label for group in groups)
    single = all(len(group.values) == 1 for group in groups)
    labels = {group.label: escaped(shown(group.cells[0]) if single else group.label) for group in groups}
    numbers = single and not any(in_order(group.cells[0])[0] for group in groups)
    return Key(groups[0].values[0][0] if single else "", names, labels, "ordered" if numbers else "distinct")


def beside(panels: Mapping[Group, Panel]) -> tuple[Panel, ...]:
    """Return a panel for each group, with one key and axes of the same ends."""
    groups = sorted({name for panel in panels.values() for name in panel.key.groups}, key=numeric)
    key = replace(next(iter(panels.values())).key, groups=tuple(groups), labels={})
    x, y = (common_axis([getattr(panel, letter) for panel in panels.values()]) for letter in "xy")
    low, high = reach([one for panel in panels.values() for one in panel.series], y)
    y = replace(y, low=low, high=high)
    return tuple(
        replace(panel, x=x, y=y, key=key, title=escaped(group.label)) for group, panel in panels.items()
    )


def numeric(name: str) -> tuple[bool, float, str]:
    """Return a sort key of the names of groups: numbers in their order before others."""
    try:
        return False, float(name), name
    except ValueError:
        return True, 0.0, name


def common_axis(axes: Sequence[Axis]) -> Axis:
    """Return an axis from the lowest to the highest end of several, without a value that is not common."""
    lows, highs = [axis.low for axis in axes], [axis.high for axis in axes]
    low = None if None in lows else min(end for end in lows if end is not None)
    high = None if None in highs else max(end for end in highs if end is not None)
    ticks = None if axes[0].ticks is None else tuple(sorted({x for axis in axes for x in axis.ticks or ()}))
    label = axes[0].label if len({axis.label for axis in axes}) == 1 else axes[0].name
    linear = any(axis.scale == "linear" for axis in axes)
    return replace(axes[0], label=label, scale="linear" if linear else "log", low=low, high=high, ticks=ticks)


def reach(series: Sequence[Series], axis: Axis) -> tuple[float | None, float | None]:
    """Return the ends of the values of all series, where the axis has none."""
    values = np.concatenate([one.y for one in series]) if series else np.zeros(0)
    values = values[np.isfinite(values) & ((values > 0) | (axis.scale == "linear"))]
    if not values.size:
        return axis.low, axis.high
    low, high = float(values.min()), float(values.max())
    if axis.scale == "log":
        factor = (high / low) ** MARGIN
        low, high = low / factor, high * factor
    else:
        low, high = low - MARGIN * (high - low), high + MARGIN * (high - low)
    low, high = low if axis.low is None else axis.low, high if axis.high is None else axis.high
    return (low, high) if low < high else (None, None)
