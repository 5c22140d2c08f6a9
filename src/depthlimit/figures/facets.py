"""Figures of several groups of networks: on one pair of axes, or a panel for each group."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

import numpy as np

from depthlimit.comparison import Group, in_order, shown
from depthlimit.figure_spec import Axis, FigureSpec, Key, Panel
from depthlimit.figures.ends import settled_axis
from depthlimit.formulas import escaped
from depthlimit.tables import Cell

FLAT = 0.25
"""Part of a common axis that the curves of a group fill at least; otherwise each group has its own axis."""
FEW, MOST_PANELS = 4, 6
"""Largest number of groups of several options on one pair of axes, and of panels for the values of one."""
OWN_AXES = "The vertical axes differ."

Panels = Mapping[Group, Panel]


def compared(specs: Mapping[Group, FigureSpec]) -> FigureSpec:
    """Return one figure of several groups, from the same kind of figure, of one panel, of each of them.

    Groups of one curve each share a pair of axes, coloured by group, or lie in panels for the values of one
    option, coloured by the others, see `overlaid`; otherwise each has a panel, and the panels have the same
    axes. Where values of a group would look flat on a common vertical axis, each group has its own, and the
    caption says so.

    Args:
        specs: the figures by their groups.
    """
    if len(specs) == 1:
        return next(iter(specs.values()))
    panels = {group: curves_panel(specs[group]) for group in sorted(specs, key=order)}
    first = next(iter(specs.values()))
    caption = max((spec.caption for spec in specs.values()), key=len)  # that of most that is drawn
    y = common_axis([panel.y for panel in panels.values()])
    single = all(len({one.group for one in panel.series}) == 1 for panel in panels.values())
    if single and not most_are_flat(panels, y):
        return replace(first, caption=caption, panels=overlaid(panels, y))
    flat = min(filled(panels, y)) < FLAT
    caption = f"{caption} {OWN_AXES}" if flat else caption
    return replace(first, caption=caption, panels=beside(panels, None if flat else settled_y(panels, y)))


def order(group: Group) -> tuple[object, ...]:
    """Return a sort key of groups: their values, numbers before names."""
    return tuple(map(in_order, group.cells))


def curves_panel(spec: FigureSpec) -> Panel:
    """Return the only panel of a figure."""
    (panel,) = spec.panels
    assert isinstance(panel, Panel)
    return panel


def most_are_flat(panels: Panels, y: Axis) -> bool:
    """Return True if the values of most groups fill a small part of a common vertical axis."""
    return median(filled(panels, y)) < FLAT


def filled(panels: Panels, y: Axis) -> list[float]:
    """Return the part of a common vertical axis that the values of each group fill."""

    def length(axis: Axis) -> float:
        assert axis.low is not None
        assert axis.high is not None
        return float(np.log10(axis.high / axis.low)) if y.scale == "log" else axis.high - axis.low

    common = settled_y(panels, y)
    if common.scale != y.scale:
        return [1.0]
    own = [settled_y({group: panel}, y) for group, panel in panels.items()]
    return [length(one) / length(common) for one in own if one.scale == y.scale]


def settled_y(panels: Panels, y: Axis) -> Axis:
    """Return the vertical axis with its ends for the curves of several groups."""
    series = [one for panel in panels.values() for one in panel.series]
    intervals = [end for one in series if one.interval is not None for end in one.interval]
    return settled_axis(y, [one.y for one in series], intervals)


def overlaid(panels: Panels, y: Axis) -> tuple[Panel, ...]:
    """Return panels with the curves of all groups: one, coloured by group, or several for two options.

    With more than a few groups of several options, there is a panel for each value of one of them, and
    the colours are the others; see `panel_option`.
    """
    split = panel_option(list(panels))
    x = common_axis([panel.x for panel in panels.values()])
    if split is None:
        return (one_panel(panels, dict(zip(panels, panels, strict=True)), x, y),)
    y = settled_y(panels, y)
    x = settled_axis(x, [one.x for panel in panels.values() for one in panel.series])
    rest = {group: Group(tuple(pair for pair in group.values if pair[0] != split)) for group in panels}
    key = group_key(sorted(set(rest.values()), key=order))
    found = []
    for value in dict.fromkeys(group.options[split] for group in panels):
        inside = {group: panel for group, panel in panels.items() if group.options[split] == value}
        title = escaped(Group(((split, value),)).label)
        found.append(replace(one_panel(inside, rest, x, y), key=key, title=title))
    return tuple(found)


def one_panel(panels: Panels, colours: Mapping[Group, Group], x: Axis, y: Axis) -> Panel:
    """Return one panel with the curves of groups, and their groups of one colour."""
    series = [
        replace(one, group=escaped(colours[group].label), name=one.name or escaped(group.label))
        for group, panel in panels.items()
        for one in panel.series
    ]
    return Panel(x, y, tuple(series), group_key(list(dict.fromkeys(colours[group] for group in panels))))


def panel_option(groups: Sequence[Group]) -> str | None:
    """Return the option whose values have a panel each, None where all groups share one.

    It is the option of the fewest values, and of these one with names: colours are ordered by numbers.

    >>> grid = [Group((("α", k / 4), ("init", name))) for k in range(3) for name in ("fbm", "ntrunc")]
    >>> panel_option(grid), panel_option(grid[:4])
    ('init', None)
    """
    values = {name: {group.options.get(name) for group in groups} for name in groups[0].options}
    several = {name: found for name, found in values.items() if len(found) > 1}
    if len(groups) <= FEW or len(several) == 1:
        return None
    fewest = min(
        several, key=lambda name: (len(several[name]), not any(in_order(one)[0] for one in several[name]))
    )
    return fewest if len(groups) > len(several[fewest]) <= MOST_PANELS else None


def is_name(value: Cell) -> bool:
    """Return True if a value of an option is not a number."""
    return bool(in_order(value)[0])


def group_key(groups: Sequence[Group]) -> Key:
    """Return the key of groups: by the values alone where one option varies.

    >>> key = group_key([Group((("init", "fbm"),)), Group((("init", "smooth"),))])
    >>> key.title, key.label("init = fbm"), key.palette
    ('init', 'fbm', 'distinct')
    """
    names = tuple(escaped(group.label) for group in groups)
    if any(len(group.values) != 1 for group in groups):
        return Key("", names, palette="distinct")
    labels = {escaped(group.label): escaped(shown(group.cells[0])) for group in groups}
    numbers = not any(in_order(group.cells[0])[0] for group in groups)
    title = escaped(groups[0].values[0][0])
    return Key(title, names, labels, "ordered" if numbers else "distinct")


def beside(panels: Panels, y: Axis | None) -> tuple[Panel, ...]:
    """Return a panel for each group with one key and, unless each has its own, one vertical axis."""
    names = {name for panel in panels.values() for name in panel.key.groups}
    first = next(iter(panels.values())).key
    same = all(panel.key.labels == first.labels for panel in panels.values())
    kept = first.groups if names == set(first.groups) else tuple(sorted(names, key=numeric))
    key = replace(first, groups=kept, labels=first.labels if same else {})
    x = common_axis([panel.x for panel in panels.values()])
    x = settled_axis(x, [one.x for panel in panels.values() for one in panel.series])
    return tuple(
        replace(panel, x=x, y=y or panel.y, key=key, title=escaped(group.label))
        for group, panel in panels.items()
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
