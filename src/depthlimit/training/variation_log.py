"""How regular the path of weights is, logged at every gradient step."""

from typing import Any

import numpy as np
from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.paths import WeightPath
from depthlimit.training.path_module import path_module


class VariationLog(Callback):
    """Logs the regularity of k ↦ L^β W_k at every n-th step, for the weights before the step.

    Tags: ``2.000-variation`` and so on for p, p/2 and 3p/4 (norms, i.e. p-th roots), ``max_norm``
    (max ‖L^β W_k‖), ``max_increment`` (L^β max ‖W_{k+1} − W_k‖), ``sum_squared_increments``
    (Σ‖W_{k+1} − W_k‖², not rescaled).

    Args:
        p: the exponent, at least 2.
        every_n_steps: measure at steps 0, n, 2n, …
    """

    def __init__(self, p: float, every_n_steps: int = 1) -> None:
        self.exponents = (p, p / 2, 3 * p / 4)
        self.tag = variation_tag(p)
        self.every_n_steps = every_n_steps
        self.step = -1
        self.values: dict[str, float] = {}

    def on_fit_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Forget another training's measurements."""
        self.step = -1

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Measure the weights with which the step's loss is computed."""
        if trainer.global_step % self.every_n_steps == 0:
            module.log_dict(self.measured(trainer, module), on_step=True, on_epoch=False)

    def measured(self, trainer: Trainer, module: LightningModule) -> dict[str, float]:
        """The regularity of the weights before the step at hand, measured once."""
        if self.step != trainer.global_step:
            self.values = regularity(path_module(module).weight_path(), self.exponents)
            self.step = trainer.global_step
        return self.values


def variation_tag(p: float) -> str:
    """The tag of a p-variation.

    >>> variation_tag(1.5)
    '1.500-variation'
    """
    return f"{p:.3f}-variation"


def regularity(path: WeightPath, exponents: tuple[float, ...]) -> dict[str, float]:
    """The numbers that are logged, by tag.

    >>> path = WeightPath(np.array([[[1.0]], [[3.0]]]), alpha=1.0)
    >>> regularity(path, (2.0,))
    {'2.000-variation': 2.0, 'max_norm': 3.0, 'max_increment': 2.0, 'sum_squared_increments': 4.0}
    """
    variations = {variation_tag(result.p): result.norm for result in path.variation(exponents)}
    increments = np.linalg.norm(path.increments(), axis=(1, 2))
    return {
        **variations,
        "max_norm": float(path.norms().max()),
        "max_increment": float(path.depth**path.beta * increments.max(initial=0.0)),
        "sum_squared_increments": float(np.square(increments).sum()),
    }
