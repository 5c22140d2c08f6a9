"""Descriptions of figures: panels, series, axes and what colours mean, for any backend.

Texts are labels with formulas, see `depthlimit.formulas`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scale = Literal["linear", "log"]
Palette = Literal["ordered", "distinct"]
Backend = Literal["matplotlib", "plotly"]
Line = Literal["solid", "dashed", "none"]
Marker = Literal["circle", "square", "triangle", "dot", "none"]
View = Literal["surface", "contour", "cells"]


@dataclass(frozen=True)
class Axis:
    """One axis of a panel.

    Attributes:
        label: what is drawn along it.
        scale: linear or logarithmic.
        low: lower end; None where the data decide.
        high: upper end; None where the data decide.
        ticks: the only places with a label, such as depths; None where the scale decides.
        symbol: short name beside a value under the pointer, the label where it is empty.
    """

    label: str
    scale: Scale = "linear"
    low: float | None = None
    high: float | None = None
    ticks: tuple[float, ...] | None = None
    symbol: str = ""

    @property
    def name(self) -> str:
        """Short name of the values."""
        return self.symbol or self.label


@dataclass(frozen=True)
class Key:
    """Meaning of the colours of a panel.

    Attributes:
        title: what the groups differ in, such as ``$L$``.
        groups: their names, in order, which are labels.
        labels: of the groups in the legend, where these say more than the names.
        palette: ``ordered`` for numbers such as depths, from pale to dark; ``distinct`` for names.
        muted: groups in grey, which others are compared with.
    """

    title: str = ""
    groups: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    palette: Palette = "ordered"
    muted: tuple[str, ...] = ()

    def label(self, group: str) -> str:
        """Return the label of a group in the legend."""
        return self.labels.get(group, group)


@dataclass(frozen=True)
class DataSeries:
    """Points of one group, joined by a line or not.

    Attributes:
        group: the group of the key, which decides its colour.
        x: shape (N,).
        y: shape (N,); NaN is a gap.
        line: how the points are joined.
        marker: of the points.
        lower: lower ends of bands or bars, shape (N,); NaN where there is none. None with no ``upper``.
        upper: upper ends, shape (N,).
        spread: how these are drawn.
        name: what the pointer shows of the series, the group where it is empty.
        notes: what it shows of single points.
    """

    group: str
    x: Floats
    y: Floats
    line: Line = "solid"
    marker: Marker = "none"
    lower: Floats | None = None
    upper: Floats | None = None
    spread: Literal["band", "bars"] = "band"
    name: str = ""
    notes: tuple[str, ...] = ()

    @property
    def interval(self) -> tuple[Floats, Floats] | None:
        """Lower and upper ends, if there are any."""
        return None if self.lower is None or self.upper is None else (self.lower, self.upper)

    @property
    def has_band(self) -> bool:
        """True if there is a band around the line."""
        return self.spread == "band" and self.interval is not None

    @property
    def has_bars(self) -> bool:
        """True if points have bars."""
        return self.spread == "bars" and self.interval is not None


@dataclass(frozen=True)
class Panel:
    """Curves and points on one pair of axes.

    Attributes:
        x: the horizontal axis.
        y: the vertical axis.
        series: what is drawn, the first below the others.
        key: what the colours mean.
        title: of the panel; empty for one alone.
    """

    x: Axis
    y: Axis
    series: tuple[DataSeries, ...]
    key: Key = field(default_factory=Key)
    title: str = ""


@dataclass(frozen=True)
class Mark:
    """Points on a map: one, or several joined by a line.

    Attributes:
        x: shape (N,).
        y: shape (N,).
        z: heights, shape (N,); None on flat maps.
        name: what the pointer shows.
    """

    x: Floats
    y: Floats
    z: Floats | None
    name: str


@dataclass(frozen=True)
class MapPanel:
    """Values on a grid: a surface in three dimensions, filled contours, or cells with their numbers.

    Attributes:
        x: the first axis.
        y: the second.
        z: the values; its ends and its ticks are those of the colour bar.
        columns: coordinates along x, shape (M,), or names of cells.
        rows: coordinates along y, shape (N,), or names of cells.
        values: shape (N, M).
        view: how they are drawn.
        marks: points and trajectories.
        title: of the panel.
    """

    x: Axis
    y: Axis
    z: Axis
    columns: Floats | tuple[str, ...]
    rows: Floats | tuple[str, ...]
    values: Floats
    view: View = "contour"
    marks: tuple[Mark, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class FigureSpec:
    """Description of a figure.

    Attributes:
        title: of the figure. Plotly writes it above; figures for print have none.
        caption: how to read it, which no backend draws: it is the text below the figure in a page or a paper.
        panels: in rows from left to right.
        columns: number of panels in a row at most.
        stacked: number of successive panels that lie below each other, such as a surface and its contours.
    """

    title: str
    caption: str
    panels: tuple[Panel | MapPanel, ...]
    columns: int = 3
    stacked: int = 1

    @property
    def places(self) -> list[tuple[int, int]]:
        """Row and column of every panel.

        >>> axis = Axis("")
        >>> FigureSpec("", "", (Panel(axis, axis, ()),) * 6, columns=2, stacked=2).places
        [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (3, 0)]
        """
        stacks = (divmod(place, self.stacked) for place in range(len(self.panels)))
        return [
            (self.stacked * (stack // self.columns) + below, stack % self.columns) for stack, below in stacks
        ]

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of rows and columns: panels of curves fill their rows evenly, maps as they are.

        >>> axis = Axis("")
        >>> [FigureSpec("", "", (Panel(axis, axis, ()),) * number).shape for number in (1, 2, 4, 5, 9)]
        [(1, 1), (1, 2), (2, 2), (2, 3), (3, 3)]
        """
        number = len(self.panels)
        columns = min(number, self.columns)
        rows = math.ceil(number / columns)
        even = all(isinstance(panel, Panel) for panel in self.panels)
        return rows, math.ceil(number / rows) if even else columns

    @property
    def keys(self) -> list[Key]:
        """The different keys of the panels, one for most figures."""
        found: list[Key] = []
        for panel in self.panels:
            if isinstance(panel, Panel) and panel.key not in found:
                found.append(panel.key)
        return found

    @property
    def has_intervals(self) -> bool:
        """True if some series has bands or bars."""
        return any(
            series.interval is not None
            for panel in self.panels
            if isinstance(panel, Panel)
            for series in panel.series
        )

    @property
    def without_intervals(self) -> "FigureSpec":
        """The same figure without bands and bars."""
        return replace(self, panels=tuple(map(without_intervals, self.panels)))


def without_intervals(panel: Panel | MapPanel) -> Panel | MapPanel:
    """Return a panel without bands and bars."""
    if isinstance(panel, MapPanel):
        return panel
    return replace(panel, series=tuple(replace(one, lower=None, upper=None) for one in panel.series))
