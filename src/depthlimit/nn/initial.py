"""Initial laws of the weights: a random function on [0, 1], sampled at k/L and scaled with the depth.

The function is the same at every depth: networks of depth L and 2L agree, up to scale, at layers with the
same k/L. Without that coupling the trained weights of different depths have no common limit. A new law is a
function, a name and an entry in LAWS.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from depthlimit.nn.gaussian_paths import at_time, fractional_brownian, smooth_gaussian, white_noise
from depthlimit.requirements import HURST, POSITIVE, require, require_choice, whole_number

NUMBERS = {"L": whole_number(1), "dim": whole_number(1), "gamma": POSITIVE, "hurst": HURST}
"""Requirements of the numbers that an initial law has."""

InitialName = Literal["constant", "ntrunc", "gaussian", "fbm", "fgn", "smooth"]
Floats = NDArray[np.float64]

MOST_KEPT = 2**18
"""Largest number of values of a random function that is kept in memory."""


def initial_weights(
    init: InitialName, L: int, d: int, beta: float, gamma: float, seed: int = 0, hurst: float = 0.5
) -> Floats:
    """Return initial weights W(0), shape (L, d, d).

    Args:
        init: ``constant``: every entry is ``s = L^(−β−1/γ)/d²``; ``ntrunc``: normal entries with mean 0 and
            standard deviation s, truncated to [−s, s] (their spread is 0.5396 s); ``gaussian``: entries
            L^(−β) N(0, 1/d); ``fbm``: L^(−β) B^H(k/L), a fractional Brownian motion in every entry; ``fgn``:
            its increments B^H((k+1)/L) − B^H(k/L), scaled to the variance L^(−2β)/d (Marion, Fermanian, Biau
            and Vert, *Scaling ResNets in the large-depth regime*, 2022); ``smooth``: L^(−β) G(k/L), entries
            of G independent Gaussian with covariance exp(−8(s − t)²)/d.
        L: the number of layers.
        d: the width.
        beta: the scaling exponent β = 1 − α.
        gamma: the exponent γ > 0 of the decay of ``constant`` and ``ntrunc``. The factor L^(−1/γ) beyond the
            scaling gives L^β W(0) a bounded γ-variation.
        seed: the random function is the same for one seed at every L.
        hurst: H ∈ (0, 1) of ``fbm`` and ``fgn``.

    Raises:
        UsageError: an unknown law, a number out of its range, or too many layers for a fractional process.

    >>> initial_weights("constant", L=4, d=1, beta=0.5, gamma=1.0).ravel()  # 4^(-1.5)
    array([0.125, 0.125, 0.125, 0.125])
    """
    require_choice("init", init, LAWS, prefix="model.")
    require({"L": L, "dim": d, "gamma": gamma, "hurst": hurst}, NUMBERS, prefix="model.")
    law = LAWS[init]
    function = law.function if L * d * d > MOST_KEPT else partial(kept_function, init)
    path = function(seed, L, d * d, hurst) * law.size(L, d, beta, gamma)
    return path.reshape(L, d, d)


@lru_cache(maxsize=32)
def kept_function(init: InitialName, seed: int, L: int, D: int, hurst: float) -> Floats:
    """Return the random function of a law, kept for networks that differ in other options."""
    values = LAWS[init].function(seed, L, D, hurst)
    values.setflags(write=False)
    return values


def constant(seed: int, L: int, D: int, hurst: float) -> Floats:
    """Return the function 1."""
    return np.ones((L, D))


def truncated_normal(seed: int, L: int, D: int, hurst: float) -> Floats:
    """Return white noise: standard normal entries truncated to [−1, 1], by inversion."""
    uniform = np.stack([at_time(seed, k, L).random(D) for k in range(L)])
    lower, upper = ndtr([-1.0, 1.0])
    return np.asarray(ndtri(lower + uniform * (upper - lower)))


def fractional_increments(seed: int, L: int, D: int, hurst: float) -> Floats:
    """Return increments of B^H over 1/L, scaled to variance 1."""
    return np.asarray(float(L) ** hurst * np.diff(fractional_brownian(seed, L, D, hurst), axis=0))


@dataclass(frozen=True)
class InitialLaw:
    """Law of the initial weights.

    Attributes:
        function: ``(seed, L, D, H)`` ↦ D entries of the random function at k/L, shape (L, D).
        size: ``(L, d, β, γ)`` ↦ its factor.
        covariance: in words, with {H} for the exponent, logged when the law is used; None if not needed.
    """

    function: Callable[[int, int, int, float], Floats]
    size: Callable[[int, int, float, float], float]
    covariance: str | None = None


def with_decay(L: int, d: int, beta: float, gamma: float) -> float:
    """Return L^(−β−1/γ)/d²."""
    return float(L ** (-beta - 1 / gamma) / d**2)


def balanced(L: int, d: int, beta: float, gamma: float) -> float:
    """Return L^(−β)/√d: a matrix with such entries keeps the mean square of a vector, up to L^(−β)."""
    return float(L**-beta / d**0.5)


LAWS: dict[InitialName, InitialLaw] = {
    "constant": InitialLaw(constant, with_decay),
    "ntrunc": InitialLaw(truncated_normal, with_decay),
    "gaussian": InitialLaw(
        lambda seed, L, D, hurst: white_noise(seed, L, D), balanced, "independent entries L^(−β) N(0, 1/d)"
    ),
    "fbm": InitialLaw(
        lambda seed, L, D, hurst: fractional_brownian(seed, L, D, hurst)[:L],
        lambda L, d, beta, gamma: float(L) ** -beta,
        "L^(−β) B(k/L) with E B(s)B(t) = (s^2H + t^2H − |s−t|^2H)/2, H = {H}",
    ),
    "fgn": InitialLaw(
        fractional_increments,
        balanced,
        "L^(−β)/√d times increments of unit variance over 1/L of fractional Brownian motion, H = {H}",
    ),
    "smooth": InitialLaw(
        lambda seed, L, D, hurst: smooth_gaussian(seed, L, D),
        balanced,
        "L^(−β) G(k/L) with E G(s)G(t) = exp(−8(s−t)²)/d for every entry",
    ),
}


def described_law(init: InitialName, hurst: float) -> str | None:
    """Return the covariance of the law in words, or None if the name of the law says it.

    Raises:
        UsageError: an unknown law.

    >>> described_law("gaussian", 0.5)
    'independent entries L^(−β) N(0, 1/d)'
    """
    require_choice("init", init, LAWS, prefix="model.")
    covariance = LAWS[init].covariance
    return None if covariance is None else covariance.replace("{H}", f"{hurst:g}")
