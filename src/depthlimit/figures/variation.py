"""Figure of the p-variation of the weights against the depth."""

import numpy as np

from depthlimit.analysis import VariationTable
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.intervals import drawn_half_width, mean_in_words
from depthlimit.figures.labels import DEPTH, EXPONENT, VARIATION, with_beta
from depthlimit.figures.ticks import depth_ticks

TITLE = "p-variation of the weights"
FLAT = "A horizontal line is a p-variation that does not grow over these depths."


def variation_spec(table: VariationTable) -> FigureSpec:
    """Describe ‖L^β W‖_p-var against L in double logarithmic axes, for every p, with intervals over seeds."""
    depths = np.array([row.depth for row in table.rows], dtype=np.float64)
    means = np.array([row.mean for row in table.rows])
    seeds = [len(row.norms) for row in table.rows]
    half = np.array(
        [
            row.mean * np.nan
            if row.half_width is None
            else drawn_half_width(row.half_width, number, table.level)
            for row, number in zip(table.rows, seeds, strict=True)
        ]
    )
    several = bool(np.isfinite(half).any())
    groups = tuple(f"{p:g}" for p in table.exponents)
    series = tuple(
        DataSeries(
            group,
            depths,
            means[:, k],
            marker="circle",
            lower=means[:, k] - half[:, k] if several else None,
            upper=means[:, k] + half[:, k] if several else None,
            spread="bars",
        )
        for k, group in enumerate(groups)
    )
    panel = Panel(
        Axis(DEPTH, "log", ticks=depth_ticks(row.depth for row in table.rows)),
        Axis(with_beta(VARIATION, table.beta), "log" if (means > 0).all() else "linear", symbol=VARIATION),
        series,
        Key(EXPONENT, groups),
    )
    mean = mean_in_words(seeds, f"its {table.level:.0%} interval")
    caption = f"{VARIATION} against {DEPTH}, exact, {mean}. {FLAT}"
    return FigureSpec(TITLE, caption, (panel,))
