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
        input_size: numbers in one sample (784 for MNIST, 3072 for CIFAR-10, 64 for digits).
        classes: number of classes.
        **options: the arguments of `ResidualModel`.
    """

    targets = "classes"

    def __init__(self, input_size: int = 784, classes: int = 10, **options: Any) -> None:
        super().__init__(input_size=input_size, outputs=classes, **options)
        how: dict[str, Any] = {"ignore_index": IGNORED, "dist_sync_on_step": True}
        measures = MetricCollection(
            {
                "accuracy": MulticlassAccuracy(classes, average="micro", **how),
                "precision": MulticlassPrecision(classes, **how),
                "recall": MulticlassRecall(classes, **how),
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
        """Refuse data with more classes than outputs, too."""
        super().check_data(data)
        if data.output_size > self.output_size:
            raise UsageError(
                f"classes is {self.output_size}, but the data have {data.output_size}: "
                f"write --model.classes={data.output_size}"
            )
