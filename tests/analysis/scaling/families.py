"""Families of weights whose scaling is known: the truth that estimates are held against."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from depthlimit.nn.gaussian_paths import fractional_brownian, smooth_gaussian, white_noise
from depthlimit.paths import Member, PathCollection, WeightPath

Floats = NDArray[np.float64]
Function = Callable[[int, int, int], Floats]

DEPTHS = (32, 64, 128, 256, 512, 1024)
SEEDS = 3
DIM = 15
NOISE = 0.3
AMPLITUDES = (0.3, 0.8)
"""β in parts of the critical α + β."""
SMOOTH = "ordinary differential equation"


@dataclass(frozen=True)
class Family:
    """W_k = L^(−β) X(k), X(k) with variance of order one in each of D entries, over √d.

    Attributes:
        function: ``(seed, L, D)`` ↦ X, shape (L, D).
        regime: the right answer.
        critical: α + β at which the driving path keeps its size.
        hurst: H of the path of weights; None where it is not identified.
        driver_hurst: H of their primitive, where it is tested.
        noise: the size of the noise in units of that of the trend, or None where there is none.
    """

    function: Function
    regime: str
    critical: float = 1.0
    hurst: float | None = None
    driver_hurst: float | None = None
    noise: float | None = None


@lru_cache(maxsize=2)
def brownian(seed: int, D: int, H: float) -> Floats:
    """B^H at the multiples of 1/1024, shape (1025, D): once for all depths."""
    return fractional_brownian(seed, DEPTHS[-1], D, H, grid=DEPTHS[-1])


@lru_cache(maxsize=2)
def white_at(seed: int, D: int) -> Floats:
    """White noise at the same times, shape (1024, D)."""
    return white_noise(seed, DEPTHS[-1], D)


def white(seed: int, L: int, D: int) -> Floats:
    return white_at(seed, D)[:: DEPTHS[-1] // L]


def fbm(H: float) -> Function:
    return lambda seed, L, D: brownian(seed, D, H)[: -1 : DEPTHS[-1] // L]


def fgn(H: float) -> Function:
    return lambda seed, L, D: L**H * np.diff(brownian(seed, D, H)[:: DEPTHS[-1] // L], axis=0)


def jump(seed: int, L: int, D: int) -> Floats:
    step = np.where(np.arange(L) >= 0.4 * L, 1.0, 0.0)
    return smooth_gaussian(seed, L, D) + np.outer(step, np.random.default_rng(seed).normal(size=D))


def noisy(seed: int, L: int, D: int) -> Floats:
    return smooth_gaussian(seed, L, D) + NOISE * white(seed + 10**6, L, D)


def constant(seed: int, L: int, D: int) -> Floats:
    return np.tile(np.random.default_rng(seed).normal(size=D), (L, 1))


def monotone(seed: int, L: int, D: int) -> Floats:
    return np.outer((1 + np.arange(L) / L) ** 2, np.random.default_rng(seed).normal(size=D))


def shuffled(seed: int, L: int, D: int) -> Floats:
    return np.random.default_rng([seed, L]).permutation(smooth_gaussian(seed, L, D))


FAMILIES = {
    **{f"fbm {H}": Family(fbm(H), SMOOTH, hurst=H) for H in (0.3, 0.5, 0.7, 0.9)},
    **{f"fgn {H}": Family(fgn(H), "rough", critical=H, driver_hurst=H) for H in (0.3, 0.7, 0.9)},
    "white": Family(white, "stochastic", critical=0.5, driver_hurst=0.5, noise=1.0),
    "smooth": Family(smooth_gaussian, SMOOTH),
    "smooth + noise": Family(noisy, "rough", noise=NOISE),
    "smooth + jump": Family(jump, "jump"),
    "constant": Family(constant, SMOOTH),
    "monotone": Family(monotone, SMOOTH),
    "vanishing": Family(smooth_gaussian, "identity", critical=1.3),
    "exploding": Family(smooth_gaussian, "explosion", critical=0.7),
    "shuffled": Family(shuffled, "rough"),
}


def draw(
    family: Family,
    amplitude: float = AMPLITUDES[0],
    repetition: int = 0,
    d: int = DIM,
    seeds: int = SEEDS,
    depths: tuple[int, ...] = DEPTHS,
) -> PathCollection:
    """Paths of a family with β = amplitude · critical, at six depths for three seeds."""
    beta = amplitude * family.critical
    members = []
    for seed in range(repetition * seeds, (repetition + 1) * seeds):
        for L in depths:
            W = L**-beta / np.sqrt(d) * family.function(seed, L, d * d)
            path = WeightPath(W.reshape(L, d, d), family.critical - beta, connection="skip")
            members.append(Member(path, str(seed)))
    return PathCollection.of(members)
