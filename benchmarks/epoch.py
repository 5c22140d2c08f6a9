"""Where an epoch of full-batch training spends its time: the network, the logging, the rest."""

import logging
import tempfile
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import torch
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
from torch import Tensor

from benchmarks.machine import described, write_result
from depthlimit.data.base import DataModule
from depthlimit.training import ClassificationModel, ExportWeights, RunRecord
from depthlimit.training.variation_log import VariationLog

L, DIM, N, EPOCHS = 2000, 15, 12_500, 8


class RandomImages(DataModule):
    """Noise of the size of a quarter of CIFAR-10."""

    targets = "classes"
    input_size = 3072
    output_size = 10

    def load_training(self) -> tuple[Tensor, Tensor]:
        generator = torch.Generator().manual_seed(0)
        x = torch.randn(N, 3, 32, 32, generator=generator)
        return x, torch.randint(10, (N,), generator=generator)

    load_test = load_training

    def training_size(self, available: int) -> int:
        return available


class Stopwatch(Callback):
    """Adds up, for every epoch, the seconds spent under each name."""

    def __init__(self) -> None:
        self.epochs: list[dict[str, float]] = []
        self.started = self.mark = 0.0

    def on_train_epoch_start(self, *of_the_epoch: Any) -> None:
        now = perf_counter()
        if self.epochs:
            self.epochs[-1]["epoch"] = now - self.started
        self.epochs.append({})
        self.started = now

    def add(self, name: str, seconds: float) -> None:
        self.epochs[-1][name] = self.epochs[-1].get(name, 0.0) + seconds

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **options: Any) -> Any:
            start = perf_counter()
            result = function(*arguments, **options)
            self.add(name, perf_counter() - start)
            return result

        return run

    def on_before_backward(self, *of_the_step: Any) -> None:
        self.mark = perf_counter()

    def on_after_backward(self, *of_the_step: Any) -> None:
        self.add("backward", perf_counter() - self.mark)


def epochs(accelerator: str) -> list[dict[str, float]]:
    """Train for some epochs: the seconds of each part, without the first epoch and the last."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    watch = Stopwatch()
    model = ClassificationModel(
        3072, 10, L=L, dim=DIM, lr=9.0, alpha=0.75, gamma=1.0, init="ntrunc", store_grad=True
    )
    model.network.forward = watch.timed("forward", model.network.forward)  # type: ignore[method-assign]
    torch.optim.SGD.step = watch.timed("step", torch.optim.SGD.step)  # type: ignore[method-assign]
    begin, end = VariationLog.on_train_batch_start, VariationLog.on_train_batch_end
    VariationLog.on_train_batch_start = watch.timed("variations", begin)  # type: ignore[method-assign]
    VariationLog.on_train_batch_end = watch.timed("variations", end)  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as folder:
        csv = CSVLogger(folder)
        trainer = Trainer(
            max_epochs=EPOCHS,
            accelerator=accelerator,
            devices=1,
            default_root_dir=folder,
            logger=[csv, TensorBoardLogger(folder, version=csv.version)],
            callbacks=[watch, RunRecord(), ExportWeights()],
            limit_val_batches=0,
            log_every_n_steps=1,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        trainer.fit(model, datamodule=RandomImages(batch_size=None, num_workers=0, path="", seed=0))
    return watch.epochs[1:-1]


def main() -> None:
    """Print the median seconds of each part."""
    whole = epochs("cpu")
    # an optimiser step contains forward and backward, which Lightning runs as its closure
    for epoch in whole:
        epoch["step"] -= epoch["forward"] + epoch["backward"]
        epoch["rest"] = epoch["epoch"] - sum(epoch[part] for part in ("forward", "backward", "variations"))
    seconds = {part: median(epoch[part] for epoch in whole) for part in whole[0]}
    share = median(epoch["rest"] / (epoch["epoch"] - epoch["variations"]) for epoch in whole)
    steps = median(epoch["epoch"] / (epoch["forward"] + epoch["backward"]) for epoch in whole)
    lines = [f"| {part} | {value:.3f} |" for part, value in seconds.items()]
    text = (
        f"# An epoch of full-batch training, L={L}, d={DIM}, N={N}, float32\n\n{described()}\n\n"
        f"`python -m benchmarks epoch`; medians of {len(whole)} epochs\n\n"
        "| part | seconds |\n|---|---|\n" + "\n".join(lines) + "\n\n"
        "The p-variations are measured beside the step: what is left of them is taking the snapshot and "
        "waiting. "
        f"Outside forward and backward, those apart: {share:.1%} of the epoch. "
        f"The epoch costs {steps:.2f} steps of the engine that `auto` takes.\n"
    )
    print(text)
    print(write_result("epoch", text))


if __name__ == "__main__":
    main()
