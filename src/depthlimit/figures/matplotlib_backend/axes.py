"""Axes of Matplotlib from their descriptions."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from matplotlib.axes import Axes
from matplotlib.ticker import Formatter, Locator, NullFormatter, NullLocator

from depthlimit.figure_spec import Axis
from depthlimit.figures.matplotlib_backend.style import matplotlib_label
from depthlimit.figures.ticks import axis_ticks, number_text, tick_labels
from depthlimit.formulas import to_text

MOST, FEWEST = {"linear": 6, "log": 8}, 2
"""Numbers of ticks, if there is room for them."""
CHARACTER, LINE, GAP = 0.65, 1.4, 1.0
"""Width of a character, height of a line and gap between labels, in units of the size of the font."""


def set_axis(axes: Axes, which: Literal["x", "y"], axis: Axis, ends: tuple[float, float]) -> None:
    """Give one of the axes its label, scale, ends and ticks."""
    axes.set(**{f"{which}label": matplotlib_label(axis.label), f"{which}scale": axis.scale})
    limits: Any = {f"{which}lim": ends}
    axes.set(**limits)
    drawn = axes.xaxis if which == "x" else axes.yaxis
    drawn.set_major_locator(Ticks(axis, which == "x"))
    drawn.set_major_formatter(TickLabels())
    drawn.set_minor_locator(NullLocator())
    drawn.set_minor_formatter(NullFormatter())


FORMULA = re.compile(r"[\\^_{]")
"""Signs of labels that are more than numbers."""


@lru_cache(maxsize=256)
def labels_of(ticks: tuple[float, ...]) -> tuple[str, ...]:
    """Return the labels of ticks in TeX without dollar signs; Matplotlib asks for them many times."""
    return tuple(tick_labels(ticks))


class Ticks(Locator):
    """Ticks of an axis, as many as have room for their labels."""

    def __init__(self, described: Axis, horizontal: bool) -> None:
        self.described, self.horizontal = described, horizontal
        self.last: tuple[tuple[float, ...], Sequence[float]] = ((), ())

    def __call__(self) -> Sequence[float]:
        """Return the ticks of the part of the axis in view; Matplotlib asks many times for one drawing."""
        axis: Any = self.axis
        low, high = sorted(axis.get_view_interval())
        view = low, high, *axis.axes.bbox.size, self.font
        if view != self.last[0]:
            self.last = view, self.tick_values(low, high)
        return self.last[1]

    def tick_values(self, vmin: float, vmax: float) -> Sequence[float]:
        """Return the ticks between two ends."""
        scale = self.described.scale
        given = self.described.ticks
        most = MOST[scale] if given is None else max(len(given), FEWEST)
        ticks = axis_ticks(self.described, vmin, vmax, most)
        while most > FEWEST and not self.fit(ticks):
            most -= 1
            ticks = axis_ticks(self.described, vmin, vmax, most)
        return ticks

    @property
    def font(self) -> float:
        """Size of the font of the labels in pixels."""
        axis: Any = self.axis
        return float(axis.get_major_ticks(1)[0].label1.get_fontsize() * axis.get_figure(root=True).dpi / 72)

    def fit(self, ticks: Sequence[float]) -> bool:
        """Return True if there is room for the labels of ticks."""
        axis: Any = self.axis
        font = self.font
        if not self.horizontal:
            return bool(len(ticks) * LINE * font < axis.axes.bbox.height)
        characters = sum(len(to_text(f"${label}$")) for label in labels_of(tuple(ticks)))
        return bool((characters * CHARACTER + len(ticks) * GAP) * font < axis.axes.bbox.width)


class TickLabels(Formatter):
    """Labels that tell ticks apart, with powers of ten in each of them and none beside the axis."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        """Return the labels of all ticks."""
        labels = labels_of(tuple(values))
        if any(map(FORMULA.search, labels)):
            return [f"${label}$" for label in labels]
        return [label.replace("-", "−") for label in labels]  # much faster than formulas

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return a value under the pointer."""
        return number_text(x)
