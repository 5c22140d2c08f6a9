"""Batches of tensors that are already in memory."""

from collections.abc import Iterator
from typing import ClassVar

import torch
from torch import Tensor

from depthlimit.seeds import generator

Batch = Tensor | tuple[Tensor, ...]


class Permutations:
    """Order of the samples: one permutation per epoch, from a generator of its own.

    The permutation of an epoch depends on ``seed`` and ``epoch`` alone, so that a run resumed
    at epoch 5 has the batches of an uninterrupted one. Lightning calls ``set_epoch`` on
    the ``sampler`` of whatever it is given; a loop without Lightning simply goes on to the next epoch.

    >>> order = Permutations(4, seed=0)
    >>> first, second = order.draw(), order.draw()
    >>> order.set_epoch(0)
    >>> bool((order.draw() == first).all()), bool((first == second).all())
    (True, False)
    """

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.seed = seed
        self.epoch = 0

    def set_epoch(self, epoch: int) -> None:
        """Set the epoch whose permutation is drawn next."""
        self.epoch = epoch

    def draw(self) -> Tensor:
        """Return the permutation of this epoch, int64 of shape (size,), and go on to the next epoch."""
        order = generator(self.seed, "shuffle", self.epoch).permutation(self.size)
        self.epoch += 1
        return torch.from_numpy(order)


class Batches:
    """Tensors cut into batches along their first axis.

    In order, a batch is a view of the tensors: nothing is copied, and the full batch is the tensors
    themselves. Shuffled, a batch is one gather. The last batch holds the remaining samples.

    >>> x, y = torch.arange(10.0), torch.arange(10)
    >>> [len(x_batch) for x_batch, y_batch in Batches(x, y, batch_size=4)]
    [4, 4, 2]
    >>> ((x_full, y_full),) = Batches(x, y)
    >>> x_full.data_ptr() == x.data_ptr()
    True

    Args:
        tensors: Tensors of one length. Batches of a single tensor are tensors, of several are tuples.
        batch_size: Samples per batch; None for the full batch.
        sampler: Order of the samples; None for that of the tensors.
        share: Part (i, n) of every batch for this process, the i-th of n; parts differ by at most one sample.
    """

    batch_sampler: ClassVar[None] = None  # Lightning asks for one wherever there is a sampler

    def __init__(
        self,
        *tensors: Tensor,
        batch_size: int | None = None,
        sampler: Permutations | None = None,
        share: tuple[int, int] = (0, 1),
    ) -> None:
        self.tensors = tensors
        self.size = len(tensors[0])
        self.batch_size = max(1, self.size) if batch_size is None else batch_size
        self.sampler = sampler
        self.share = share

    def __len__(self) -> int:
        return -(-self.size // self.batch_size)

    def __iter__(self) -> Iterator[Batch]:
        order = None if self.sampler is None else self.sampler.draw()
        i, n = self.share
        for start in range(0, self.size, self.batch_size):
            length = min(self.batch_size, self.size - start)
            here = slice(start + length * i // n, start + length * (i + 1) // n)
            batch = tuple(tensor[here if order is None else order[here]] for tensor in self.tensors)
            yield batch if len(batch) > 1 else batch[0]
