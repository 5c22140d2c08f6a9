"""Learning rate that depends on the variation of the weights."""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.training.hyperparameters import LARGEST
from depthlimit.training.variation_log import VariationLog

RuleName = Literal["recursive", "anchored"]

logger = logging.getLogger(__name__)

NO_VARIATION = 1e-6
"""Below this share of max ‖L^β W‖ a p-variation is rounding, and the learning rate is kept."""
NOTHING = float(np.finfo(np.float32).eps)
"""Below this share of η(0) a learning rate counts as nothing: the resolution of single precision."""

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
        variations: measures the weights.
        factor: C.
        cap: the largest η of the recursive rule.
    """

    def __init__(self, rule: RuleName, variations: VariationLog, factor: float, cap: float) -> None:
        self.rule = rule
        self.variations = variations
        self.factor = factor
        self.cap = cap
        self.stopped_at: int | None = None

    def on_fit_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Log the rule."""
        formulas = {
            "recursive": f"η(s+1) = {self.factor:g} η(s) / V², at most {self.cap:g}",
            "anchored": f"η(s) = {self.factor:g} η(0) / V²",
        }
        logger.info(
            "dynamic_lr: %s, V the %s of the rescaled weights", formulas[self.rule], self.variations.tag
        )

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Set the learning rate of this step; the first step keeps η(0)."""
        step = trainer.global_step
        if step == 0:
            return
        first = float(module.hparams["lr"])
        measured = self.variations.measured(trainer, module)
        for group in trainer.optimizers[0].param_groups:
            group["lr"] = self.next_rate(measured, float(group["lr"]), first)
            if group["lr"] < NOTHING * first and self.stopped_at is None:
                self.stopped_at = step
                logger.warning(
                    "dynamic_lr stopped the training at step %d: the learning rate is %.3g", step, group["lr"]
                )

    def next_rate(self, measured: Mapping[str, float], now: float, first: float) -> float:
        """Return the learning rate of the rule for the present weights."""
        variation = measured[self.variations.tag]
        if variation <= NO_VARIATION * measured["max_norm"]:
            return now
        return min(RULES[self.rule](self.factor / variation**2, now, first, self.cap), LARGEST)
