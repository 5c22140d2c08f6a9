"""Targets sin x."""

import math

import numpy as np
from numpy.typing import NDArray

from depthlimit.data.base import Samples
from depthlimit.data.synthetic import Points, SyntheticDataModule
from depthlimit.errors import UsageError


class SinDataModule(SyntheticDataModule):
    """x uniform on [−√K, √K] with K = exp(−4c) / (8N), N = ``num_samples``, and y = sin x.

    Then |x_i x_j| ≤ K for every pair i ≠ j, as the convergence theorem requires (Cont, Rossier, Xu). The
    condition is met by making x small, not by separating the points; at this size sin x is x up to some units
    in the last place of a float32. With ``rescaled``, y = sin(πx/√K) is a whole
    period, as in the thesis's code.

    >>> sin = SinDataModule(num_samples=100)
    >>> x, y = sin.training_set
    >>> bool(pairs_are_bounded(x.numpy(), sin.K))
    True

    Args:
        num_samples: Points in training and validation set together, the N of K; a tenth of them is for
            validation.
        c: The constant of K.
        batch_size: Samples per batch; null for the full batch.
        num_workers: No effect: the data are in memory.
        path: No effect: nothing is read.
        rescaled: Take y = sin(πx/√K) instead of sin x.
        seed: Seed of the points, of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    def __init__(
        self,
        num_samples: int = 100_000,
        c: float = 0.01,
        batch_size: int | None = None,
        num_workers: int = 0,
        path: str = "data",
        rescaled: bool = False,
        seed: int = 0,
    ) -> None:
        super().__init__(num_samples, c, batch_size, num_workers, path, seed)
        self.rescaled = rescaled
        largest = -math.log(8 * num_samples * np.finfo(np.float32).tiny) / 4
        smallest = -math.log(8 * num_samples) / 4
        if not smallest <= c <= largest:
            raise UsageError(
                f"c is {c}, expected a number in [{smallest:.2f}, {largest:.2f}], for which"
                f" K = exp(−4c)/(8·{num_samples}) is between the smallest float32 and 1",
                {"data.c": 0.01},
            )

    @property
    def K(self) -> float:  # noqa: N802 - the name in the theorem
        """The bound exp(−4c) / (8N) of the products."""
        return math.exp(-4 * self.c) / (8 * self.num_samples)

    @property
    def bound(self) -> np.float32:
        """The largest float32 whose square is at most K."""
        root = np.float32(math.sqrt(self.K))
        return root if float(root) ** 2 <= self.K else np.nextafter(root, np.float32(0))

    def target(self, x: Points) -> NDArray[np.floating]:
        """Return sin x, or sin(πx/√K), in float64."""
        return np.sin(x.astype(np.float64) * (math.pi / math.sqrt(self.K) if self.rescaled else 1.0))

    def load_training(self) -> Samples:
        """Return the points of training and validation set, their condition checked."""
        x, y = super().load_training()
        if not pairs_are_bounded(x.numpy(), self.K):
            raise ArithmeticError(f"two of the points have a product above K = {self.K}")
        return x, y


def pairs_are_bounded(x: Points, K: float) -> bool:
    """Return True if |x_i x_j| ≤ K for every pair i ≠ j, exactly and in O(N).

    The largest product is that of the two largest |x_i|; two float32 have a product that is a float64.

    >>> pairs_are_bounded(np.array([0.5, -2.0, 0.25], np.float32), 1.0)
    True
    >>> pairs_are_bounded(np.array([0.5, -2.0, 0.25], np.float32), 0.999)
    False
    """
    first, second = np.partition(np.abs(x.ravel()).astype(np.float64), -2)[-2:]
    return bool(first * second <= K)
