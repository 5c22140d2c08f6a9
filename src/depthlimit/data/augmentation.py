"""Training images that are moved and mirrored at random, a whole batch at a time."""

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from depthlimit.data.batches import Batches, Permutations
from depthlimit.seeds import generator

MARGIN = 4
"""Pixels of zeros around an image from which it is cut anew (He, Zhang, Ren, Sun 2016, section 4.2)."""


def moved_and_mirrored(x: Tensor, rng: np.random.Generator) -> Tensor:
    """Images x, shape (N, C, H, W), each cut at random from itself with a margin, and mirrored or not.

    The offsets are uniform on {0, …, 2·MARGIN}², an image is mirrored with probability 1/2. The result lies
    channels-last.
    """
    offsets = torch.from_numpy(rng.integers(0, 2 * MARGIN + 1, size=(len(x), 2)))
    mirrored = torch.from_numpy(rng.random(len(x)) < 0.5)
    return cut(x, offsets, mirrored)


def cut(x: Tensor, offsets: Tensor, mirrored: Tensor) -> Tensor:
    """Windows of the size of the images, cut from the images with a margin of zeros.

    Args:
        x: images, shape (N, C, H, W).
        offsets: where the windows start, row and column, int64 (N, 2) in {0, …, 2·MARGIN}.
        mirrored: which windows have their columns in reverse, bool (N,).

    >>> x = torch.arange(1.0, 4.0).view(1, 1, 1, 3)
    >>> cut(x, torch.tensor([[4, 5]]), torch.tensor([False])).flatten()  # one column to the left
    tensor([2., 3., 0.])
    >>> cut(x, torch.tensor([[4, 4]]), torch.tensor([True])).flatten()
    tensor([3., 2., 1.])
    """
    N, _, H, W = x.shape
    padded = functional.pad(x, (MARGIN,) * 4)
    rows = offsets[:, :1] + torch.arange(H)
    columns = torch.arange(W).expand(N, W)
    columns = offsets[:, 1:] + torch.where(mirrored[:, None], W - 1 - columns, columns)
    windows = padded[torch.arange(N)[:, None, None], :, rows[:, :, None], columns[:, None, :]]
    return windows.permute(0, 3, 1, 2)  # an index on both sides of the channels puts them last


class AugmentedBatches(Batches):
    """Shuffled batches (x, y) of images that are moved and mirrored anew in every epoch.

    What is done to a batch depends on the seed, the epoch and the number of the batch alone, so that a run
    that is taken up again meets the batches of a run that was never interrupted.
    """

    def __init__(self, x: Tensor, y: Tensor, batch_size: int, seed: int) -> None:
        self.order = Permutations(len(x), seed)
        super().__init__(x, y, batch_size=batch_size, sampler=self.order)

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        epoch = self.order.epoch
        for number, (x, y) in enumerate(super().__iter__()):
            yield moved_and_mirrored(x, generator(self.order.seed, "augmentation", epoch, number)), y
