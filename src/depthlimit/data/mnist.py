"""MNIST: handwritten digits."""

from typing import ClassVar

from depthlimit.data.idx_images import Checksums, IDXDataModule
from depthlimit.data.images import Normalization


class MNISTDataModule(IDXDataModule):
    """MNIST: 60,000 + 10,000 handwritten digits of 28 × 28 grey pixels (LeCun, Cortes, Burges).

    Inputs are float32 (N, 1, 28, 28), pixels in [0, 1] less 0.1307 over 0.3081, mean and standard deviation
    of the official training set; targets int64 (N,), the digit.
    Arguments and errors are those of ``IDXDataModule``.
    """

    normalization = Normalization(mean=(0.1307,), std=(0.3081,))
    url: ClassVar[str] = "https://ossci-datasets.s3.amazonaws.com/mnist/"
    folders: ClassVar[tuple[str, ...]] = ("MNIST/raw", "raw", "mnist", "")
    checksums: ClassVar[dict[str, Checksums]] = {
        "train-images-idx3-ubyte": Checksums(
            unpacked="6bbc9ace898e44ae57da46a324031adb",
            gz="f68b3c2dcbeaaa9fbdd348bbdeb94873",
        ),
        "train-labels-idx1-ubyte": Checksums(
            unpacked="a25bea736e30d166cdddb491f175f624",
            gz="d53e105ee54ea40749a09fcbcd1e9432",
        ),
        "t10k-images-idx3-ubyte": Checksums(
            unpacked="2646ac647ad5339dbf082846283269ea",
            gz="9fb629c4189551a2d022fa330f9573f3",
        ),
        "t10k-labels-idx1-ubyte": Checksums(
            unpacked="27ae3e4e09519cfbb04c329615203637",
            gz="ec29112dd5afa0611ce80d1b7f02629c",
        ),
    }
