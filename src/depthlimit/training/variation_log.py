"""Log of the regularity of the path of weights at every step, measured while the step is computed."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import numpy as np
from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.paths import WeightPath
from depthlimit.training.path_module import path_module

Measures = dict[str, float]


class VariationLog(Callback):
    """Logs the regularity of k ↦ L^β W_k at every n-th step, for the weights before the step.

    A snapshot is taken when the step begins, and a thread measures it during the forward and backward pass;
    the step ends when its row of the log is complete. Of several processes the first one measures.

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
        self.worker: ThreadPoolExecutor | None = None
        self.begun: tuple[int, Future[Measures]] | None = None
        self.logged = False

    def on_fit_start(self, trainer: Trainer, module: LightningModule) -> None:
        """Start the thread."""
        self.begun = None
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="variations")

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Start to measure the weights of which the step computes the loss."""
        self.logged = trainer.is_global_zero and trainer.global_step % self.every_n_steps == 0
        if self.logged:
            self.begin(trainer, module)

    def on_train_batch_end(
        self, trainer: Trainer, module: LightningModule, outputs: Any, batch: Any, batch_index: int
    ) -> None:
        """Log the measurements."""
        if self.logged and self.begun is not None:
            module.log_dict(self.begun[1].result(), on_step=True, on_epoch=False, rank_zero_only=True)

    def on_exception(self, trainer: Trainer, module: LightningModule, exception: BaseException) -> None:
        """End the thread."""
        self.close()

    def teardown(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """End the thread."""
        self.close()

    def measured(self, trainer: Trainer, module: LightningModule) -> Measures:
        """Return the regularity of the weights before the present step, measured once."""
        return self.begin(trainer, module).result()

    def begin(self, trainer: Trainer, module: LightningModule) -> Future[Measures]:
        """Take the snapshot of the present step, once, and measure it in the thread."""
        if self.begun is None or self.begun[0] != trainer.global_step:
            if self.worker is None:
                raise RuntimeError("variations are measured while a model is being trained")
            snapshot = path_module(module).snapshot()
            measurement = self.worker.submit(lambda: regularity(snapshot(), self.exponents))
            self.begun = (trainer.global_step, measurement)
        return self.begun[1]

    def close(self) -> None:
        """End the thread, once it is done."""
        if self.worker is not None:
            self.worker.shutdown()
            self.worker = None


def variation_tag(p: float) -> str:
    """Return the tag of a p-variation.

    >>> variation_tag(1.5)
    '1.500-variation'
    """
    return f"{p:.3f}-variation"


def regularity(path: WeightPath, exponents: tuple[float, ...]) -> dict[str, float]:
    """Return the numbers that are logged, by tag.

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
