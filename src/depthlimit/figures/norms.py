"""Figure of the norms of the rescaled weights along the depth."""

from dataclasses import replace

from depthlimit.analysis import NormCurves
from depthlimit.analysis.norms import NormCurve
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
from depthlimit.figures.intervals import drawn_half_width, mean_in_words
from depthlimit.figures.labels import DEPTH, NORM, POSITION, with_beta

TITLE = "Norms of the weights along the depth"
COLLAPSE = "If the curves of all depths collapse onto one, this rescaling keeps the size of the weights."


def norms_spec(curves: NormCurves) -> FigureSpec:
    """Describe ‖L^β W_k‖ against k/L, one curve per depth with its band, ordered by depth.

    Curves that coincide suggest a limit of the weights rescaled by L^β.

    >>> import numpy as np
    >>> ones = tuple(NormCurve(L, 1, np.ones(L), None) for L in (4, 8))
    >>> norms_spec(NormCurves(0.0, 0.95, ones)).panels[0].key.groups
    ('4', '8')
    """
    panel = Panel(
        Axis(POSITION, low=0.0, high=1.0),
        Axis(with_beta(NORM, curves.beta), low=0.0, symbol=NORM),
        tuple(series_of(curve, curves.level) for curve in curves.curves),
        Key(DEPTH, tuple(str(curve.depth) for curve in curves.curves)),
    )
    return FigureSpec(TITLE, caption(curves), (panel,))


def series_of(curve: NormCurve, level: float) -> DataSeries:
    """Return the curve of one depth, with its band where there are several seeds."""
    line = DataSeries(str(curve.depth), curve.position, curve.mean)
    if curve.half_width is None:
        return line
    half = drawn_half_width(curve.half_width, curve.seeds, level)
    return replace(line, lower=curve.mean - half, upper=curve.mean + half)


def caption(curves: NormCurves) -> str:
    """Return how to read the figure."""
    band = f"its pointwise {curves.level:.0%} confidence band"
    mean = mean_in_words([curve.seeds for curve in curves.curves], band)
    drawn = f"{NORM} against {POSITION}: {mean}."
    return f"{drawn} {COLLAPSE}" if len(curves.curves) > 1 else drawn
