"""Figure of the roughness of one path, beside that of the same layers in shuffled order."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.analysis import Roughness
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel, Scale
from depthlimit.figures.labels import EXPONENT, VARIATION
from depthlimit.formulas import escaped

Floats = NDArray[np.float64]

QUANTILES = 0.025, 0.975
LAYERS, FIT, SHUFFLED = "order of the layers", "fitted slope", "shuffled orders"
INCREMENT = r"$\|L^{\beta}(W_{k+m} - W_k)\|$"
CAPTION = (
    f"Left: the structure function, the mean of {INCREMENT} over $k$, against the lag $m$. "
    f"Right: {VARIATION} against {EXPONENT}. "
    "Grey: the same layers shuffled, the mean and the range of the middle 95%."
)


def roughness_spec(result: Roughness, title: str = "") -> FigureSpec:
    """Describe the structure function S(m) with its fitted slope, and ‖L^β W‖_p-var against p."""
    slope = result.slope.value
    has_fit, has_shuffled = bool(np.isfinite(slope)), len(result.shuffled_structure) > 0
    groups = (LAYERS, *([FIT] if has_fit else []), *([SHUFFLED] if has_shuffled else []))
    labels = {FIT: f"slope {slope:.3g}"} if has_fit else {}
    key = Key("", groups, labels, "distinct", (SHUFFLED,) if has_shuffled else ())
    heading = escaped(title) or "Roughness of a path"
    return FigureSpec(heading, CAPTION, (structure(result, key), variations(result, key)))


def structure(result: Roughness, key: Key) -> Panel:
    """Return the panel of S(m) against m in double logarithmic axes."""
    lags = np.asarray(result.lags, dtype=np.float64)
    series = [
        *shuffled(lags, result.shuffled_structure),
        DataSeries(LAYERS, lags, result.structure, "none", "circle"),
    ]
    slope = result.slope.value
    scale: Scale = "log" if np.isfinite(slope) else "linear"
    if np.isfinite(slope):
        series.append(DataSeries(FIT, lags, np.exp(result.intercept) * lags**slope, "dashed"))
    y = Axis(f"mean {INCREMENT}", scale)
    return Panel(Axis("lag $m$", scale, symbol="$m$"), y, tuple(series), key)


def variations(result: Roughness, key: Key) -> Panel:
    """Return the panel of the p-variation norms against p; p = ∞ has no place on its axis."""
    finite = [k for k, p in enumerate(result.exponents) if np.isfinite(p)]
    exponents = np.array(result.exponents)[finite]
    values = np.array([result.variations[k].value for k in finite])
    there = np.array([result.variations[k].shuffled for k in finite]).T
    series = (*shuffled(exponents, there), DataSeries(LAYERS, exponents, values, marker="circle"))
    scale: Scale = "log" if (values > 0).all() else "linear"
    return Panel(Axis(EXPONENT), Axis(VARIATION, scale), series, key)


def shuffled(x: ArrayLike, orders: Floats) -> list[DataSeries]:
    """Return the mean and the middle range of shuffled orders, shape (shuffles, len(x)); none without."""
    if not len(orders):
        return []
    low, high = np.quantile(orders, QUANTILES, axis=0)
    return [DataSeries(SHUFFLED, np.asarray(x, dtype=np.float64), orders.mean(axis=0), lower=low, upper=high)]
