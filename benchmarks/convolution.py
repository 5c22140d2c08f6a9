"""The convolutional networks: a training step against a plain loop, and three epochs on real images.

Run ``python -m benchmarks convolution``. The accuracies need ``DEPTHLIMIT_SHARED``, a folder that holds
``data/cifar-10-batches-bin`` (any number of images a file); without it only the step is timed.
"""

import logging
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from lightning.pytorch import Trainer
from lightning.pytorch.loggers import CSVLogger
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.machine import described, write_result
from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
from depthlimit.nn.conv import ConvResNet
from depthlimit.training import ConvModel
from depthlimit.training.top_k import TopK, top_k_table

L, BATCH, REPEATS = 56, 128, 9
AT_LEAST = 1.2  # times faster than the plain loop
EPOCHS, SEEDS = 3, (0, 1, 2)
ALPHAS = (0.75,)


class PlainBlock(nn.Module):
    """A block as it is usually written."""

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.stride, self.widening = channels // inputs, channels - inputs
        self.conv1 = nn.Conv2d(inputs, channels, 3, self.stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)

    def forward(self, x: Tensor) -> Tensor:
        y = functional.relu(self.bn1(self.conv1(x)))
        y = self.bn2(self.conv2(y))
        if self.widening:
            x = functional.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.widening))
        return functional.relu(x + y)


def plain_network() -> nn.Module:
    """The network of He et al. as a user would write it: NCHW, float32."""
    n = (L - 2) // 6
    blocks = [
        PlainBlock(channels if k else inputs, channels)
        for inputs, channels in pairwise((16, 16, 32, 64))
        for k in range(n)
    ]
    first = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()]
    return nn.Sequential(*first, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def step_of(network: nn.Module) -> Callable[[], None]:
    """A step of stochastic gradient descent on one batch of noise."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(BATCH, 3, 32, 32, generator=generator)
    y = torch.randint(10, (BATCH,), generator=generator)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4)

    def step() -> None:
        optimizer.zero_grad()
        functional.cross_entropy(network(x), y).backward()  # type: ignore[no-untyped-call]
        optimizer.step()

    return step


def seconds(function: Callable[[], Any]) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def step_table() -> Iterator[str]:
    """Times of both networks in turn, after two steps of each that are not counted."""
    steps = {"plain loop, NCHW": step_of(plain_network()), "depthlimit": step_of(ConvResNet(L, alpha=0.0))}
    times: dict[str, list[float]] = {name: [] for name in steps}
    for repeat in range(REPEATS + 2):
        for name, step in steps.items():
            found = seconds(step)
            if repeat > 1:
                times[name].append(found)
    yield "| network | step, s: median | fastest–slowest |"
    yield "|---|---|---|"
    for name, found_times in times.items():
        slowest = max(found_times)
        yield f"| {name} | {statistics.median(found_times):.3f} | {min(found_times):.3f}–{slowest:.3f} |"
    plain, ours = times.values()
    factor = statistics.median(plain) / statistics.median(ours)
    yield ""
    yield (
        f"{factor:.2f} times faster by the medians, {min(plain) / min(ours):.2f} by the fastest steps "
        f"(asked for: {AT_LEAST:g})."
    )


def trained(alpha: float, seed: int, path: str) -> tuple[list[float], TopK, float]:
    """Train for some epochs: mean loss of each, accuracies on the test set, seconds in all."""
    data = AugmentedCIFAR10(BATCH, path, verify=False, seed=seed)
    model = ConvModel(L, alpha, seed=seed)
    with tempfile.TemporaryDirectory() as folder:
        logger = CSVLogger(folder)
        trainer = Trainer(
            max_epochs=EPOCHS,
            default_root_dir=folder,
            logger=logger,
            log_every_n_steps=1,
            num_sanity_val_steps=0,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        spent = seconds(lambda: trainer.fit(model, datamodule=data))
        logger.save()
        rows = (Path(logger.log_dir) / "metrics.csv").read_text().splitlines()
        predictions: Any = trainer.predict(model, datamodule=data)
    header = rows[0].split(",")
    epoch, loss = header.index("epoch"), header.index("train_loss")
    cells = [row.split(",") for row in rows[1:]]
    losses = [
        statistics.mean(float(row[loss]) for row in cells if row[epoch] == str(number) and row[loss])
        for number in range(EPOCHS)
    ]
    return losses, top_k_table(torch.cat(predictions), data.test_set[1], data.class_names)[0], spent


def accuracy_table(path: str) -> Iterator[str]:
    """A row for every exponent and seed, then mean and standard deviation over the seeds."""
    sets = AugmentedCIFAR10(BATCH, path, verify=False)
    N, M = len(sets.training_set[0]), len(sets.test_set[0])
    yield f"{N:,} images to train on, {M:,} to test; chance is 10%."
    yield ""
    yield "| α | seed | mean loss of each epoch | top-1 | top-2 | seconds |"
    yield "|---|---|---|---|---|---|"
    summary = []
    for alpha in ALPHAS:
        found = []
        for seed in SEEDS:
            losses, row, spent = trained(alpha, seed, path)
            found.append(row.top1)
            fell = ", ".join(f"{loss:.3f}" for loss in losses)
            yield f"| {alpha:g} | {seed} | {fell} | {row.top1:.1%} | {row.top2:.1%} | {spent:.0f} |"
        mean, deviation = statistics.mean(found), statistics.stdev(found)
        summary.append(f"- α = {alpha:g}: top-1 {mean:.1%} ± {deviation:.1%} ({len(found)} seeds)")
    yield ""
    yield from summary


def report() -> Iterator[str]:
    """The lines of the result file."""
    yield f"# Convolutional residual networks, L = {L}, batches of {BATCH}, float32"
    yield ""
    yield f"{described()}. `python -m benchmarks convolution`."
    yield ""
    yield f"## A training step, {REPEATS} of each in turn"
    yield ""
    yield from step_table()
    shared = os.environ.get("DEPTHLIMIT_SHARED")
    if shared:
        yield ""
        yield f"## Accuracy after {EPOCHS} epochs on real images, with the default recipe of each α"
        yield ""
        yield from accuracy_table(str(Path(shared) / "data"))


def main() -> None:
    """Run everything, print it, write it."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    warnings.filterwarnings("ignore", module="lightning")
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    print(write_result("convolution", "\n".join(lines) + "\n"))


if __name__ == "__main__":
    main()
