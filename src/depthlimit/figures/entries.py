"""Figure of single entries of the weights along the depth."""

import math

from matplotlib.figure import Figure

from depthlimit.analysis import EntryCurves
from depthlimit.errors import UsageError
from depthlimit.figures.style import (
    LEGEND_ROWS,
    ROW,
    PaperFigure,
    add_legend,
    depth_colours,
    legend_columns,
    paper_style,
    rescaled_label,
)

MOST_COLUMNS = 3
MOST_PANELS = 60
PANEL = 2.4, 1.9
"""Width and height of one panel in inches."""
LEGEND = 1.0
"""Width of one column of the legend."""


def entries_figure(entries: EntryCurves) -> Figure:
    """Draw L^β (W_k)_ij against k/L, a panel for each (i, j) and a curve for each depth.

    Raises:
        UsageError: there are more entries than a figure has panels.
    """
    number = len(entries.positions)
    if number > MOST_PANELS:
        raise UsageError(
            f"{number} entries are requested, but a figure holds at most {MOST_PANELS}: "
            "draw them in several figures"
        )
    columns = min(number, MOST_COLUMNS)
    rows = math.ceil(number / columns)
    height = PANEL[1] * rows + 0.6
    beside = min(LEGEND_ROWS, int(height / ROW) - 2)
    with paper_style():
        width = PANEL[0] * columns + LEGEND * legend_columns(len(entries.curves), beside) + 0.6
        figure = PaperFigure(figsize=(width, height))
        panels = figure.subplots(rows, columns, sharex=True, squeeze=False)
        for panel in panels.flat[number:]:
            panel.set_visible(False)
        for place, (i, j) in enumerate(entries.positions):
            panel = panels.flat[place]
            for curve, colour in zip(entries.curves, depth_colours(len(entries.curves)), strict=True):
                panel.plot(
                    curve.position, curve.values[place], color=colour, linewidth=0.9, label=str(curve.depth)
                )
            panel.set_title(f"$(i, j) = ({i}, {j})$", fontsize="medium")
            panel.set_xlim(0, 1)
            if place + columns >= number:  # of the lowest panels
                panel.set_xlabel("$k/L$")
                panel.tick_params(labelbottom=True)
        figure.supylabel(rescaled_label("(", r"W_k)_{ij}", entries.beta), fontsize="medium")
        add_legend(figure, panels.flat[0], "$L$", beside, loc="outside right upper")
    return figure
