"""CIFAR-10 with random crops and flips, for convolutional networks."""

from typing import ClassVar

from depthlimit.data.augmentation import AugmentedBatches
from depthlimit.data.base import Samples
from depthlimit.data.batches import Batches
from depthlimit.data.cifar10 import CIFAR10DataModule
from depthlimit.requirements import SEED, require, whole_number

REQUIREMENTS = {"batch_size": whole_number(1), "limit": whole_number(1, optional=True), "seed": SEED}


class AugmentedCIFAR10(CIFAR10DataModule):
    """CIFAR-10: all training images, randomly cropped and flipped in every epoch; the test images unchanged.

    Nothing is held out of training; the test set takes the place of a validation set, to follow a training
    and never to steer it.

    Args:
        batch_size: Samples per batch, in training and test.
        path: Folder of the batches, as for `CIFAR10DataModule`.
        verify: Require the official size and checksum of every file.
        limit: Train on this number of images only, and test on as many.
        seed: Seed of the order, the crops and the flips of the images.

    Raises:
        UsageError: an argument is out of its range.
        DataError: a file is missing, truncated or altered; raised when the data are first used.
    """

    class_names: ClassVar[tuple[str, ...]] = (
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    )  # fmt: skip

    def __init__(
        self,
        batch_size: int = 128,
        path: str = "data",
        verify: bool = True,
        limit: int | None = None,
        seed: int = 0,
    ) -> None:
        require({"batch_size": batch_size, "limit": limit, "seed": seed}, REQUIREMENTS)
        super().__init__(batch_size, training_data_percentage=1.0, path=path, verify=verify, seed=seed)
        self.limit = limit

    def training_size(self, available: int) -> int:
        """Return the number of all images, or ``limit``."""
        return available if self.limit is None else min(self.limit, available)

    def load_test(self) -> Samples:
        """Return the test batch, or ``limit`` images of it."""
        x, y = super().load_test()
        return x[: self.limit], y[: self.limit]

    @property
    def complete(self) -> bool:
        """True if every official image is trained on."""
        return len(self.training_set[0]) == self.samples

    def train_dataloader(self) -> Batches:
        """Return augmented batches (x, y) of the training set, shuffled each epoch."""
        assert self.batch_size is not None
        return AugmentedBatches(*self.training_set, self.batch_size, self.seed)

    def val_dataloader(self) -> Batches:
        """Return batches (x, y) of the test set, in order."""
        return self.test_dataloader()
