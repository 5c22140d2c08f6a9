"""Random crops and flips of training images, a batch at a time.

Ours instead of torchvision's: those crop a batch at one place, or loop over its images; the draws here
belong to the seed, the epoch and the batch.
"""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from depthlimit.data.batches import Batches, Permutations
from depthlimit.seeds import generator

PADDING = 4
"""Pixels of zeros around an image before it is cropped (He, Zhang, Ren, Sun 2016, section 4.2)."""


def random_crops(x: Tensor, rng: np.random.Generator) -> Tensor:
    """Return random crops of padded images x, shape (N, C, H, W), each flipped with probability 1/2.

    The offsets are uniform on {0, …, 2·PADDING}². The result is in the memory format channels-last.
    """
    offsets = torch.from_numpy(rng.integers(0, 2 * PADDING + 1, size=(len(x), 2)))
    flipped = torch.from_numpy(rng.random(len(x)) < 0.5)
    return crops(x, offsets, flipped)


def crops(x: Tensor, offsets: Tensor, flipped: Tensor) -> Tensor:
    """Return windows of the size of the images, cropped from the images padded by zeros.

    Args:
        x: images, shape (N, C, H, W).
        offsets: first row and column of the windows, int64 (N, 2) in {0, …, 2·PADDING}.
        flipped: True for windows with their columns in reverse, bool (N,).

    >>> x = torch.arange(1.0, 4.0).view(1, 1, 1, 3)
    >>> crops(x, torch.tensor([[4, 5]]), torch.tensor([False])).flatten()  # one column to the left
    tensor([2., 3., 0.])
    >>> crops(x, torch.tensor([[4, 4]]), torch.tensor([True])).flatten()
    tensor([3., 2., 1.])
    """
    N, _, H, W = x.shape
    padded = functional.pad(x, (PADDING,) * 4)
    rows = offsets[:, :1] + torch.arange(H)
    columns = torch.arange(W).expand(N, W)
    columns = offsets[:, 1:] + torch.where(flipped[:, None], W - 1 - columns, columns)
    windows = padded[torch.arange(N)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return windows.permute(0, 3, 1, 2)  # an index on both sides of the channels puts them last


class AugmentedBatches(Batches):
    """Shuffled batches (x, y) of images that are cropped and flipped at random in every epoch.

    Crops and flips depend on the seed, the epoch and the number of the batch alone, so that a resumed run has
    the batches of an uninterrupted one.
    """

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, seed: int) -> None:
        self.order = Permutations(len(x), seed)
        super().__init__(x, y, batch_size=batch_size, sampler=self.order)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        epoch = self.order.epoch
        for number, (x, y) in enumerate(super().__iter__()):
            yield random_crops(x, generator(self.order.seed, "augmentation", epoch, number)), y
