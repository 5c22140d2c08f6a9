"""Figures of results by their class, for `Result.figure`."""

from functools import singledispatch
from typing import Any

from matplotlib.figure import Figure

from depthlimit.analysis import EntryCurves, NormCurves, RateFit, RateFits, Roughness, VariationTable
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.errors import UsageError
from depthlimit.figures.entries import entries_figure
from depthlimit.figures.norms import norms_figure
from depthlimit.figures.rates import rate_figure, rates_figure
from depthlimit.figures.roughness import roughness_figure
from depthlimit.figures.scaling import scaling_figure
from depthlimit.figures.surfaces import surface_figure
from depthlimit.figures.variation import variation_figure
from depthlimit.landscapes import Surface
from depthlimit.result import Result


@singledispatch
def figure_of(result: Result, **options: Any) -> Figure:
    """Return the Matplotlib figure of a result.

    Raises:
        UsageError: there is no figure of such a result.
    """
    raise UsageError(f"there is no figure of {type(result).__name__}: draw a part of it, or use .to_json()")


figure_of.register(EntryCurves, entries_figure)
figure_of.register(NormCurves, norms_figure)
figure_of.register(RateFit, rate_figure)
figure_of.register(RateFits, rates_figure)
figure_of.register(Roughness, roughness_figure)
figure_of.register(ScalingReport, scaling_figure)
figure_of.register(Surface, surface_figure)
figure_of.register(VariationTable, variation_figure)
