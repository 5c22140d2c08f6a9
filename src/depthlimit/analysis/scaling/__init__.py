"""From many depths to a statement: exponents and regimes, with their doubt."""

from depthlimit.analysis.scaling.estimate import Estimate, over_seeds
from depthlimit.analysis.scaling.regression import Slope, slope_on_depth
from depthlimit.analysis.scaling.report import ScalingReport, scaling

__all__ = ["Estimate", "ScalingReport", "Slope", "over_seeds", "scaling", "slope_on_depth"]
