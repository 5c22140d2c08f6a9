"""Base of the synthetic data modules: points of the line, and a function of them."""

from abc import abstractmethod
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.data.base import DataModule, Samples
from depthlimit.requirements import Requirement, require, whole_number
from depthlimit.seeds import Stream, generator
from depthlimit.untrusted import check_size

BYTES = 48
"""Memory for a point while it is drawn: itself and its target in double and single precision, its index."""
LARGEST = float(np.finfo(np.float32).max)
REQUIREMENTS = {
    "num_samples": replace(whole_number(2), example=100_000),
    "c": Requirement(lambda c: abs(c) <= LARGEST, "a finite number of single precision", 0.1),
}

Points = NDArray[np.float32]


class SyntheticDataModule(DataModule):
    """Points drawn uniformly from an interval [−b, b], and a function of them.

    A tenth of the ``num_samples`` points (at least one) is the validation set, the rest is trained on; the
    test set are as many other points as the validation set has. Inputs and targets are
    float32 of shape (N, 1).

    Args:
        num_samples: Points in training and validation set together.
        c: The constant of the task.
        batch_size: Samples per batch; null for the full batch.
        num_workers: No effect: the data are in memory.
        path: No effect: nothing is read.
        seed: Seed of the points, of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    input_size: int = 1
    targets = "numbers"
    output_size: int = 1

    def __init__(
        self,
        num_samples: int,
        c: float,
        batch_size: int | None,
        num_workers: int,
        path: str,
        seed: int,
    ) -> None:
        super().__init__(batch_size, num_workers, path, seed)
        require({"num_samples": num_samples, "c": c}, REQUIREMENTS, prefix="data.")
        check_size(BYTES * num_samples, None, f"num_samples={num_samples}")
        self.num_samples = self.samples = num_samples
        self.c = c

    @property
    @abstractmethod
    def bound(self) -> np.float32:
        """The end b of the interval."""

    @abstractmethod
    def target(self, x: Points) -> NDArray[np.floating]:
        """Return the function at points of shape (N, 1)."""

    def load_training(self) -> Samples:
        """Return the ``num_samples`` points of training and validation set."""
        return self._draw("train data", self.num_samples)

    def load_test(self) -> Samples:
        """Return the points of the test set."""
        return self._draw("test data", self.num_samples - self.training_size(self.num_samples))

    def training_size(self, available: int) -> int:
        """Return nine tenths of the points, all but one at most."""
        return available - max(1, available // 10)

    def _draw(self, stream: Stream, size: int) -> tuple[Tensor, Tensor]:
        uniform = generator(self.seed, stream).uniform(-1.0, 1.0, size=(size, 1))
        x = np.clip((uniform * self.bound).astype(np.float32), -self.bound, self.bound)
        return torch.from_numpy(x), torch.from_numpy(self.target(x).astype(np.float32))
