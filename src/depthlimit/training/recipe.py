"""Recipe for training convolutional networks: learning rate, momentum, weight decay and schedule."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent with a learning rate η.

    Attributes:
        lr: η.
        momentum: of the gradients.
        weight_decay: λ of the penalty (λ/2)|θ|² on every parameter.
        lr_drops: the steps from which on η is divided by ten once more.
    """

    lr: float
    momentum: float
    weight_decay: float
    lr_drops: tuple[int, ...]


def published_recipe(L: int, alpha: float) -> Recipe:
    """Return the recipe of the text that the network comes from.

    For α > 1/2 that of the thesis: η = L^(2α−1−0.05), and nothing else. Otherwise that of He, Zhang, Ren, Sun
    (2016), section 4.2.

    >>> published_recipe(56, alpha=0.0)
    Recipe(lr=0.1, momentum=0.9, weight_decay=0.0001, lr_drops=(32000, 48000))
    >>> round(published_recipe(56, alpha=0.75).lr, 3)
    6.119
    """
    if alpha > 0.5:
        return Recipe(L ** (2 * alpha - 1 - 0.05), momentum=0.0, weight_decay=0.0, lr_drops=())
    return Recipe(0.1, momentum=0.9, weight_decay=1e-4, lr_drops=(32_000, 48_000))


def lr_factor(step: int, lr_drops: Sequence[int], warmup: int) -> float:
    """Return the factor of η at a step: 1/10 before step ``warmup``, and 1/10 for every earlier drop.

    >>> [lr_factor(step, lr_drops=(8, 9), warmup=2) for step in (0, 1, 2, 7, 8, 9)]
    [0.1, 0.1, 1.0, 1.0, 0.1, 0.01]
    """
    drops = bisect_right(sorted(lr_drops), step) + (step < warmup)
    return float(10.0**-drops)
