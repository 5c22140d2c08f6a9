"""Fashion-MNIST: photographs of clothes."""

from typing import ClassVar

from depthlimit.data.idx_images import Checksums, IDXDataModule
from depthlimit.data.images import Normalization


class FashionMNISTDataModule(IDXDataModule):
    """Fashion-MNIST: 60,000 + 10,000 photographs of clothes, 28 × 28 pixels (Xiao, Rasul, Vollgraf, 2017).

    Inputs are float32 (N, 1, 28, 28), pixels in [0, 1] less 0.2860 over 0.3530, mean and standard deviation
    of the official training set; targets int64 (N,), the kind of garment. Where ``path`` holds no copy,
    that of Debian's package dataset-fashion-mnist is used.
    Arguments and errors are those of ``IDXDataModule``.
    """

    normalization = Normalization(mean=(0.2860,), std=(0.3530,))
    url: ClassVar[str] = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"
    folders: ClassVar[tuple[str, ...]] = ("FashionMNIST/raw", "raw", "fashion-mnist", "")
    system_folders: ClassVar[tuple[str, ...]] = ("/usr/share/datasets/fashion-mnist",)
    checksums: ClassVar[dict[str, Checksums]] = {
        "train-images-idx3-ubyte": Checksums(
            unpacked="f4a8712d7a061bf5bd6d2ca38dc4d50a",
            gz="8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        ),
        "train-labels-idx1-ubyte": Checksums(
            unpacked="9018921c3c673c538a1fc5bad174d6f9",
            gz="25c81989df183df01b3e8a0aad5dffbe",
        ),
        "t10k-images-idx3-ubyte": Checksums(
            unpacked="8181f5470baa50b63fa0f6fddb340f0a",
            gz="bef4ecab320f06d8554ea6380940ec79",
        ),
        "t10k-labels-idx1-ubyte": Checksums(
            unpacked="15d484375f8d13e6eb1aabb0c3f46965",
            gz="bb300cfdad3c16e7a12a480ee83cd310",
        ),
    }
