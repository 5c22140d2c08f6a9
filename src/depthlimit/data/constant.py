"""Constant targets."""

import numpy as np
from numpy.typing import NDArray

from depthlimit.data.synthetic import Points, SyntheticDataModule


class ConstantDataModule(SyntheticDataModule):
    """x uniform on [−1, 1], y = c.

    A network without bias and with an odd activation is odd in x, and no odd function has an expected loss
    E ½|y − ŷ(x)|² below c²/2, that of the zero function.

    >>> x, y = ConstantDataModule(num_samples=100).training_set
    >>> x.shape, y.unique().tolist()
    (torch.Size([90, 1]), [0.10000000149011612])

    Args:
        num_samples: Points in training and validation set together; a tenth of them is for validation.
        c: The constant.
        batch_size: Samples per batch; null for the full batch.
        num_workers: No effect: the data are in memory.
        path: No effect: nothing is read.
        seed: Seed of the points, of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    def __init__(
        self,
        num_samples: int = 100_000,
        c: float = 0.1,
        batch_size: int | None = None,
        num_workers: int = 0,
        path: str = "data",
        seed: int = 0,
    ) -> None:
        super().__init__(num_samples, c, batch_size, num_workers, path, seed)

    @property
    def bound(self) -> np.float32:
        """The end 1 of the interval."""
        return np.float32(1)

    def target(self, x: Points) -> NDArray[np.floating]:
        """Return the constant ``c`` at every point."""
        return np.full_like(x, self.c)
