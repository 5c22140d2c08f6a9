"""Analyses of weight paths and logs: they return numbers."""

from depthlimit.analysis.cleaning import kept_points
from depthlimit.analysis.coordinates import EntryCurves, default_positions, entry_curves
from depthlimit.analysis.log_fit import fit_log
from depthlimit.analysis.norms import NormCurves, norm_curves
from depthlimit.analysis.rates import RateFit, RateFits, fit_rate
from depthlimit.analysis.roughness import Roughness, roughness
from depthlimit.analysis.variation import VariationTable, variation_table
from depthlimit.result import Result

__all__ = [
    "EntryCurves",
    "NormCurves",
    "RateFit",
    "RateFits",
    "Result",
    "Roughness",
    "VariationTable",
    "default_positions",
    "entry_curves",
    "fit_log",
    "fit_rate",
    "kept_points",
    "norm_curves",
    "roughness",
    "variation_table",
]
