"""Options of ``fit``, read into full configurations."""

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
