"""CIFAR-10: small photographs."""

from pathlib import Path
from typing import ClassVar, Literal

from depthlimit.data.base import Samples
from depthlimit.data.cifar_files import BINARY, PICKLED, Form, find_copy, read_batches
from depthlimit.data.download import download
from depthlimit.data.images import ImageDataModule, Normalization
from depthlimit.requirements import require_choice

Statistics = Literal["dataset", "thesis"]

NORMALIZATIONS: dict[Statistics, Normalization] = {
    "dataset": Normalization((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
    "thesis": Normalization((0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)),
}


class CIFAR10DataModule(ImageDataModule):
    """CIFAR-10: 50,000 + 10,000 photographs of 32 × 32 coloured pixels in ten classes (Krizhevsky, 2009).

    Inputs are float32 (N, 3, 32, 32), pixels in [0, 1] less (0.4914, 0.4822, 0.4465) over (0.2470, 0.2435,
    0.2616), mean and standard deviation per channel of the official training set; targets int64 (N,), the
    class.

    Args:
        batch_size: Samples per batch; null for the full batch, as in gradient descent.
        training_data_percentage: Share, in (0, 1], of the official training set that is trained on. The
            rest is the validation set; at 1 there is none.
        num_workers: No effect: the data are in memory.
        path: Folder of the batches, unpacked, or the folder around it, or the folder of the archive, binary
            or pickled. If there is none, the binary archive is downloaded to it.
        verify: Require the official size and checksum of every file.
        normalization: The standard deviations: the data set's own, or the thesis's (0.2023, 0.1994,
            0.2010), which are means over the images of the deviation within an image.
        seed: Seed of the split and of the order of the batches.

    Raises:
        UsageError: an argument is out of its range.
        DataError: a file is missing, truncated or altered; raised when the data are first used.
    """

    input_size: int = 3072
    samples = 50_000
    shape: ClassVar[tuple[int, int, int]] = (3, 32, 32)
    url: ClassVar[str] = "https://www.cs.toronto.edu/~kriz/"
    forms: ClassVar[tuple[Form, ...]] = (BINARY, PICKLED)
    """Published forms, in the order of preference; the first is downloaded."""

    def __init__(
        self,
        batch_size: int | None = None,
        training_data_percentage: float = 0.2,
        num_workers: int = 0,
        path: str = "data",
        verify: bool = True,
        normalization: Statistics = "dataset",
        seed: int = 0,
    ) -> None:
        super().__init__(batch_size, training_data_percentage, num_workers, path, seed)
        require_choice("normalization", normalization, NORMALIZATIONS, prefix="data.")
        self.verify = verify
        self.normalization = NORMALIZATIONS[normalization]

    def load_training(self) -> Samples:
        """Return the five training batches, 50,000 images as uint8 (N, 3, 32, 32)."""
        return self._load(slice(0, 5))

    def load_test(self) -> Samples:
        """Return the test batch, 10,000 images as uint8 (N, 3, 32, 32)."""
        return self._load(slice(5, 6))

    def _load(self, which: slice) -> Samples:
        form, copy = find_copy(self.folder, self.forms) or self._download()
        return self.as_samples(*read_batches(form, copy, which, self.verify), copy)

    def _download(self) -> tuple[Form, Path]:
        form = self.forms[0]
        looked = [self.folder, *(self.folder / form.folder for form in self.forms)]
        return form, download(f"{self.url}{form.archive}", form.archive_md5, self.folder, looked)
