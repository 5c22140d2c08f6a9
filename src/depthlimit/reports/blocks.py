"""Blocks of a page: figures, tables, paragraphs, lists and commands, in sections."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from depthlimit.figures import FigureSpec, MapPanel, Panel
from depthlimit.figures.colours import group_colours
from depthlimit.figures.plotly_backend import drawn
from depthlimit.figures.plotly_backend.labels import plotly_label
from depthlimit.formulas import to_html, to_text
from depthlimit.reports.digits import digits_of
from depthlimit.reports.heat_table import HeatTable
from depthlimit.tables import Cell, Table

MOST_POINTS, MOST_SMALL = 900, 350
"""Largest number of drawn points of a curve, and of one in a small panel."""
MOST_ROWS = 12
"""Largest number of rows of a table that is not folded."""


@dataclass(frozen=True)
class PageFigure:
    """Interactive figure, with its data and the same figure for print.

    Attributes:
        name: of its files and its anchor, unique on the page.
        spec: its description.
    """

    name: str
    spec: FigureSpec

    @property
    def title(self) -> str:
        """Title of the figure, in HTML."""
        return to_html(self.spec.title)

    @property
    def spoken(self) -> str:
        """Title of the figure for a screen reader."""
        return to_text(self.spec.title)

    @property
    def caption(self) -> str:
        """Caption of the figure, in HTML."""
        return to_html(self.spec.caption)

    @property
    def is_small(self) -> bool:
        """True if several panels lie beside each other."""
        return len(self.spec.panels) > 1

    @property
    def has_scenes(self) -> bool:
        """True if panels are in three dimensions."""
        return any(isinstance(panel, MapPanel) and panel.view == "surface" for panel in self.spec.panels)

    @property
    def panel_titles(self) -> list[str]:
        """Titles of the panels, in HTML."""
        return [to_html(panel.title) for panel in self.spec.panels]

    @property
    def groups(self) -> dict[str, tuple[str, str, str]]:
        """Label and colours (light, dark background) of the groups that can be hidden, by their names."""
        colours = {name: pair for key in self.spec.keys for name, pair in group_colours(key).items()}
        return {
            name: (plotly_label(key.label(name)).replace("<br>", ", "), *colours[name])
            for key in self.spec.keys
            for name in key.groups
        }

    @property
    def grouped_by(self) -> str:
        """Name of what the groups differ in, in HTML."""
        return to_html(self.spec.keys[0].title) if self.spec.keys else ""

    @cached_property
    def switches(self) -> dict[str, Literal["linear", "log"]]:
        """Axes that can be linear or logarithmic, with the scale that is shown first."""
        panels = [panel for panel in self.spec.panels if isinstance(panel, Panel)]
        found: dict[str, Literal["linear", "log"]] = {}
        for letter in "xy":
            axes = [getattr(panel, letter) for panel in panels]
            values = [getattr(one, letter) for panel in panels for one in panel.series]
            there = np.concatenate(values) if values else np.zeros(0)
            positive = bool(np.nanmin(there, initial=np.inf) > 0) if there.size else False
            bounded = letter == "x" and all(axis.high is not None for axis in axes)
            if positive and not bounded:
                found[letter] = axes[0].scale
        return found

    def content(self) -> dict[str, Any]:
        """Return what the script of the page draws."""
        most = MOST_SMALL if self.is_small else MOST_POINTS
        panels = [drawn(panel, most) for panel in self.spec.panels]
        return {
            "panels": [{"traces": traces, "layout": layout} for traces, layout in panels],
            "groups": list(self.groups),
            "switches": self.switches,
        }


@dataclass(frozen=True)
class NamedTable:
    """Table with its name and its caption; a long one is folded.

    Attributes:
        name: unique on the page.
        caption: how to read it.
        table: the columns that are shown.
        title: what the rows are, where the table is folded.
        constants: columns with the same cell in every row, which the caption says instead.
    """

    name: str
    caption: str
    table: Table
    title: str = "Table"
    constants: tuple[tuple[str, Cell], ...] = ()

    @cached_property
    def digits(self) -> tuple[int, ...]:
        """Significant digits of the numbers of every column."""
        return digits_of(self.table)

    @property
    def is_long(self) -> bool:
        """True if it is folded."""
        return len(self.table.rows) > MOST_ROWS


@dataclass(frozen=True)
class Paragraph:
    """Paragraph; its role decides its style."""

    text: str
    role: Literal["body", "lead"] = "body"


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


@dataclass(frozen=True)
class Folded:
    """Blocks that are hidden until the reader opens them."""

    title: str
    blocks: "tuple[Block, ...]"


Block = PageFigure | NamedTable | HeatTable | Paragraph | BulletList | CodeBlock | Folded


@dataclass(frozen=True)
class Section:
    """Section of the page."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def figures(self) -> list[PageFigure]:
        """Figures of the section."""
        return [block for block in unfolded(self.blocks) if isinstance(block, PageFigure)]

    @property
    def tables(self) -> list[NamedTable | HeatTable]:
        """Tables of the section."""
        return [block for block in unfolded(self.blocks) if isinstance(block, NamedTable | HeatTable)]


def unfolded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks, and those that are folded in them."""
    for block in blocks:
        if isinstance(block, Folded):
            yield from unfolded(block.blocks)
        else:
            yield block
