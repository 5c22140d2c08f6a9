"""Data modules: data sets in memory, split by a seed, cut into batches."""

from depthlimit.data.base import DataModule
from depthlimit.data.cifar10 import CIFAR10DataModule
from depthlimit.data.constant import ConstantDataModule
from depthlimit.data.digits import DigitsDataModule
from depthlimit.data.fashion_mnist import FashionMNISTDataModule
from depthlimit.data.mnist import MNISTDataModule
from depthlimit.data.orthonormal import OrthonormalDataModule
from depthlimit.data.sin import SinDataModule

__all__ = [
    "CIFAR10DataModule",
    "ConstantDataModule",
    "DataModule",
    "DigitsDataModule",
    "FashionMNISTDataModule",
    "MNISTDataModule",
    "OrthonormalDataModule",
    "SinDataModule",
]
