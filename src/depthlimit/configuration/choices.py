"""Classes of networks and data, and parts of the data, that commands offer by name."""

from typing import Literal

CHOICES = {
    "model": ["ClassificationModel", "RegressionModel"],
    "data": [
        "DigitsDataModule",
        "MNISTDataModule",
        "FashionMNISTDataModule",
        "CIFAR10DataModule",
        "SinDataModule",
        "ConstantDataModule",
        "OrthonormalDataModule",
    ],
}
"""Classes to choose from; the first ones are the defaults."""

Part = Literal["training", "validation", "test"]
"""Part of the data."""
