"""Style of all figures: readable in print and in grey, on any machine, without a display."""

import io
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import matplotlib as mpl
import matplotlib.style
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from depthlimit.spacing import evenly_spaced

STYLE: dict[Any, Any] = {
    "axes.grid": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.constrained_layout.use": True,
    "figure.dpi": 150,
    "font.size": 10,
    "grid.alpha": 0.3,
    "legend.frameon": False,
    "mathtext.fontset": "cm",
    "savefig.dpi": 150,
}

DEPTH_COLOURS = "viridis"
"""Perceptually ordered and safe for colour-blind readers; its pale end is left out."""
DARKEST, PALEST = 0.0, 0.85
ON_DARK = 0.3, 1.0
"""Range of the colour map that is visible on a dark background, from shallow to deep."""

LEGEND_ROWS, LEGEND_COLUMNS = 14, 2
"""Largest legend beside the axes of a figure of the usual height."""
BESIDE = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0)}
ROW = 0.21
"""Height of a legend entry in inches."""
MOST_TICKS = 12
"""Largest number of labelled depths along an axis."""

LOG_TICKS: tuple[tuple[float, tuple[float, ...]], ...] = (
    (0.4, tuple(np.arange(1.0, 10.0, 0.5))),
    (1.0, (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)),
    (2.5, (1.0, 2.0, 5.0)),
    (np.inf, (1.0,)),
)
"""Labelled ticks of a decade, on a logarithmic axis of up to so many decades."""
FIXED = 1e-3, 1e4
"""Numbers between these are written without a power of ten."""


class PaperFigure(Figure):
    """A Matplotlib figure that a notebook shows, although no window and no pyplot belongs to it."""

    def _repr_png_(self) -> bytes:
        """Return the figure as PNG."""
        stream = io.BytesIO()
        with paper_style():
            self.savefig(stream, format="png")
        return stream.getvalue()


@contextmanager
def paper_style() -> Iterator[None]:
    """Context in which figures are drawn in the style of this package, whatever the user's style is."""
    with mpl.style.context(STYLE, after_reset=True):
        yield


def depth_colours(number: int) -> list[tuple[float, float, float, float]]:
    """Return a colour for each depth, from pale (shallow) to dark (deep)."""
    colours = mpl.colormaps[DEPTH_COLOURS]
    step = (DARKEST - PALEST) / max(number - 1, 1)
    return [colours(PALEST + step * k if number > 1 else DARKEST) for k in range(number)]


def depth_colours_on_dark(number: int) -> list[tuple[float, float, float, float]]:
    """Return a colour for each depth on a dark background, from dark (shallow) to pale (deep)."""
    places = np.linspace(*ON_DARK, number) if number != 1 else ON_DARK[1:]
    return [mpl.colormaps[DEPTH_COLOURS](float(place)) for place in places]


def legend_indices(number: int, rows: int = LEGEND_ROWS) -> list[int]:
    """Return the indices of the curves that a legend names: all, or some where there are too many.

    Colours are in the order of the depths, so that the curves in between can be identified.

    >>> legend_indices(3), len(legend_indices(28)), legend_indices(60, rows=5)
    ([0, 1, 2], 28, [0, 15, 30, 44, 59])
    """
    if number <= rows * LEGEND_COLUMNS:
        return list(range(number))
    return [int(place) for place in evenly_spaced(number, rows)]


def legend_columns(number: int, rows: int = LEGEND_ROWS) -> int:
    """Return the number of columns of a legend of that many curves."""
    return -(-len(legend_indices(number, rows)) // rows)


def add_legend(owner: Axes | Figure, axes: Axes, title: str, rows: int = LEGEND_ROWS, **where: Any) -> None:
    """Add a legend of the labelled curves of ``axes`` beside them; its title counts those left out."""
    handles, labels = axes.get_legend_handles_labels()
    number, places = len(handles), legend_indices(len(handles), rows)
    heading = title if len(places) == number else f"{title} ({len(places)} of {number})"
    selected = [handles[k] for k in places], [labels[k] for k in places]
    owner.legend(*selected, title=heading, ncols=legend_columns(number, rows), **(where or BESIDE))


def depth_ticks(depths: Iterable[int]) -> list[int]:
    """Return the depths that are labelled on a logarithmic axis: all, or some that do not overlap.

    >>> depth_ticks([16, 8, 8]), len(depth_ticks(range(10, 400, 5)))
    ([8, 16], 11)
    """
    different = sorted(set(depths))
    if len(different) <= MOST_TICKS:
        return different
    ratio = (different[-1] / different[0]) ** (1 / (MOST_TICKS - 1))
    kept = [different[-1]]
    for depth in reversed(different):
        if kept[-1] / depth >= ratio * (1 - 1e-9):
            kept.append(depth)
    return kept[::-1]


def rescaled_label(before: str, after: str, beta: float) -> str:
    r"""Return the label of an axis for a quantity of L^β W_k, with β.

    >>> print(rescaled_label("(", "W_k)_{ij}", 0.25))
    $(L^{\beta}\, W_k)_{ij}$,  $\beta = 0.25$
    """
    return rf"${before}L^{{\beta}}\, {after}$,  $\beta = {beta:g}$"


def make_logarithmic(axes: Axes, which: Literal["x", "y"]) -> None:
    """Give one of the axes a logarithmic scale whose tick labels do not overlap.

    It stays linear where nothing positive is drawn.
    """
    axes.set(**{f"{which}scale": "log"})
    axis = axes.xaxis if which == "x" else axes.yaxis
    low, high = axis.get_view_interval()
    if not 0 < low < high < np.inf:
        axes.set(**{f"{which}scale": "linear"})
        return
    decades = np.log10(high) - np.log10(low)
    subs = next(ticks for most, ticks in LOG_TICKS if decades <= most)
    axis.set_major_locator(LogLocator(subs=subs))
    axis.set_major_formatter(FuncFormatter(lambda value, place: f"${scientific(value)}$"))
    axis.set_minor_formatter(NullFormatter())


def scientific(value: float) -> str:
    r"""Return a number in mathtext, with three digits.

    >>> print(scientific(7e-5), scientific(0.25), scientific(1e6))
    7 \cdot 10^{-5} 0.25 10^{6}
    """
    if not math.isfinite(value):
        return r"\mathrm{NaN}" if math.isnan(value) else r"\infty"
    if value == 0 or FIXED[0] <= abs(value) < FIXED[1]:
        return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    mantissa, _, exponent = f"{value:.2e}".partition("e")
    digits = mantissa.rstrip("0").rstrip(".")
    power = f"10^{{{int(exponent)}}}"
    return power if digits == "1" else rf"{digits} \cdot {power}"
