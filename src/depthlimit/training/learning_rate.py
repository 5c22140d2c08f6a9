"""A learning rate that follows the regularity of the weights."""

import logging
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.training.module import path_module

RuleName = Literal["recursive", "anchored"]

logger = logging.getLogger(__name__)

NO_VARIATION = 1e-6
"""Below this share of max ‖L^β W‖ a p-variation is rounding, and the learning rate is kept."""
NOTHING = float(np.finfo(np.float32).eps)
"""Below this share of η(0) a learning rate no longer moves weights of single precision."""

RULES: dict[RuleName, Callable[[float, float, float, float], float]] = {
    "recursive": lambda scale, now, first, cap: min(scale * now, cap),
    "anchored": lambda scale, now, first, cap: scale * first,
}


class DynamicLearningRate(Callback):
    """After every step, η(s+1) = C η(s) / ‖L^β W‖²_p-var, or with η(0) in place of η(s) if ``anchored``.

    The variation is of the weights that the next step starts from. The recursion is capped, since it grows
    without bound where the variation stays below √C; η is kept where the weights do not vary.

    Args:
        rule: ``recursive`` (the thesis's text) or ``anchored`` (its published runs).
        p: the exponent of the variation.
        factor: C.
        cap: the largest η of the recursive rule.
    """

    def __init__(self, rule: RuleName, p: float, factor: float, cap: float) -> None:
        self.rule = rule
        self.p = p
        self.factor = factor
        self.cap = cap
        self.stopped_at: int | None = None

    def on_fit_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Say which rule is in force."""
        formulas = {
            "recursive": f"η(s+1) = {self.factor:g} η(s) / V², at most {self.cap:g}",
            "anchored": f"η(s) = {self.factor:g} η(0) / V²",
        }
        logger.info("dynamic_lr: %s, V the %g-variation of the rescaled weights", formulas[self.rule], self.p)

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Set the learning rate of this step; the first step keeps η(0)."""
        step = trainer.global_step
        if step == 0:
            return
        first = float(module.hparams["lr"])
        for group in trainer.optimizers[0].param_groups:
            group["lr"] = self.next_rate(module, float(group["lr"]), first)
            if group["lr"] < NOTHING * first and self.stopped_at is None:
                self.stopped_at = step
                logger.warning(
                    "dynamic_lr stopped the training at step %d: the learning rate is %.3g", step, group["lr"]
                )

    def next_rate(self, module: LightningModule, now: float, first: float) -> float:
        """The learning rate that the rule gives for the weights as they are."""
        path = path_module(module).weight_path()
        variation = path.variation(self.p).norm
        if variation < NO_VARIATION * path.norms().max():
            return now
        return RULES[self.rule](self.factor / variation**2, now, first, self.cap)
