"""What every data module of images adds: normalisation, and a percentage that is trained on."""

import math
from typing import ClassVar, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.data.base import DataModule, Samples
from depthlimit.errors import DataError, UsageError

Pixels = NDArray[np.uint8]


class Normalization(NamedTuple):
    """Per-channel mean and standard deviation of pixels in [0, 1]."""

    mean: tuple[float, ...]
    std: tuple[float, ...]


class ImageDataModule(DataModule):
    """Images of ten classes.

    Inputs are float32 of shape (N, C, H, W): pixels are brought to [0, 1], then the ``normalization`` of
    their channel is taken off. Targets are int64 of shape (N,).

    Args:
        batch_size: Samples per batch; null for the full batch, as in gradient descent.
        training_data_percentage: The part, in (0, 1], of the official training set that is trained on. The
            rest is the validation set; at 1 there is none.
        num_workers: Accepted, and without effect: the data are in memory.
        path: The folder where the data set is, or where it is downloaded to.
        seed: What the split and the order of the batches are drawn from.

    Raises:
        UsageError: If an argument is out of its range.
    """

    targets = "classes"
    output_size: int = 10
    shape: ClassVar[tuple[int, int, int]]
    """Channels, height, width."""
    white: ClassVar[int] = 255
    """The largest value a stored pixel can take."""
    normalization: Normalization

    def __init__(
        self,
        batch_size: int | None = None,
        training_data_percentage: float = 0.2,
        num_workers: int = 0,
        path: str = "data",
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, num_workers, path, seed)
        if not 0 < training_data_percentage <= 1:  # NaN is refused with the rest
            raise UsageError(
                f"training_data_percentage is {training_data_percentage}, it is the part of the data that is"
                " trained on and lies in (0, 1]: write --data.training_data_percentage=0.2"
            )
        self.training_data_percentage = training_data_percentage

    def training_size(self, available: int) -> int:
        """Round ``training_data_percentage`` of the ``available`` images to a whole number, at least 1."""
        size = round(self.training_data_percentage * available)
        if size < 1:
            raise UsageError(
                f"training_data_percentage is {self.training_data_percentage}, which leaves none of the"
                f" {available} images to train on: write --data.training_data_percentage={1 / available:.1g}"
                " or more"
            )
        return size

    def normalized(self, x: Tensor) -> Tensor:
        """Stored pixels, uint8 (N, C, H, W), as float32 with the normalisation of each channel taken off."""
        mean = torch.tensor(self.normalization.mean).view(1, -1, 1, 1)
        std = torch.tensor(self.normalization.std).view(1, -1, 1, 1)
        return x.to(torch.float32).div_(self.white).sub_(mean).div_(std)

    def as_samples(self, images: Pixels, labels: Pixels, origin: object) -> Samples:
        """Make tensors of images and labels that were read from ``origin``.

        Raises:
            DataError: If they are none, not of one number, not of this data set's shape, or of an eleventh
                class.
        """
        size = math.prod(images.shape[1:])
        if labels.ndim != 1 or size != self.input_size:
            raise DataError(
                f"{origin} holds arrays of shapes {images.shape} and {labels.shape}, images of"
                f" {self.input_size} pixels and one label each are needed: fetch the official files"
            )
        if not 0 < len(images) == len(labels):
            raise DataError(
                f"{origin} holds {len(images):,} images and {len(labels):,} labels, as many of one as of"
                " the other are needed: fetch the official files"
            )
        if labels.max() >= self.output_size:
            raise DataError(
                f"{origin} holds the label {labels.max()}, labels are 0 to {self.output_size - 1}: fetch the"
                " official files"
            )
        x = torch.from_numpy(np.array(images)).view(-1, *self.shape)
        return x, torch.from_numpy(labels.astype(np.int64))
