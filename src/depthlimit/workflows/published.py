"""Accuracies that others published for convolutional residual networks on CIFAR-10."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One published number.

    Attributes:
        depth: number of layers L.
        alpha: exponent of the step.
        top1: top-1 accuracy on the test set in percent.
        terms: who published it, and what it may be compared with.
        deviation: standard deviation over several runs in percent, None for one run.
    """

    depth: int
    alpha: float
    top1: float
    terms: str
    deviation: float | None = None

    @property
    def accuracy(self) -> str:
        """The accuracy as it was printed.

        >>> Published(110, 0.0, 93.39, "", 0.16).accuracy
        '93.39 ± 0.16'
        """
        return f"{self.top1:.2f}" + ("" if self.deviation is None else f" ± {self.deviation:.2f}")


THESIS = (
    "the thesis's code, 16 epochs; not comparable: δ from the blocks per stage, convolutions of PyTorch's "
    "default initialisation, tested in training mode on random crops"
)
HE_ET_AL = "He, Zhang, Ren, Sun (2016), 64,000 steps"

PUBLISHED = (
    Published(56, 0.75, 82.03, THESIS),
    Published(104, 0.75, 84.49, THESIS),
    Published(224, 0.75, 81.54, THESIS),
    Published(56, 0.0, 93.03, HE_ET_AL),
    Published(110, 0.0, 93.39, f"{HE_ET_AL}; mean of five runs, the first 400 steps with η/10", 0.16),
)


def published(L: int, alpha: float) -> list[Published]:
    """Return what was published for a network.

    >>> [entry.top1 for entry in published(56, alpha=0.0)]
    [93.03]
    """
    return [entry for entry in PUBLISHED if (entry.depth, entry.alpha) == (L, alpha)]
