"""Figure of the norms of the rescaled weights along the depth."""

from dataclasses import replace

from depthlimit.analysis import NormCurves
from depthlimit.analysis.norms import NormCurve
from depthlimit.figure_spec import Axis, DataSeries, FigureSpec, Key, Panel
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
        tuple(map(series_of, curves.curves)),
        Key(DEPTH, tuple(str(curve.depth) for curve in curves.curves)),
    )
    return FigureSpec(TITLE, caption(curves), (panel,))


def series_of(curve: NormCurve) -> DataSeries:
    """Return the curve of one depth, with its band where there is one."""
    line = DataSeries(str(curve.depth), curve.position, curve.mean)
    if curve.half_width is None:
        return line
    return replace(line, lower=curve.mean - curve.half_width, upper=curve.mean + curve.half_width)


def caption(curves: NormCurves) -> str:
    """Return how to read the figure."""
    several = max(curve.seeds for curve in curves.curves) > 1
    mean = f"the mean over seeds, with its pointwise {curves.level:.0%} confidence band"
    drawn = f"{NORM} against {POSITION}: {mean if several else 'one seed'}."
    return f"{drawn} {COLLAPSE}" if len(curves.curves) > 1 else drawn
