"""Figure of the p-variation of the weights against the depth."""

import numpy as np
from matplotlib.figure import Figure

from depthlimit.analysis import VariationTable
from depthlimit.figures.style import (
    PaperFigure,
    add_legend,
    depth_colours,
    depth_ticks,
    make_logarithmic,
    paper_style,
)


def variation_figure(table: VariationTable) -> Figure:
    """Draw ‖L^β W‖_p-var against L in double logarithmic axes, for every p, with intervals over seeds."""
    depths = np.array([row.depth for row in table.rows], dtype=np.float64)
    with paper_style():
        figure = PaperFigure(figsize=(7.0, 3.8))
        axes = figure.subplots()
        for k, (p, colour) in enumerate(
            zip(table.exponents, depth_colours(len(table.exponents)), strict=True)
        ):
            mean = np.array([row.mean[k] for row in table.rows])
            half = np.array([np.nan if row.half_width is None else row.half_width[k] for row in table.rows])
            spread = np.nan_to_num(np.stack([np.minimum(half, mean * (1 - 1e-3)), half]))
            axes.errorbar(
                depths, mean, spread, fmt="o-", color=colour, markersize=4, linewidth=1, label=f"{p:g}"
            )
        axes.set(
            xlabel="$L$",
            ylabel=rf"$\|L^{{\beta}} W\|_{{p\mathrm{{-var}}}}$,  $\beta = {table.beta:.3g}$",
        )
        if all((row.mean > 0).all() for row in table.rows):
            make_logarithmic(axes, "y")
        axes.set_xscale("log", base=2)
        ticks = depth_ticks(row.depth for row in table.rows)
        axes.set_xticks(ticks, [str(L) for L in ticks], rotation=60 if len(ticks) > 8 else 0)
        axes.minorticks_off()
        add_legend(axes, axes, "$p$")
    return figure
