"""Figure of logged values and the power laws fitted to them."""

import math

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from depthlimit.analysis import RateFit, RateFits
from depthlimit.figures.labels import matplotlib_label, tag_label
from depthlimit.figures.style import (
    PaperFigure,
    depth_colours,
    legend_indices,
    make_logarithmic,
    paper_style,
    scientific,
)

Floats = NDArray[np.float64]

OPACITY, SIZE = 0.45, 2.5
"""Opacity and size of data points."""
MOST_COLUMNS, MOST_LINES = 2, 10
LINE = 0.44
"""Height of a legend entry in inches."""
DRAWN = 1e-290, 1e290
"""Range of the values that are drawn."""
LINE_SPACING = 1.6
"""Of the two lines of a legend entry, so that an underscore and an exponent do not touch."""


def rate_figure(fit: RateFit, value_label: str = "") -> Figure:
    """Draw one log and its fit, as `rates_figure` does."""
    return rates_figure(RateFits(value_label, {"": fit}))


def rates_figure(result: RateFits) -> Figure:
    """Draw logs and their fits in double logarithmic axes, where C/(t + T₀)^ρ is a line in t + T₀.

    Every log is drawn against its own t + T₀. Values that are not positive have no logarithm, those near
    the largest number no ticks beyond them: they are left out of the drawing, not of the fit.
    """
    fits = result.fits
    with paper_style():
        named = set(legend_indices(len(fits), MOST_LINES))
        columns = min(len(named), MOST_COLUMNS)
        figure = PaperFigure(figsize=(7.0, 3.8 + LINE * math.ceil(len(named) / columns)))
        axes = figure.subplots()
        for k, ((name, fit), colour) in enumerate(zip(fits.items(), depth_colours(len(fits)), strict=True)):
            shift = fit.shift if np.isfinite(fit.shift) else 1.0
            x = fit.t + shift
            there = drawable(x, fit.y)
            curve = np.where(drawable(x, fit.fitted), [x, fit.fitted], np.nan)
            axes.plot(x[there], fit.y[there], ".", color=colour, alpha=OPACITY, markersize=SIZE, zorder=1)
            label = "\n".join(filter(None, [matplotlib_label(name), formula(fit)])) if k in named else None
            axes.plot(*curve, color=colour, linewidth=1.6, label=label)
        axes.set(xlabel="$t + T_0$", ylabel=tag_label(result.tag))
        make_logarithmic(axes, "x")
        make_logarithmic(axes, "y")
        title = f"{len(named)} of {len(fits)} logs" if len(named) < len(fits) else None
        legend = figure.legend(loc="outside lower center", fontsize="small", ncols=columns, title=title)
        for text in legend.get_texts():
            text.set_linespacing(LINE_SPACING)
    return figure


def drawable(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return True for points that can be drawn in double logarithmic axes."""
    return np.asarray((np.minimum(x, y) > DRAWN[0]) & (np.maximum(x, y) < DRAWN[1]))


def formula(fit: RateFit) -> str:
    """Return the fitted curve as mathtext."""
    C, rho = fit["C"].value, fit["rho"].value
    if not np.isfinite(C):
        return "no fit"
    return rf"${scientific(C)}\,(t + {fit.shift:.3g})^{{-{rho:.3g}}}$, $R^2 = {fit.r_squared:.3f}$"
