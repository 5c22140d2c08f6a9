"""Regression by the p-th power of the distance."""

from typing import Any

from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.training.model import ResidualModel


class RegressionModel(ResidualModel):
    """Predicts numbers with the loss ``ℓ(y, ŷ) = (1/p) |y − ŷ|_p^p``, averaged over the samples.

    Args:
        input_size: numbers in one sample; by default those of the data.
        output_size: numbers in one prediction; by default those of the data's targets.
        p_loss: the exponent p ≥ 1 of the loss.
        **options: the arguments of `ResidualModel`.
    """

    targets = "numbers"
    outputs_option = "output_size"

    def __init__(
        self,
        input_size: int | None = None,
        output_size: int | None = None,
        p_loss: float = 2.0,
        **options: Any,
    ) -> None:
        super().__init__(input_size=input_size, outputs=output_size, **options)

    def loss(self, prediction: Tensor, target: Tensor) -> Tensor:
        """``(1/p) |y − ŷ|_p^p`` of every sample."""
        if prediction.shape != target.shape:
            raise UsageError(
                f"the targets have shape {tuple(target.shape)}, the predictions {tuple(prediction.shape)}: "
                "use ClassificationModel for data whose targets are classes"
            )
        p: float = self.hparams["p_loss"]
        return (prediction - target).abs().pow(p).sum(1) / p

    def check_data(self, data: Any) -> None:
        """Take the sizes that were not given from the data; refuse targets of another size, too."""
        super().check_data(data)
        if data.output_size != self.output_size:
            raise UsageError(
                f"output_size is {self.output_size}, but the data's targets have {data.output_size} numbers",
                {"model.output_size": data.output_size},
            )
