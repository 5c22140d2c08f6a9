"""Legends by Plotly: beside the panels where entries are short, below them where they are long."""

from typing import Any

from depthlimit.figure_spec import FigureSpec, Key
from depthlimit.figures.legends import entry, is_below, is_needed
from depthlimit.figures.plotly_backend.curves import OWN, Layout, Trace
from depthlimit.figures.plotly_backend.labels import plotly_label

LINE = 21
"""Height of a line of a legend, in pixels."""
UNDER = 60
"""Distance of a legend below the panels, in pixels."""
MOST_BELOW = 10
"""Largest number of entries below one panel; longer legends are beside it, where they scroll."""
RANK = 1000
"""Rank of the first entry, which is the default of Plotly."""


def in_legend(trace: Trace, key: Key, number: int, named: bool) -> Trace:
    """Return a trace in its colour on light background, with its place in a legend.

    Args:
        trace: of a panel of curves.
        key: of the panel.
        number: of the key among those of the figure.
        named: True if the trace is the entry of its group.
    """
    given = {name: value for name, value in trace.items() if name != OWN}
    group, colour = trace[OWN]["group"], trace[OWN]["colours"][0]
    rank = RANK + (key.groups.index(group) if group in key.groups else len(key.groups))
    given |= {"legend": legend_name(number), "legendgroup": f"{number}:{group}", "legendrank": rank}
    if trace[OWN].get("fill"):
        return {**given, "fillcolor": colour, "line": {"width": 0, "color": colour}}
    for part in ("line", "marker", "error_y"):
        if part in given:
            given[part] = {**given[part], "color": colour}
    return {**given, "showlegend": named and is_needed(key)}


def legend_name(number: int) -> str:
    """Return the name of a legend.

    >>> legend_name(0), legend_name(1)
    ('legend', 'legend2')
    """
    return f"legend{number + 1}" if number else "legend"


def is_under(key: Key, spec: FigureSpec) -> bool:
    """Return True if the legend of a key is below the panels: for long entries, or one of several legends."""
    return len(spec.keys) > 1 or (is_below(key) and len(key.groups) <= MOST_BELOW)


def height_below(spec: FigureSpec) -> int:
    """Return the height of the legends below the panels in pixels."""
    heights = [
        LINE * (sum(entry(key, group).count("\n") + 1 for group in key.groups) + bool(key.title))
        for key in spec.keys
        if is_needed(key) and is_under(key, spec)
    ]
    return max(heights, default=0)


def legend_layouts(spec: FigureSpec, starts: dict[int, float], inner: int) -> Layout:
    """Return the layouts of all legends.

    Args:
        spec: description of the figure.
        starts: left end of the first panel of each key, as part of the width.
        inner: height of all panels in pixels.
    """
    found: Layout = {}
    for number, key in enumerate(spec.keys):
        place: dict[str, Any] = {}
        if is_under(key, spec):
            place = {"x": starts[number], "xanchor": "left", "y": -UNDER / inner, "yanchor": "top"}
        found[legend_name(number)] = {
            "title": {"text": plotly_label(key.title)},
            "tracegroupgap": 0,
            **place,
        }
    return found
