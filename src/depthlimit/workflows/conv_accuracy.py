"""Accuracy of a convolutional network: the result of ``resnet-cifar10``."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.published import Published

if TYPE_CHECKING:
    from depthlimit.training.top_k import TopK


@dataclass(frozen=True, repr=False)
class ConvAccuracy(Result):
    """Accuracy of a convolutional network on the test images.

    Attributes:
        rows: top-1 and top-2 accuracy over all test images, then class by class, between 0 and 1.
        model: hyper-parameters of the network.
        images: number of training images.
        epochs: number of passes over them.
        published: what others published for the same network; empty if not all images were trained on.
        folder: run folder.
        exported: files of exported weights.
    """

    rows: "tuple[TopK, ...]"
    model: Mapping[str, Any]
    images: int
    epochs: int
    published: tuple[Published, ...]
    folder: Path
    exported: tuple[Path, ...]

    def table(self) -> Table:
        """Return the accuracies, a row for all images and one for each class."""
        return Table(
            ("class", "images", "top-1", "top-2"),
            tuple((row.name, row.samples, row.top1, row.top2) for row in self.rows),
        )
