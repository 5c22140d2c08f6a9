"""Classes of networks and data that commands offer by name."""

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
