"""Classification by cross-entropy."""

from typing import Any

from torch import Tensor
from torch.nn import functional
from torchmetrics import MetricCollection
from torchmetrics.classification import MulticlassAccuracy, MulticlassPrecision, MulticlassRecall

from depthlimit.errors import UsageError
from depthlimit.training.model import ResidualModel
from depthlimit.training.task import IGNORED


class ClassificationModel(ResidualModel):
    """Classifies samples with the cross-entropy of the softmax of the network's outputs.

    Accuracy is over all samples, precision and recall are averaged over the classes.

    Args:
        input_size: numbers in one sample; by default those of the data (3072 for CIFAR-10).
        classes: number of classes; by default those of the data.
        **options: the arguments of `ResidualModel`.
    """

    targets = "classes"
    outputs_option = "classes"

    def __init__(self, input_size: int | None = None, classes: int | None = None, **options: Any) -> None:
        super().__init__(input_size=input_size, outputs=classes, **options)

    def set_sizes(self, input_size: int | None, outputs: int | None) -> None:
        """Draw read-in and read-out, and make the metrics for so many classes."""
        super().set_sizes(input_size, outputs)
        if outputs is None:
            return
        how: dict[str, Any] = {"ignore_index": IGNORED, "dist_sync_on_step": True}
        measures = MetricCollection(
            {
                "accuracy": MulticlassAccuracy(outputs, average="micro", **how),
                "precision": MulticlassPrecision(outputs, **how),
                "recall": MulticlassRecall(outputs, **how),
            }
        )
        self.train_metrics = measures.clone(prefix="train_")
        self.val_metrics = measures.clone(prefix="val_")
        self.test_metrics = measures.clone(prefix="test_")
        self.metrics = {"train": self.train_metrics, "val": self.val_metrics, "test": self.test_metrics}

    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """``ℓ(y, ŷ) = −log softmax(ŷ)_y`` of every sample."""
        return functional.cross_entropy(prediction, target, reduction="none")

    def check_data(self, data: Any) -> None:
        """Take the sizes that were not given from the data; refuse data with more classes."""
        super().check_data(data)
        if self.output_size is not None and data.output_size > self.output_size:
            raise UsageError(
                f"classes is {self.output_size}, but the data have {data.output_size}",
                {"model.classes": data.output_size},
            )
