"""Entries of legends: which groups are named, and whether beside the panels or below them."""

from depthlimit.figure_spec import Key
from depthlimit.figures.labels import wrapped
from depthlimit.formulas import to_text

LONG = 14
"""Number of characters of an entry from which the legend is below the panels."""
WIDEST = 64
"""Largest number of characters in a line of an entry."""


def entry(key: Key, group: str) -> str:
    """Return the label of a group in a legend, in lines that are not too long."""
    return wrapped(key.label(group), WIDEST)


def longest_line(label: str) -> int:
    """Return the number of characters of the longest line of a label.

    >>> longest_line("a name$^2$")
    7
    """
    return max(map(len, to_text(label).split("\n")))


def longest_entry(key: Key) -> int:
    """Return the number of characters of the longest line of all entries."""
    return max((longest_line(entry(key, group)) for group in key.groups), default=0)


def is_below(key: Key) -> bool:
    """Return True if the legend is below the panels, for long entries."""
    return longest_entry(key) > LONG


def is_needed(key: Key) -> bool:
    """Return True if the key has a legend: for several groups, or one whose label says more than its name."""
    return len(key.groups) > 1 or bool(key.labels)
