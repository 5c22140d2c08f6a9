"""How every figure looks: readable in print and in grey, on any machine, without a display."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl

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

LEGEND_ROWS = 14


@contextmanager
def house_style() -> Iterator[None]:
    """Draw the figures of this block in our style, and leave the user's style alone."""
    with mpl.rc_context(STYLE):
        yield


def depth_colours(number: int) -> list[tuple[float, float, float, float]]:
    """One colour per depth, from pale (shallow) to dark (deep)."""
    colours = mpl.colormaps[DEPTH_COLOURS]
    step = (DARKEST - PALEST) / max(number - 1, 1)
    return [colours(PALEST + step * k if number > 1 else DARKEST) for k in range(number)]


def legend_columns(entries: int) -> int:
    """Into how many columns a legend beside the axes goes."""
    return 1 + (entries - 1) // LEGEND_ROWS


def rescaled_label(before: str, after: str, beta: float) -> str:
    r"""The label of something of L^β W_k, with the β that was used.

    >>> print(rescaled_label("(", "W_k)_{ij}", 0.25))
    $(L^{\beta}\, W_k)_{ij}$,  $\beta = 0.25$
    """
    return rf"${before}L^{{\beta}}\, {after}$,  $\beta = {beta:g}$"
