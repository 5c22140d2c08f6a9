"""What the two synthetic data modules have in common: points of the line, and a function of them."""

from abc import abstractmethod

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.data.base import DataModule, Samples
from depthlimit.errors import UsageError
from depthlimit.seeds import Stream, generator
from depthlimit.untrusted import check_size

BYTES = 48
"""Of a point while it is drawn: itself and its target in double and single precision, and its place."""

Points = NDArray[np.float32]


class SyntheticDataModule(DataModule):
    """Points drawn uniformly from an interval [−b, b], and a function of them.

    A tenth of the ``num_samples`` points (at least one) is the validation set, the rest is trained on; as
    many points again as are in the validation set, drawn apart, are the test set. Inputs and targets are
    float32 of shape (N, 1).

    Args:
        num_samples: Points in training and validation set together.
        c: The constant of the task.
        batch_size: Samples per batch; null for the full batch.
        num_workers: Accepted, and without effect: the data are in memory.
        path: Accepted, and without effect: nothing is read from there.
        seed: What the points, the split and the order of the batches are drawn from.

    Raises:
        UsageError: If an argument is out of its range.
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
        if num_samples < 2:
            raise UsageError(
                f"num_samples is {num_samples}, one to train on and one to validate with are needed: write"
                " --data.num_samples=100_000"
            )
        check_size(BYTES * num_samples, None, f"num_samples={num_samples}")
        if not abs(c) <= float(np.finfo(np.float32).max):  # NaN is refused with the rest
            raise UsageError(f"c is {c}, it must be a finite number: write --data.c=0.1")
        self.num_samples = num_samples
        self.c = c

    @property
    @abstractmethod
    def bound(self) -> np.float32:
        """The end b of the interval."""

    @abstractmethod
    def target(self, x: Points) -> NDArray[np.floating]:
        """The function, at points of shape (N, 1)."""

    def load_training(self) -> Samples:
        """Draw the ``num_samples`` points of training and validation set."""
        return self._draw("train data", self.num_samples)

    def load_test(self) -> Samples:
        """Draw the points of the test set."""
        return self._draw("test data", self.num_samples - self.training_size(self.num_samples))

    def training_size(self, available: int) -> int:
        """All but a tenth, and but one at least."""
        return available - max(1, available // 10)

    def _draw(self, stream: Stream, size: int) -> tuple[Tensor, Tensor]:
        uniform = generator(self.seed, stream).uniform(-1.0, 1.0, size=(size, 1))
        x = np.clip((uniform * self.bound).astype(np.float32), -self.bound, self.bound)
        return torch.from_numpy(x), torch.from_numpy(self.target(x).astype(np.float32))
