"""The initial laws of the weights: a random function on [0, 1], sampled at k/L and scaled with the depth.

The function is the same at every depth: networks of depth L and 2L agree, up to scale, at the layers that
stand at the same k/L. Without that coupling the trained weights of different depths have no common limit.
"""

from collections.abc import Callable
from math import gcd
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from depthlimit.seeds import generator

InitialName = Literal["constant", "ntrunc"]
Shape = tuple[int, int]


def initial_weights(
    law: InitialName, L: int, d: int, beta: float, gamma: float, seed: int = 0
) -> NDArray[np.float64]:
    """Initial weights W(0), shape (L, d, d), of size ``s = L^(−β−1/γ) / d²``.

    The factor ``L^(−1/γ)`` beyond the scaling gives ``L^β W(0)`` a bounded γ-variation.

    Args:
        law: ``constant``: every entry is s; ``ntrunc``: normal entries with mean 0 and standard deviation s,
            truncated to [−s, s] (their spread is 0.5396 s).
        L: the number of layers.
        d: the width.
        beta: the scaling exponent β = 1 − α.
        gamma: the exponent γ > 0 of the decay.
        seed: the random function is the same for one seed at every L.

    >>> initial_weights("constant", L=4, d=1, beta=0.5, gamma=1.0).ravel()  # 4^(-1.5)
    array([0.125, 0.125, 0.125, 0.125])
    """
    function = LAWS[law]
    path = np.stack([function(seed, k, L, (d, d)) for k in range(L)])
    path *= L ** (-beta - 1 / gamma) / d**2
    return path


def constant(seed: int, k: int, L: int, shape: Shape) -> NDArray[np.float64]:
    """The function 1."""
    return np.ones(shape)


def truncated_normal(seed: int, k: int, L: int, shape: Shape) -> NDArray[np.float64]:
    """White noise at t = k/L: standard normal entries truncated to [−1, 1], by inversion."""
    common = gcd(k, L)
    uniform = generator(seed, "initial", k // common, L // common).random(shape)
    lower, upper = ndtr([-1.0, 1.0])
    return np.asarray(ndtri(lower + uniform * (upper - lower)))


LAWS: dict[InitialName, Callable[[int, int, int, Shape], NDArray[np.float64]]] = {
    "constant": constant,
    "ntrunc": truncated_normal,
}
