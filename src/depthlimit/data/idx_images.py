"""Data modules whose images and labels are four IDX files."""

from pathlib import Path
from typing import ClassVar, Literal, NamedTuple

from depthlimit.data.base import Samples
from depthlimit.data.download import download
from depthlimit.data.files import OfficialFile, find, read
from depthlimit.data.idx import parse_idx
from depthlimit.data.images import ImageDataModule, Pixels

Part = Literal["train", "t10k"]
"""Beginnings of the official file names: training set, test set."""


class Checksums(NamedTuple):
    """MD5 of an IDX file unpacked, and of the official ``.gz``, which is downloaded."""

    unpacked: str
    gz: str


class IDXDataModule(ImageDataModule):
    """Images of 28 × 28 pixels in four IDX files.

    Args:
        batch_size: Samples per batch; null for the full batch, as in gradient descent.
        training_data_percentage: Share, in (0, 1], of the official training set that is trained on. The
            rest is the validation set; at 1 there is none.
        num_workers: No effect: the data are in memory.
        path: Folder of the files, or the folder around it; missing files are downloaded to it.
        verify: Require the official size and checksum of every file.
        seed: Seed of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
        DataError: a file is missing, truncated or altered; raised when the data are first used.
    """

    input_size: int = 784
    samples = 60_000
    shape: ClassVar[tuple[int, int, int]] = (1, 28, 28)
    url: ClassVar[str]
    """Address of the folder of the official files, with a slash at its end."""
    sizes: ClassVar[dict[str, int]] = {
        "train-images-idx3-ubyte": 47_040_016,
        "train-labels-idx1-ubyte": 60_008,
        "t10k-images-idx3-ubyte": 7_840_016,
        "t10k-labels-idx1-ubyte": 10_008,
    }
    """Sizes of the four files in bytes, unpacked."""
    checksums: ClassVar[dict[str, Checksums]]
    """Checksums of the four files."""
    folders: ClassVar[tuple[str, ...]]
    """Folders under ``path`` that may hold a copy; downloads go to the first, torchvision's."""
    system_folders: ClassVar[tuple[str, ...]] = ()
    """Folders outside ``path`` that may hold a copy."""

    def __init__(
        self,
        batch_size: int | None = None,
        training_data_percentage: float = 0.2,
        num_workers: int = 0,
        path: str = "data",
        verify: bool = True,
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, training_data_percentage, num_workers, path, seed)
        self.verify = verify

    def load_training(self) -> Samples:
        """Return the official training set, 60,000 images as uint8 (N, 1, 28, 28)."""
        return self._load("train")

    def load_test(self) -> Samples:
        """Return the official test set, 10,000 images as uint8 (N, 1, 28, 28)."""
        return self._load("t10k")

    def _load(self, part: Part) -> Samples:
        images, origin = self._array(f"{part}-images-idx3-ubyte")
        labels, _ = self._array(f"{part}-labels-idx1-ubyte")
        return self.as_samples(images, labels, origin.parent)

    def _array(self, name: str) -> tuple[Pixels, Path]:
        official = OfficialFile(name, self.sizes[name], self.checksums[name].unpacked)
        places = [self.folder / folder for folder in self.folders] + [Path(p) for p in self.system_folders]
        path = find((name, f"{name}.gz"), places)
        if path is None:
            path = download(f"{self.url}{name}.gz", self.checksums[name].gz, places[0], places)
        return parse_idx(read(path, official, self.verify), path), path
