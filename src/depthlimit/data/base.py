"""What every data module is: samples in memory, a seeded split, batches."""

from abc import ABC, abstractmethod
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal

import torch
from lightning.pytorch import LightningDataModule
from torch import Tensor

from depthlimit.data.batches import Batches, Permutations
from depthlimit.errors import UsageError
from depthlimit.seeds import generator

Samples = tuple[Tensor, Tensor]
"""Inputs x and targets y of one length N."""


class DataModule(LightningDataModule, ABC):
    """Samples in memory, split into a training and a validation set, and a test set apart.

    A subclass says how its samples are read or drawn (``load_training``, ``load_test``), how many of them
    are for training (``training_size``) and how inputs are normalised (``normalized``). Data are read when
    they are first asked for, and once.

    The split is the permutation ``generator(seed, "split").permutation(N)``: its first ``training_size(N)``
    entries are the training set, the rest the validation set. It depends on nothing that was drawn before,
    and the training sets of one seed are nested.

    Args:
        batch_size: Samples per batch, in training, validation and test alike; null for the full batch.
        num_workers: Accepted for the sake of commands that give it. The data are in memory, so batches are
            cut in the training process; worker processes would only copy them.
        path: The folder where the data set is, or where it is downloaded to.
        seed: What the split and the order of the batches are drawn from.

    Raises:
        UsageError: If an argument is out of its range.
    """

    input_size: int
    """Features per sample, C·H·W for an image."""
    targets: ClassVar[Literal["classes", "numbers"]]
    """What is predicted."""
    output_size: int
    """Classes, or 1 for regression."""

    def __init__(self, batch_size: int | None, num_workers: int, path: str, seed: int) -> None:
        super().__init__()
        if batch_size is not None and batch_size < 1:
            raise UsageError(
                f"batch_size is {batch_size}, a batch needs at least one sample: write --data.batch_size=null"
                " for the full batch"
            )
        if num_workers < 0:
            raise UsageError(
                f"num_workers is {num_workers}, it cannot be negative: write --data.num_workers=0"
            )
        if seed < 0:
            raise UsageError(f"seed is {seed}, it cannot be negative: write --seed_everything=0")
        self.save_hyperparameters(logger=False)
        self.batch_size = batch_size
        self.num_workers = num_workers
        self.path = path
        self.seed = seed

    @abstractmethod
    def load_training(self) -> Samples:
        """Read or draw the samples that are split into training and validation set, as they are stored."""

    @abstractmethod
    def load_test(self) -> Samples:
        """Read or draw the test set, as it is stored."""

    @abstractmethod
    def training_size(self, available: int) -> int:
        """How many of the ``available`` samples are for training."""

    @property
    def folder(self) -> Path:
        """The folder ``path``; a ~ in it, which a shell leaves in ``--data.path=~/x``, is the home folder."""
        return Path(self.path).expanduser()

    def normalized(self, x: Tensor) -> Tensor:
        """Turn stored inputs into what the network is given; by default the same."""
        return x

    @cached_property
    def training_set(self) -> Samples:
        """The samples trained on, (x, y)."""
        return self._part(self._split[0])

    @cached_property
    def validation_set(self) -> Samples:
        """The samples held out of training, (x, y); they may be none."""
        return self._part(self._split[1])

    @cached_property
    def test_set(self) -> Samples:
        """The samples of the test set, (x, y)."""
        x, y = self.load_test()
        return self.normalized(x), y

    @cached_property
    def _stored(self) -> Samples:
        return self.load_training()

    @cached_property
    def _split(self) -> tuple[Tensor, Tensor]:
        available = len(self._stored[0])
        order = torch.from_numpy(generator(self.seed, "split").permutation(available))
        size = self.training_size(available)
        return order[:size], order[size:]

    @property
    def _share(self) -> tuple[int, int]:
        """Which of how many processes this is."""
        return (0, 1) if self.trainer is None else (self.trainer.global_rank, self.trainer.world_size)

    def _part(self, index: Tensor) -> Samples:
        x, y = self._stored
        return self.normalized(x[index]), y[index]

    def setup(self, stage: str) -> None:
        """Read what ``stage`` needs, so that a mistake shows before anything is trained.

        Raises:
            DataError: If a file is missing, truncated or altered.
        """
        needed = {"fit": "training_set", "validate": "validation_set"}
        getattr(self, needed.get(stage, "test_set"))

    def __str__(self) -> str:
        return f"{type(self).__name__}(batch_size={self.batch_size}, path={self.path!r}, seed={self.seed})"

    def train_dataloader(self) -> Batches:
        """Batches (x, y) of the training set: the full batch as it lies, smaller ones shuffled each epoch."""
        x, y = self.training_set
        several = self.batch_size is not None and self.batch_size < len(x)
        sampler = Permutations(len(x), self.seed) if several else None
        return Batches(x, y, batch_size=self.batch_size, sampler=sampler, share=self._share)

    def val_dataloader(self) -> Batches:
        """Batches (x, y) of the validation set, in order.

        Raises:
            UsageError: If no sample was held out of training.
        """
        x, y = self.validation_set
        if not len(x):
            raise UsageError(
                "there is nothing to validate with, all samples are in the training set: leave validation out"
                " or write --data.training_data_percentage=0.8"
            )
        return Batches(x, y, batch_size=self.batch_size, share=self._share)

    def test_dataloader(self) -> Batches:
        """Batches (x, y) of the test set, in order."""
        return Batches(*self.test_set, batch_size=self.batch_size, share=self._share)

    def predict_dataloader(self) -> Batches:
        """Batches x of the inputs of the test set, in order."""
        return Batches(self.test_set[0], batch_size=self.batch_size)
