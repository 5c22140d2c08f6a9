"""From many depths to a statement: exponents and regimes, with their intervals."""

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.analysis.scaling.regression import Slope, slope_on_depth
from depthlimit.analysis.scaling.report import ScalingReport, scaling
from depthlimit.analysis.scaling.runs import DenoisedLoss, DenoisedLosses, RunSummaries, RunSummary

__all__ = [
    "DenoisedLoss",
    "DenoisedLosses",
    "Estimate",
    "RunSummaries",
    "RunSummary",
    "ScalingReport",
    "Slope",
    "over_seeds",
    "scaling",
    "slope_on_depth",
]
