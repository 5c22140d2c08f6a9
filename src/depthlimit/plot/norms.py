"""The norms of the rescaled weights along the depth, all depths together."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from depthlimit.paths import WeightPath
from depthlimit.plot.style import depth_colours, house_style


def norms_figure(paths: Sequence[WeightPath], title: str = "") -> Figure:
    """Draw ‖L^β W_k‖ against k/L, one curve per path, ordered by depth.

    Where the curves lie on one, the weights have a limit in the depth after rescaling by L^β.

    >>> figure = norms_figure([WeightPath(np.ones((L, 1, 1)), alpha=1.0) for L in (8, 4)])
    >>> [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    ['4', '8']
    """
    ordered = sorted(paths, key=lambda path: path.depth)
    with house_style():
        figure = Figure(figsize=(7.0, 3.8))
        axes = figure.subplots()
        for path, colour in zip(ordered, depth_colours(len(ordered)), strict=True):
            position = np.arange(path.depth) / path.depth
            axes.plot(position, path.norms(), color=colour, linewidth=1.2, label=str(path.depth))
        axes.set(xlabel="$k/L$", ylabel=r"$\|L^{\beta}\, W_k\|$", xlim=(0, 1), title=title)
        axes.set_ylim(bottom=0)
        axes.legend(title="$L$", loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure
