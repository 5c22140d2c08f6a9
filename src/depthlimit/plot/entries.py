"""Single entries of the weights as paths over the depth, one panel for each."""

import math

from matplotlib.figure import Figure

from depthlimit.analysis import EntryCurves
from depthlimit.plot.style import depth_colours, house_style, legend_columns, rescaled_label

MOST_COLUMNS = 3
PANEL = 2.4, 1.9
"""Width and height of one panel in inches."""
LEGEND = 1.0
"""Width of one column of the legend."""


def entries_figure(entries: EntryCurves) -> Figure:
    """Draw L^β (W_k)_ij against k/L, a panel for each (i, j), all depths together."""
    number = len(entries.positions)
    columns = min(number, MOST_COLUMNS)
    rows = math.ceil(number / columns)
    legend = legend_columns(len(entries.curves))
    with house_style():
        figure = Figure(figsize=(PANEL[0] * columns + LEGEND * legend + 0.6, PANEL[1] * rows + 0.6))
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
            if place + columns >= number:  # nothing stands below it
                panel.set_xlabel("$k/L$")
                panel.tick_params(labelbottom=True)
        figure.supylabel(rescaled_label("(", r"W_k)_{ij}", entries.beta), fontsize="medium")
        handles, labels = panels.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, title="$L$", loc="outside right upper", ncols=legend)
    return figure
