"""Legends by Matplotlib: beside the axes where labels are short, below them where they are long."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthlimit.figure_spec import Key
from depthlimit.figures.matplotlib_backend.style import matplotlib_label
from depthlimit.formulas import to_text
from depthlimit.spacing import evenly_spaced

ROWS, COLUMNS = 14, 2
"""Largest legend beside the axes of a figure of the usual height."""
MOST_BELOW = 10
"""Largest number of entries below the axes."""
LONG, VERY_LONG = 14, 34
"""Number of characters of a label from which the legend is below the axes, and has two columns or fewer."""
ROW, CHARACTER = 0.21, 0.085
"""Height of an entry, and width of a character, in inches."""


def is_below(key: Key) -> bool:
    """Return True if the legend of a key is below the axes."""
    return max((longest_line(key.label(group)) for group in key.groups), default=0) > LONG


def longest_line(label: str) -> int:
    """Return the number of characters of the longest line of a label.

    >>> longest_line("a name$^2$")
    7
    """
    return max(map(len, to_text(label).split("\n")))


def shown_groups(key: Key, rows: int = ROWS) -> list[str]:
    """Return the groups that a legend names: all, or some where there are too many.

    Colours are in order, so that those in between can be identified.

    >>> names = tuple(map(str, range(60)))
    >>> len(shown_groups(Key("L", names[:28]))), shown_groups(Key("L", names), rows=5)
    (28, ['0', '15', '30', '44', '59'])
    """
    most = MOST_BELOW if is_below(key) else rows * COLUMNS
    kept = MOST_BELOW if is_below(key) else rows
    number = len(key.groups)
    places = range(number) if number <= most else evenly_spaced(number, kept)
    return [key.groups[int(place)] for place in places]


def columns_of(key: Key, rows: int = ROWS) -> int:
    """Return the number of columns of a legend."""
    number = len(shown_groups(key, rows))
    if not is_below(key):
        return -(-number // rows)
    longest = max(longest_line(key.label(group)) for group in key.groups)
    return min(number, 2 if longest > VERY_LONG / 2 else 4 if longest <= LONG else 3)


def width_of(key: Key, rows: int = ROWS) -> float:
    """Return the width of a legend beside the axes in inches; 0 where there is none."""
    if len(key.groups) < 2 or is_below(key):
        return 0.0
    longest = max(longest_line(key.label(group)) for group in key.groups)
    return columns_of(key, rows) * (0.45 + CHARACTER * longest) + 0.1


def height_of(key: Key) -> float:
    """Return the height of a legend below the axes in inches; 0 where there is none."""
    if not is_below(key):
        return 0.0
    shown = shown_groups(key)
    lines = max(to_text(key.label(group)).count("\n") + 1 for group in shown)
    return ROW * lines * (-(-len(shown) // columns_of(key))) + 0.1


def add_legend(
    owner: Axes | Figure, handles: Mapping[str, Any], key: Key, where: Mapping[str, Any], rows: int = ROWS
) -> None:
    """Add a legend; its title counts the entries that are left out."""
    shown = [group for group in shown_groups(key, rows) if group in handles]
    if len(key.groups) < 2 and not key.labels:
        return
    left_out = f" ({len(shown)} of {len(key.groups)})" if len(shown) < len(key.groups) else ""
    owner.legend(
        [handles[group] for group in shown],
        [matplotlib_label(key.label(group)) for group in shown],
        title=f"{key.title}{left_out}".strip() or None,
        ncols=columns_of(key, rows),
        fontsize="small" if is_below(key) else None,
        **where,
    )
