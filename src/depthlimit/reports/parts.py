"""What a page is put together from: sections of figures, tables, sentences and commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matplotlib.figure import Figure as Print

from depthlimit.tables import Table

Trace = dict[str, Any]
Layout = dict[str, Any]
Axis = Literal["x", "y"]
Columns = Mapping[str, Sequence[Any] | Any]
"""Columns of equal length by name: a sequence or an array each."""


@dataclass(frozen=True)
class Panel:
    """One drawing of a figure.

    Attributes:
        title: "" where the figure has one panel only.
        traces: as plotly takes them. A trace may name its ``group`` and its two ``colours``, on light and
            dark ground, under the key ``house``.
        layout: as plotly takes it.
    """

    title: str
    traces: tuple[Trace, ...]
    layout: Layout


@dataclass(frozen=True)
class Figure:
    """An interactive figure with its data and its printed twin.

    Attributes:
        name: of its files and its anchor, unique on the page.
        title: what it shows.
        caption: how to read it.
        panels: its drawings.
        data: everything that is drawn, before it is thinned, in columns; or the name of a figure whose data
            hold this one's.
        printed: the same by matplotlib.
        groups: names and colours (on light and on dark ground) of what can be shown and hidden.
        grouped_by: what a group is, as "L".
        switches: axes that can be linear or logarithmic, with the one that is shown first.
        bands: whether confidence bands are shown first or hidden; None where there are none.
        is_wide: whether its panels need the whole width each.
    """

    name: str
    title: str
    caption: str
    panels: tuple[Panel, ...]
    data: Columns | str
    printed: Print
    groups: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grouped_by: str = ""
    switches: Mapping[Axis, Literal["linear", "log"]] = field(default_factory=dict)
    bands: Literal["shown", "hidden"] | None = None
    is_wide: bool = True


@dataclass(frozen=True)
class Shown:
    """A table with its name, which is unique on the page, and what it says."""

    name: str
    caption: str
    table: Table


@dataclass(frozen=True)
class Text:
    """A paragraph; a remark, a warning or the main sentence."""

    text: str
    kind: Literal["plain", "lead", "remark", "warning", "missing"] = "plain"


@dataclass(frozen=True)
class Listed:
    """A list of sentences under a title."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Code:
    """Lines to copy: commands, or BibTeX."""

    title: str
    text: str


Block = Figure | Shown | Text | Listed | Code


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def figures(self) -> list[Figure]:
        """Its figures."""
        return [block for block in self.blocks if isinstance(block, Figure)]

    @property
    def tables(self) -> list[Shown]:
        """Its tables."""
        return [block for block in self.blocks if isinstance(block, Shown)]


def missing(name: str, title: str, what_to_run: str) -> Section:
    """A section without its input: one line."""
    return Section(name, title, (Text(what_to_run, "missing"),))
