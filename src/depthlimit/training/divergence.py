"""Stop of a training whose loss is no longer finite, with a checkpoint of the last finite weights."""

from pathlib import Path
from typing import cast

import torch
from lightning.pytorch import Callback, LightningModule, Trainer
from torch import Tensor

from depthlimit.discovery import CHECKPOINTS
from depthlimit.errors import DivergedError
from depthlimit.training.run_folder import run_folder
from depthlimit.training.task import task

LAST_FINITE = "last_finite.ckpt"
INTERRUPTED = "interrupted.ckpt"


class StopWhenNotFinite(Callback):
    """Stops at the first loss that is not finite; keeps a checkpoint of the last weights whose loss was.

    The checkpoint is ``checkpoints/last_finite.ckpt`` in the run folder; after Ctrl-C, the weights as they
    are go to ``checkpoints/interrupted.ckpt``, from which training can continue.
    """

    def __init__(self) -> None:
        self.finite: dict[str, Tensor] = {}

    def on_before_backward(self, trainer: Trainer, module: LightningModule, loss: Tensor) -> None:
        """Check the loss before the step; of several processes their mean, so that all stop."""
        loss = cast(Tensor, trainer.strategy.reduce(loss.detach(), reduce_op="mean"))
        if torch.isfinite(loss):
            self.finite = {name: tensor.clone() for name, tensor in module.state_dict().items()}
        else:
            self.stop(trainer, module, f"the loss is {loss.item():g}")

    def on_train_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Check the weights after the last step, whose loss is not computed."""
        if not all(torch.isfinite(weight).all() for weight in module.parameters()):
            self.stop(trainer, module, "the weights are no longer finite after the last step")

    def stop(self, trainer: Trainer, module: LightningModule, what: str) -> None:
        """End the training with the reason, where the weights are, and what to try."""
        kept = "the loss of the initial weights is not finite"
        if self.finite:
            kept = f"the last weights with a finite loss are in {checkpoint(trainer, LAST_FINITE)}"
        raise DivergedError(
            f"{what} at step {trainer.global_step}",
            kept,
            {task(module).lr_option: float(f"{module.hparams['lr'] / 10:g}")},
        )

    def on_exception(self, trainer: Trainer, module: LightningModule, exception: BaseException) -> None:
        """Leave a checkpoint behind."""
        if isinstance(exception, KeyboardInterrupt) and trainer.training:
            trainer.save_checkpoint(checkpoint(trainer, INTERRUPTED))
        if isinstance(exception, DivergedError) and self.finite:
            module.load_state_dict(self.finite)
            trainer.save_checkpoint(checkpoint(trainer, LAST_FINITE))


def checkpoint(trainer: Trainer, name: str) -> Path:
    """Return the checkpoint file of this name in the run folder."""
    return run_folder(trainer) / CHECKPOINTS / name
