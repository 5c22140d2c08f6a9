"""The digits that come with scikit-learn."""

from typing import ClassVar

import numpy as np

from depthlimit.data.base import Samples
from depthlimit.data.images import ImageDataModule, Normalization, Pixels

TEST_SIZE = 360
"""Images of the test set, the last ones."""


class DigitsDataModule(ImageDataModule):
    """1,797 real handwritten digits of 8 × 8 pixels in 17 shades of grey; nothing is downloaded.

    The data are part of scikit-learn (``sklearn.datasets.load_digits``: the test part of "Optical
    recognition of handwritten digits", Alpaydin and Kaynak, 1998). The last 360 of them, a fifth, are the
    test set for every seed; of the first 1,437, ``training_data_percentage`` is trained on and the rest is
    the validation set.

    Inputs are float32 (N, 1, 8, 8), pixels in [0, 1] less 0.3054 over 0.3755, mean and standard deviation
    of those 1,437 images; targets int64 (N,), the digit.

    >>> digits = DigitsDataModule()
    >>> digits
    DigitsDataModule(N=1437, input_size=64, classes=10, batch_size=None, path='data', seed=0)
    >>> [len(x) for x, y in (digits.training_set, digits.validation_set, digits.test_set)]
    [1150, 287, 360]

    Args:
        batch_size: Samples per batch; null for the full batch, as in gradient descent.
        training_data_percentage: Share, in (0, 1], of the 1,437 images that is trained on. The rest is the
            validation set; at 1 there is none.
        num_workers: No effect: the data are in memory.
        path: No effect: nothing is read.
        seed: Seed of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    input_size: int = 64
    samples = 1797 - TEST_SIZE
    shape: ClassVar[tuple[int, int, int]] = (1, 8, 8)
    white: ClassVar[int] = 16
    normalization = Normalization(mean=(0.3054,), std=(0.3755,))

    def __init__(
        self,
        batch_size: int | None = None,
        training_data_percentage: float = 0.8,
        num_workers: int = 0,
        path: str = "data",
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, training_data_percentage, num_workers, path, seed)

    def load_training(self) -> Samples:
        """Return all but the last 360 images, as uint8 (1437, 1, 8, 8)."""
        images, labels = _digits()
        return self.as_samples(images[:-TEST_SIZE], labels[:-TEST_SIZE], "scikit-learn")

    def load_test(self) -> Samples:
        """Return the last 360 images, as uint8 (360, 1, 8, 8)."""
        images, labels = _digits()
        return self.as_samples(images[-TEST_SIZE:], labels[-TEST_SIZE:], "scikit-learn")


def _digits() -> tuple[Pixels, Pixels]:
    from sklearn.datasets import load_digits

    digits = load_digits()
    return digits.images.astype(np.uint8), digits.target.astype(np.uint8)
