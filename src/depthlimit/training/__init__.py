"""Networks in training, and the callbacks of a run: logs, record, export, divergence."""

from depthlimit.training.classification import ClassificationModel
from depthlimit.training.convolutional import ConvModel
from depthlimit.training.export import ExportWeights
from depthlimit.training.model import ResidualModel
from depthlimit.training.record import RunRecord
from depthlimit.training.regression import RegressionModel

__all__ = [
    "ClassificationModel",
    "ConvModel",
    "ExportWeights",
    "RegressionModel",
    "ResidualModel",
    "RunRecord",
]
