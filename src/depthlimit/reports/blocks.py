"""Blocks of a page: figures, tables, paragraphs, lists and commands, in sections."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from matplotlib.figure import Figure

from depthlimit.tables import Table

Trace = dict[str, Any]
Layout = dict[str, Any]
Axis = Literal["x", "y"]
Columns = Mapping[str, Sequence[Any] | Any]
"""Columns of equal length, by name."""


@dataclass(frozen=True)
class Panel:
    """One pair of axes of a figure.

    Attributes:
        title: "" if the figure has one panel only.
        traces: of Plotly. A trace may have a ``group`` and two ``colours``, on light and dark background,
            under the key ``depthlimit``.
        layout: of Plotly.
    """

    title: str
    traces: tuple[Trace, ...]
    layout: Layout


@dataclass(frozen=True)
class PageFigure:
    """Interactive figure, with its data and the same figure for print.

    Attributes:
        name: of its files and its anchor, unique on the page.
        title: of the figure.
        caption: how to read it.
        panels: its axes.
        data: all values, before thinning, in columns; or the name of a figure whose data contain them.
        printed: the same figure by Matplotlib.
        groups: names and colours (on light and dark background) of the groups that can be hidden.
        grouped_by: name of the groups, as "L".
        switches: axes that can be linear or logarithmic, with the scale that is shown first.
        bands: whether confidence bands are shown or hidden at first; None if there are none.
        is_wide: True if every panel takes the whole width.
    """

    name: str
    title: str
    caption: str
    panels: tuple[Panel, ...]
    data: Columns | str
    printed: Figure
    groups: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    grouped_by: str = ""
    switches: Mapping[Axis, Literal["linear", "log"]] = field(default_factory=dict)
    bands: Literal["shown", "hidden"] | None = None
    is_wide: bool = True


@dataclass(frozen=True)
class NamedTable:
    """Table with its name, which is unique on the page, and its caption."""

    name: str
    caption: str
    table: Table


@dataclass(frozen=True)
class Paragraph:
    """Paragraph; its role decides its style."""

    text: str
    role: Literal["body", "lead", "missing"] = "body"


@dataclass(frozen=True)
class BulletList:
    """List of sentences under a title."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class CodeBlock:
    """Lines to copy: commands, or BibTeX."""

    title: str
    text: str


Block = PageFigure | NamedTable | Paragraph | BulletList | CodeBlock


@dataclass(frozen=True)
class Section:
    """Section of the page."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def figures(self) -> list[PageFigure]:
        """Figures of the section."""
        return [block for block in self.blocks if isinstance(block, PageFigure)]

    @property
    def tables(self) -> list[NamedTable]:
        """Tables of the section."""
        return [block for block in self.blocks if isinstance(block, NamedTable)]


def missing(name: str, title: str, what_to_run: str) -> Section:
    """Return a section without input: one line that says what to run."""
    return Section(name, title, (Paragraph(what_to_run, "missing"),))
