"""Figure of the p-variation of the weights against the depth."""

import numpy as np

from depthlimit.analysis import VariationTable
from depthlimit.figure_spec import Axis, FigureSpec, Key, Panel, Series
from depthlimit.figures.ticks import depth_ticks

CAPTION = (
    r"$\|L^{\beta} W\|_{p\mathrm{-var}}$ against $L$, exact, {mean}. A horizontal line means that this "
    "p-variation stays bounded as networks grow deeper."
)
LEAST = 1e-3
"""Smallest lower end of an interval, relative to the mean: a logarithmic axis ends above zero."""
MARGIN = 1.6
"""Factor between the ends of the axis and the means: intervals of two seeds reach far beyond."""


def variation_spec(table: VariationTable) -> FigureSpec:
    """Describe ‖L^β W‖_p-var against L in double logarithmic axes, for every p, with intervals over seeds."""
    depths = np.array([row.depth for row in table.rows], dtype=np.float64)
    means = np.array([row.mean for row in table.rows])
    half = np.array([row.mean * np.nan if row.half_width is None else row.half_width for row in table.rows])
    positive = bool((means > 0).all())
    several = bool(np.isfinite(half).any())
    series = tuple(
        Series(
            f"{p:g}",
            depths,
            means[:, k],
            marker="circle",
            lower=np.maximum(means[:, k] - half[:, k], LEAST * means[:, k]) if several else None,
            upper=means[:, k] + half[:, k] if several else None,
            spread="bars",
        )
        for k, p in enumerate(table.exponents)
    )
    panel = Panel(
        Axis("$L$", "log", ticks=depth_ticks(row.depth for row in table.rows)),
        Axis(
            rf"$\|L^{{\beta}} W\|_{{p\mathrm{{-var}}}}$,  $\beta = {table.beta:.3g}$",
            "log" if positive else "linear",
            low=float(means.min()) / MARGIN if positive else None,
            high=float(means.max()) * MARGIN if positive else None,
            symbol=r"$\|L^{\beta} W\|_{p\mathrm{-var}}$",
        ),
        series,
        Key("$p$", tuple(f"{p:g}" for p in table.exponents)),
    )
    mean = f"the mean over seeds with its {table.level:.0%} interval" if several else "one seed"
    return FigureSpec("p-variation of the weights", CAPTION.replace("{mean}", mean), (panel,))
