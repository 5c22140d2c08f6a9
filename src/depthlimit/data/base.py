"""Base of the data modules: samples in memory, a seeded split, batches."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import ClassVar, Literal, get_args

import torch
from lightning.pytorch import LightningDataModule
from torch import Tensor

from depthlimit.configuration import Part
from depthlimit.data.batches import Batches, Permutations
from depthlimit.errors import UsageError
from depthlimit.requirements import SEED, require, require_choice, whole_number
from depthlimit.seeds import generator

Samples = tuple[Tensor, Tensor]
"""Inputs x and targets y, both of length N."""

REQUIREMENTS = {
    "batch_size": whole_number(1, optional=True),
    "num_workers": replace(whole_number(0), example=0),
    "seed": SEED,
}


class DataModule(LightningDataModule, ABC):
    """Samples in memory: a training and a validation set, which are split by the seed, and a test set.

    ``training_set``, ``validation_set`` and ``test_set`` are pairs (x, y) of tensors, read or drawn once, on
    first use; ``input_size``, ``output_size`` and ``classes`` are known before. Subclasses define how samples
    are read or drawn (``load_training``, ``load_test``), how many of them are trained on (``training_size``)
    and how inputs are normalised (``normalized``).

    The split is the permutation ``generator(seed, "split").permutation(N)``: its first ``training_size(N)``
    entries are the training set, the rest the validation set. It depends on nothing that was drawn before,
    and the training sets of one seed are nested.

    Args:
        batch_size: Samples per batch, in training, validation and test; null for the full batch.
        num_workers: No effect, accepted for published commands. The data are in memory, so batches are cut in
            the training process; worker processes would only copy them.
        path: Folder of the data set, which is downloaded to it where it is missing.
        seed: Seed of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
    """

    input_size: int
    """Features per sample, C·H·W for an image."""
    targets: ClassVar[Literal["classes", "numbers"]]
    """Type of the targets: classes, or vectors of numbers."""
    output_size: int
    """Number of classes, or of the numbers in a target."""
    samples: int | None = None
    """Samples of training and validation set together, where that is known before they are read."""
    validation_fix: ClassVar[Mapping[str, object]] = {}
    """Options that leave samples for validation."""

    def __init__(self, batch_size: int | None, num_workers: int, path: str, seed: int) -> None:
        super().__init__()
        options = {"batch_size": batch_size, "num_workers": num_workers, "seed": seed}
        require(options, REQUIREMENTS, prefix="data.")
        if not isinstance(path, str | PathLike):
            raise UsageError(f"path is {path!r:.60}, expected the name of a folder", {"data.path": "data"})
        self.save_hyperparameters(logger=False)
        self.batch_size = batch_size
        self.num_workers = num_workers
        self.path = self.hparams["path"] = str(path)
        self.seed = seed

    @abstractmethod
    def load_training(self) -> Samples:
        """Return the samples that are split into training and validation set, as they are stored."""

    @abstractmethod
    def load_test(self) -> Samples:
        """Return the test set, as it is stored."""

    @abstractmethod
    def training_size(self, available: int) -> int:
        """Return the number of samples for training among those ``available``."""

    @property
    def classes(self) -> int | None:
        """Number of classes, None where the targets are numbers."""
        return self.output_size if self.targets == "classes" else None

    @property
    def folder(self) -> Path:
        """Folder ``path``, with ~ replaced by the home folder: a shell leaves it in ``--data.path=~/x``."""
        return Path(self.path).expanduser()

    def normalized(self, x: Tensor) -> Tensor:
        """Return the inputs of the network for stored inputs; by default the same."""
        return x

    @cached_property
    def training_set(self) -> Samples:
        """Samples (x, y) of the training set: inputs (N, …) and targets (N,) or (N, output_size)."""
        return self._part(self._split[0])

    @cached_property
    def validation_set(self) -> Samples:
        """Samples (x, y) held out of training; there may be none."""
        return self._part(self._split[1])

    @cached_property
    def test_set(self) -> Samples:
        """Samples (x, y) of the test set."""
        x, y = self.load_test()
        return self.normalized(x), y

    def part(self, name: Part) -> Samples:
        """Return the samples (x, y) of the training, validation or test set.

        Raises:
            UsageError: another name.
        """
        require_choice("part", name, get_args(Part))
        samples: Samples = getattr(self, f"{name}_set")
        return samples

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
        """Number of this process among those that share a batch, and how many there are."""
        return (0, 1) if self.trainer is None else (self.trainer.global_rank, self.trainer.world_size)

    def _part(self, index: Tensor) -> Samples:
        x, y = self._stored
        return self.normalized(x[index]), y[index]

    def setup(self, stage: str) -> None:
        """Read the data of a ``stage``, so that a mistake shows before anything is trained.

        Raises:
            DataError: a file is missing, truncated or altered.
        """
        needed = {"fit": "training_set", "validate": "validation_set"}
        getattr(self, needed.get(stage, "test_set"))

    def __repr__(self) -> str:
        name = "output_size" if self.classes is None else "classes"
        facts: dict[str, object] = {"N": self.samples, "input_size": self.input_size, name: self.output_size}
        facts |= {"batch_size": self.batch_size, "path": self.path, "seed": self.seed}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in facts.items())})"

    __str__ = __repr__  # Lightning's prints loaders

    def train_dataloader(self) -> Batches:
        """Return batches (x, y) of the training set: the full batch, or smaller ones shuffled each epoch."""
        x, y = self.training_set
        several = self.batch_size is not None and self.batch_size < len(x)
        sampler = Permutations(len(x), self.seed) if several else None
        return Batches(x, y, batch_size=self.batch_size, sampler=sampler, share=self._share)

    def val_dataloader(self) -> Batches:
        """Return batches (x, y) of the validation set, in order.

        Raises:
            UsageError: no sample was held out of training.
        """
        x, y = self.validation_set
        if not len(x):
            raise UsageError(
                "there are no samples for validation, all are in the training set; leave validation out",
                self.validation_fix,
            )
        return Batches(x, y, batch_size=self.batch_size, share=self._share)

    def test_dataloader(self) -> Batches:
        """Return batches (x, y) of the test set, in order."""
        return Batches(*self.test_set, batch_size=self.batch_size, share=self._share)

    def predict_dataloader(self) -> Batches:
        """Return batches x of the inputs of the test set, in order."""
        return Batches(self.test_set[0], batch_size=self.batch_size)
