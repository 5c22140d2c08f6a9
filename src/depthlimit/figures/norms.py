"""Figure of the norms of the rescaled weights along the depth."""

from matplotlib.figure import Figure

from depthlimit.analysis import NormCurves
from depthlimit.figures.labels import matplotlib_label
from depthlimit.figures.style import PaperFigure, add_legend, depth_colours, paper_style, rescaled_label

BAND = 0.25
"""Opacity of confidence bands."""


def norms_figure(curves: NormCurves, title: str = "") -> Figure:
    """Draw ‖L^β W_k‖ against k/L, one curve per depth with its band, ordered by depth.

    Curves that coincide suggest a limit of the weights rescaled by L^β.

    >>> from depthlimit.analysis.norms import NormCurve
    >>> import numpy as np
    >>> ones = tuple(NormCurve(L, 1, np.ones(L), None) for L in (4, 8))
    >>> figure = norms_figure(NormCurves(0.0, 0.95, ones))
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['4', '8']
    """
    with paper_style():
        figure = PaperFigure(figsize=(7.0, 3.8))
        axes = figure.subplots()
        for curve, colour in zip(curves.curves, depth_colours(len(curves.curves)), strict=True):
            axes.plot(curve.position, curve.mean, color=colour, linewidth=1.2, label=str(curve.depth))
            if curve.half_width is not None:
                low, high = curve.mean - curve.half_width, curve.mean + curve.half_width
                axes.fill_between(curve.position, low, high, color=colour, alpha=BAND, linewidth=0)
        axes.set(
            xlabel="$k/L$",
            ylabel=rescaled_label(r"\|", r"W_k\|", curves.beta),
            xlim=(0, 1),
            title=matplotlib_label(title),
        )
        axes.set_ylim(bottom=0)
        add_legend(axes, axes, "$L$")
    return figure
