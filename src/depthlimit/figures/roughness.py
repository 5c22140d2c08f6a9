"""Figure of the roughness of one path, beside that of the same layers in shuffled order."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from depthlimit.analysis import Roughness
from depthlimit.figures.labels import matplotlib_label
from depthlimit.figures.style import PaperFigure, depth_colours, make_logarithmic, paper_style

Floats = NDArray[np.float64]

SHUFFLED = "0.55"
"""Grey, for what is compared with."""
QUANTILES = 0.025, 0.975


def roughness_figure(result: Roughness, title: str = "") -> Figure:
    """Draw the structure function S(m) with its fitted slope, and ‖L^β W‖_p-var against p.

    Grey: the mean over shuffled orders, and the range of the middle 95% of them.
    """
    with paper_style():
        figure = PaperFigure(figsize=(8.0, 3.8))
        left, right = figure.subplots(1, 2)
        draw_structure(left, result)
        draw_variations(right, result)
        figure.suptitle(matplotlib_label(title), fontsize="medium")
        handles, labels = left.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3)
    return figure


def draw_structure(axes: Axes, result: Roughness) -> None:
    """Draw S(m) against m in double logarithmic axes."""
    (colour,) = depth_colours(1)
    draw_band(axes, result.lags, result.shuffled_structure)
    axes.plot(result.lags, result.structure, "o", color=colour, markersize=4, label="order of the layers")
    slope = result.slope.value
    if np.isfinite(slope):
        line = np.exp(result.intercept) * result.lags**slope
        axes.plot(result.lags, line, "--", color=colour, label=f"slope {slope:.3g}")
        make_logarithmic(axes, "x")
        make_logarithmic(axes, "y")
    axes.set(xlabel="lag $m$", ylabel=r"mean $\|L^{\beta}(W_{k+m} - W_k)\|$")


def draw_variations(axes: Axes, result: Roughness) -> None:
    """Draw the p-variation norms against p."""
    (colour,) = depth_colours(1)
    finite = [k for k, p in enumerate(result.exponents) if np.isfinite(p)]
    exponents = np.array(result.exponents)[finite]
    values = np.array([result.variations[k].value for k in finite])
    draw_band(axes, exponents, np.array([result.variations[k].shuffled for k in finite]).T)
    axes.plot(exponents, values, "o-", color=colour, markersize=4)
    if (values > 0).all():
        make_logarithmic(axes, "y")
    axes.set(xlabel="$p$", ylabel=r"$\|L^{\beta} W\|_{p\mathrm{-var}}$")


def draw_band(axes: Axes, x: ArrayLike, shuffled: Floats) -> None:
    """Draw the mean and the middle range of the shuffled orders, shape (shuffles, len(x))."""
    if len(shuffled):
        low, high = np.quantile(shuffled, QUANTILES, axis=0)
        axes.fill_between(x, low, high, color=SHUFFLED, alpha=0.35, linewidth=0)
        axes.plot(x, shuffled.mean(axis=0), color=SHUFFLED, label="shuffled orders: mean, and 95% of them")
