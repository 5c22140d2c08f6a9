"""Base of the data modules of images: normalisation, and a share that is trained on."""

import math
from collections.abc import Mapping
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.data.base import DataModule, Samples
from depthlimit.errors import DataError, UsageError
from depthlimit.requirements import Requirement, require

Pixels = NDArray[np.uint8]


REQUIREMENTS = {
    "training_data_percentage": Requirement(
        lambda share: 0 < share <= 1, "the share of the images that is trained on, in (0, 1]", 0.2
    )
}


class Normalization(NamedTuple):
    """Per-channel mean and standard deviation of pixels in [0, 1]."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


class ImageDataModule(DataModule):
    """Images of ten classes.

    Inputs are float32 of shape (N, C, H, W): pixels in [0, 1], less the mean of their channel, over its
    standard deviation (``normalization``). Targets are int64 of shape (N,).

    Args:
        batch_size: Samples per batch; null for the full batch, as in gradient descent.
        training_data_percentage: Share, in (0, 1], of the official training set that is trained on. The
            rest is the validation set; at 1 there is none.
        num_workers: No effect: the data are in memory.
        path: Folder of the data set, which is downloaded to it where it is missing.
        seed: Seed of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    targets = "classes"
    output_size: int = 10
    shape: ClassVar[tuple[int, int, int]]
    """Channels, height and width of an image."""
    white: ClassVar[int] = 255
    """Largest value of a stored pixel."""
    normalization: Normalization
    validation_fix: ClassVar[Mapping[str, object]] = {"data.training_data_percentage": 0.8}

    def __init__(
        self,
        batch_size: int | None = None,
        training_data_percentage: float = 0.2,
        num_workers: int = 0,
        path: str = "data",
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, num_workers, path, seed)
        require({"training_data_percentage": training_data_percentage}, REQUIREMENTS, prefix="data.")
        self.training_data_percentage = training_data_percentage

    def training_size(self, available: int) -> int:
        """Return ``training_data_percentage`` of the ``available`` images, rounded, at least 1."""
        size = round(self.training_data_percentage * available)
        if size < 1:
            raise UsageError(
                f"training_data_percentage is {self.training_data_percentage}, which selects none of the"
                f" {available} images to train on, expected more",
                {"data.training_data_percentage": 0.2},
            )
        return size

    def normalized(self, x: Tensor) -> Tensor:
        """Return stored pixels, uint8 (N, C, H, W), as float32, each channel normalised."""
        mean = torch.tensor(self.normalization.mean).view(1, -1, 1, 1)
        std = torch.tensor(self.normalization.std).view(1, -1, 1, 1)
        return x.to(torch.float32).div_(self.white).sub_(mean).div_(std)

    def as_samples(self, images: Pixels, labels: Pixels, origin: object) -> Samples:
        """Return images and labels that were read from ``origin`` as tensors.

        Raises:
            DataError: there are none, their numbers differ, or the images have another shape or the labels
                other classes than those of this data set.
        """
        size = math.prod(images.shape[1:])
        if labels.ndim != 1 or size != self.input_size:
            raise DataError(
                f"{origin} holds arrays of shapes {images.shape} and {labels.shape}, expected images of"
                f" {self.input_size} pixels and one label each: fetch the official files"
            )
        if not 0 < len(images) == len(labels):
            raise DataError(
                f"{origin} holds {len(images):,} images and {len(labels):,} labels, expected equal "
                "numbers: fetch the official files"
            )
        if labels.max() >= self.output_size:
            raise DataError(
                f"{origin} holds the label {labels.max()}, expected 0 to {self.output_size - 1}: fetch the"
                " official files"
            )
        x = torch.from_numpy(np.array(images)).view(-1, *self.shape)
        return x, torch.from_numpy(labels.astype(np.int64))
