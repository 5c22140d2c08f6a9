"""Ω, the mean square of the loss's gradient with respect to the prediction."""

from collections.abc import Callable
from typing import Any

import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor

from depthlimit.scalars import OMEGA
from depthlimit.training.task import mean, task

Loss = Callable[[Tensor, Tensor], Tensor]


def omega(loss: Loss, prediction: Tensor, target: Tensor) -> Tensor:
    """``Ω = (1/N) Σ_i ‖∇_ŷ ℓ(y_i, ŷ_i)‖²``, with gradients of ℓ for each sample, not of its mean.

    Args:
        loss: (ŷ, y) ↦ the N losses ℓ(y_i, ŷ_i).
        prediction: ŷ, shape (N, outputs).
        target: y, N targets.

    >>> half_square = lambda prediction, target: (prediction - target).square().sum(1) / 2
    >>> omega(half_square, torch.tensor([[1.0], [3.0]]), torch.zeros(2, 1))  # (1² + 3²) / 2
    tensor(5.)
    """
    with torch.enable_grad():
        prediction = prediction.detach().requires_grad_()
        (gradient,) = torch.autograd.grad(loss(prediction, target).sum(), prediction)
    return mean(gradient.square().sum(tuple(range(1, gradient.ndim))))


class OmegaLog(Callback):
    """Logs Ω as ``avg_grad_norm`` at every gradient step, for the weights before the step."""

    def on_train_batch_end(
        self, trainer: Trainer, module: LightningModule, outputs: Any, batch: Any, batch_index: int
    ) -> None:
        """Log Ω of the prediction that the step has computed."""
        value = omega(task(module).loss, outputs["prediction"], batch[1]) * outputs["share"]
        module.log(OMEGA, value, on_step=True, on_epoch=False, sync_dist=True)
