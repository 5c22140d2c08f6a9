"""Descriptions of figures by the class of the result."""

from functools import singledispatch
from typing import Any

from depthlimit.analysis import EntryCurves, NormCurves, RateFit, RateFits, Roughness, VariationTable
from depthlimit.analysis.outcomes import Outcomes
from depthlimit.analysis.scaling import ScalingReport
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.figures.entries import entries_spec
from depthlimit.figures.norms import norms_spec
from depthlimit.figures.outcomes import outcomes_spec
from depthlimit.figures.rates import rate_spec, rates_spec
from depthlimit.figures.roughness import roughness_spec
from depthlimit.figures.statistics import scaling_spec
from depthlimit.figures.surfaces import surface_spec
from depthlimit.figures.variation import variation_spec
from depthlimit.landscapes import Surface
from depthlimit.result import Result


@singledispatch
def describe(result: Result, **options: Any) -> FigureSpec:
    """Return the description of the figure of a result.

    Raises:
        UsageError: there is no figure of such a result.
    """
    raise UsageError(f"there is no figure of {type(result).__name__}: draw a part of it, or use .to_json()")


describe.register(EntryCurves, entries_spec)
describe.register(NormCurves, norms_spec)
describe.register(Outcomes, outcomes_spec)
describe.register(RateFit, rate_spec)
describe.register(RateFits, rates_spec)
describe.register(Roughness, roughness_spec)
describe.register(ScalingReport, scaling_spec)
describe.register(Surface, surface_spec)
describe.register(VariationTable, variation_spec)
