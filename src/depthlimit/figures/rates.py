"""Figure of logged values and the power laws fitted to them."""

import numpy as np
from numpy.typing import NDArray

from depthlimit.analysis import RateFit, RateFits
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.labels import tag_label
from depthlimit.figures.ticks import scientific
from depthlimit.formulas import escaped

Floats = NDArray[np.float64]

CAPTION = (
    r"Logged values (points) and fits of $C/(t + T_0)^{\rho}$ (lines) in double logarithmic axes, against "
    r"the $t + T_0$ of each fit, in which a power law is a straight line."
)
FEW = 100
"""Number of values up to which points are drawn large."""
DRAWN = 1e-290, 1e290
"""Range of the values that are drawn."""


def rate_spec(fit: RateFit, value_label: str = "") -> FigureSpec:
    """Describe one log and its fit, as `rates_spec` does."""
    return rates_spec(RateFits(value_label, {"": fit}))


def rates_spec(result: RateFits) -> FigureSpec:
    """Describe logs and their fits in double logarithmic axes, where C/(t + T₀)^ρ is a line in t + T₀.

    Values that are not positive have no logarithm, those near the largest number no ticks beyond them: they
    are left out of the drawing, not of the fit.
    """
    fits = {escaped(name): fit for name, fit in result.named().items()}
    if result.alike:
        colours = [escaped(result.alike[key]) for key in result.fits]
        key = Key(groups=tuple(dict.fromkeys(colours)))
    else:
        colours = list(fits)
        labels = {name: "\n".join(filter(None, [name, formula(fit)])) for name, fit in fits.items()}
        key = Key(groups=tuple(fits), labels=labels)
    series = tuple(
        one
        for colour, (name, fit) in zip(colours, fits.items(), strict=True)
        for one in series_of(colour, name, fit)
    )
    panel = Panel(Axis("$t + T_0$", "log"), Axis(tag_label(result.tag), "log", symbol="value"), series, key)
    return FigureSpec(
        f"Rate of convergence of {tag_label(result.tag)}" if result.tag else "Rate of convergence",
        CAPTION,
        (panel,),
    )


def series_of(colour: str, name: str, fit: RateFit) -> list[DataSeries]:
    """Return the logged values and the fitted curve, in the colour of a group."""
    x = fit.t + (fit.shift if np.isfinite(fit.shift) else 1.0)
    there = drawable(x, fit.y)
    curve = np.where(drawable(x, fit.fitted), fit.fitted, np.nan)
    return [
        DataSeries(colour, x[there], fit.y[there], "none", "dot" if len(x) > FEW else "circle", name=name),
        DataSeries(colour, x, curve, name=f"{name} {formula(fit)}".strip()),
    ]


def drawable(x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Return True for points that can be drawn in double logarithmic axes."""
    return np.asarray((np.minimum(x, y) > DRAWN[0]) & (np.maximum(x, y) < DRAWN[1]))


def formula(fit: RateFit) -> str:
    """Return the fitted curve."""
    C, rho = fit["C"].value, fit["rho"].value
    if not np.isfinite(C):
        return "no fit"
    return rf"${scientific(C)}\,(t + {fit.shift:.3g})^{{-{rho:.3g}}}$, $R^2 = {fit.r_squared:.3f}$"
