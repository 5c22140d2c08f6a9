"""CIFAR-10 as convolutional networks are trained on it."""

from typing import ClassVar

from depthlimit.data.augmentation import AugmentedBatches
from depthlimit.data.base import Samples
from depthlimit.data.batches import Batches
from depthlimit.data.cifar10 import CIFAR10DataModule
from depthlimit.requirements import SEED, at_least, require


class AugmentedCIFAR10(CIFAR10DataModule):
    """CIFAR-10: all training images, moved and mirrored anew in every epoch; the test images as they are.

    Nothing is held out of training; the test set takes the place of a validation set, to follow a training
    and never to steer it.

    Args:
        batch_size: Samples per batch, in training and test alike.
        path: The folder that holds the batches, as for `CIFAR10DataModule`.
        verify: Whether size and checksum of the files must be the official ones.
        limit: Train on so many images only, and test on as many.
        seed: What the order of the images, the moving and the mirroring are drawn from.

    Raises:
        UsageError: If an argument is out of its range.
        DataError: When the data are asked for, if a file is missing, truncated or altered.
    """

    images: ClassVar[int] = 50_000
    """Of the official training set."""
    classes: ClassVar[tuple[str, ...]] = (
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
        require(
            {"batch_size": batch_size, "limit": limit, "seed": seed},
            {"batch_size": at_least(1), "limit": at_least(1, optional=True), "seed": SEED},
        )
        super().__init__(batch_size, training_data_percentage=1.0, path=path, verify=verify, seed=seed)
        self.limit = limit

    def training_size(self, available: int) -> int:
        """All images, or ``limit`` of them."""
        return available if self.limit is None else min(self.limit, available)

    def load_test(self) -> Samples:
        """Read the test batch, or ``limit`` images of it."""
        x, y = super().load_test()
        return x[: self.limit], y[: self.limit]

    @property
    def complete(self) -> bool:
        """Whether every official image is trained on."""
        return len(self.training_set[0]) == self.images

    def train_dataloader(self) -> Batches:
        """Augmented batches (x, y) of the training set, shuffled each epoch."""
        assert self.batch_size is not None
        return AugmentedBatches(*self.training_set, self.batch_size, self.seed)

    def val_dataloader(self) -> Batches:
        """Batches (x, y) of the test set, in order."""
        return self.test_dataloader()
