"""Legends by Matplotlib: beside the panels where entries are short, below them where they are long."""

import math
from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from depthlimit.figure_spec import Key
from depthlimit.figures.legends import entry, is_below, is_needed, longest_entry
from depthlimit.figures.matplotlib_backend.style import matplotlib_label
from depthlimit.spacing import evenly_spaced

ROWS, COLUMNS = 14, 2
"""Largest legend beside the panels, for a figure of the usual height."""
MOST_BELOW = 10
"""Largest number of entries below the panels."""
WIDE, WIDEST = 22, 40
"""Number of characters of an entry from which a legend below has two columns, and one; otherwise three."""
ROW, CHARACTER, SMALL_CHARACTER, HANDLE = 0.21, 0.085, 0.07, 0.45
"""Height of an entry, and widths of a character (below the panels) and of the line before it, in inches."""


def beside_rows(height: float) -> int:
    """Return the number of rows of a legend beside a figure of some inches."""
    return max(2, min(ROWS, int(height / ROW) - 2))


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


def columns_of(key: Key, rows: int = ROWS, width: float = math.inf) -> int:
    """Return the number of columns of a legend, one below the panels at most as wide as some inches."""
    number, longest = len(shown_groups(key, rows)), longest_entry(key)
    if not is_below(key):
        return -(-number // rows)
    most = 1 if longest > WIDEST else 2 if longest > WIDE else 3
    return max(1, int(min(number, most, width / (HANDLE + SMALL_CHARACTER * longest))))


def width_of(key: Key, rows: int = ROWS) -> float:
    """Return the width of a legend beside the panels in inches; 0 where there is none."""
    if not is_needed(key) or is_below(key):
        return 0.0
    return columns_of(key, rows) * (HANDLE + CHARACTER * longest_entry(key)) + 0.1


def height_of(key: Key, width: float = math.inf) -> float:
    """Return the height of a legend below panels of some width in inches; 0 where there is none."""
    if not is_needed(key) or not is_below(key):
        return 0.0
    shown = shown_groups(key)
    lines = max(entry(key, group).count("\n") + 1 for group in shown)
    return ROW * (lines * -(-len(shown) // columns_of(key, width=width)) + bool(key.title)) + 0.1


def add_legend(
    owner: Axes | Figure,
    handles: Mapping[str, tuple[Any, ...]],
    key: Key,
    where: Mapping[str, Any],
    rows: int = ROWS,
    *,
    width: float = math.inf,
    titled: bool = False,
) -> None:
    """Add a legend; its title counts the entries that are left out.

    Args:
        owner: of the legend.
        handles: drawn lines and points of every group.
        key: the meaning of the colours.
        where: its place.
        rows: largest number of entries below each other, of a legend beside the panels.
        width: largest width of a legend below the panels, in inches.
        titled: leave the height of a title, for legends side by side.
    """
    if not is_needed(key):
        return
    shown = [group for group in shown_groups(key, rows) if group in handles]
    left_out = f" ({len(shown)} of {len(key.groups)})" if len(shown) < len(key.groups) else ""
    drawn: list[Any] = [handles[group] for group in shown]
    owner.legend(
        drawn,
        [matplotlib_label(entry(key, group)) for group in shown],
        title=matplotlib_label(f"{key.title}{left_out}".strip()) or (" " if titled else None),
        ncols=columns_of(key, rows, width),
        fontsize="small" if is_below(key) else None,
        **where,
    )
