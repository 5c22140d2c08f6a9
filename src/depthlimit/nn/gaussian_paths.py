"""Gaussian processes on [0, 1], random functions that are sampled at k/L for any L."""

from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

from depthlimit.errors import UsageError
from depthlimit.requirements import HURST, require, whole_number
from depthlimit.seeds import generator

Floats = NDArray[np.float64]

GRID = 1 << 16
"""Steps of the grid on which fractional Brownian motion is drawn exactly."""
NEIGHBOURS = 32
"""Points of the grid on which its law between them is conditioned."""
CELLS_PER_LAYER = 4
"""Fewest steps of the grid between two layers; with fewer, draws between its points would be dependent."""

LENGTH = 0.25
"""The correlation length ℓ of the smooth process."""
PERIOD = 3.0
"""Period of its Fourier series; the covariance around the circle is below exp(−(3 − 1)²/2ℓ²) = 1e-14."""
FREQUENCIES = 18
"""Coefficients beyond these are below 1e-19."""


def white_noise(seed: int, L: int, D: int) -> Floats:
    """Return independent standard normal values at t = k/L, shape (L, D), the same at every L for one k/L."""
    return np.stack([at_time(seed, k, L).standard_normal(D) for k in range(L)])


def at_time(seed: int, k: int, L: int) -> np.random.Generator:
    """Return the generator of the time k/L."""
    common = gcd(k, L)
    return generator(seed, "initial", k // common, L // common)


def smooth_gaussian(seed: int, L: int, D: int) -> Floats:
    """Return independent Gaussian processes with covariance exp(−8(s − t)²) at k/L, shape (L, D).

    Circulant embedding, carried out on the whole circle: the process is the Fourier series whose independent
    coefficients have the Fourier coefficients of the covariance as variances (Wood and Chan, *Simulation of
    stationary Gaussian processes in [0, 1]^d*, 1994), so it is known at every t at once.
    """
    n = np.arange(FREQUENCIES)
    scale = LENGTH / PERIOD * np.sqrt(2 * np.pi) * np.exp(-2 * (np.pi * LENGTH * n / PERIOD) ** 2)
    scale[1:] *= 2  # frequencies n and −n
    cosines, sines = generator(seed, "initial").standard_normal((2, FREQUENCIES, D))
    angles = 2 * np.pi / PERIOD * np.outer(np.arange(L) / L, n)
    return np.asarray((np.cos(angles) * np.sqrt(scale)) @ cosines + (np.sin(angles) * np.sqrt(scale)) @ sines)


def fractional_brownian(seed: int, L: int, D: int, hurst: float, grid: int = GRID) -> Floats:
    """Return independent fractional Brownian motions B^H at t = k/L for k = 0, …, L, shape (L + 1, D).

    On the points of the grid they are drawn exactly (Davies and Harte, *Tests for Hurst effect*, 1987). At
    times between, each is drawn from its law given the 32 nearest points of the grid. That is exact for
    H = ½; otherwise no covariance of increments is off by more than 1e-3 of their variance for H ≥ 0.3, and
    by more than 2e-2 at H = 0.1.

    Args:
        seed: of the random function.
        L: the number of steps; at most a quarter of the grid, or a divisor of it.
        D: how many motions.
        hurst: H in (0, 1); E B^H(s) B^H(t) = (s^(2H) + t^(2H) − |s − t|^(2H))/2.
        grid: a power of two; another grid is another random function.

    Raises:
        UsageError: H out of its range, or more layers than the grid resolves.

    >>> float(fractional_brownian(0, 4, 1, hurst=0.5)[0, 0])
    0.0
    """
    require({"L": L, "hurst": hurst}, {"L": whole_number(1), "hurst": HURST}, prefix="model.")
    if grid < CELLS_PER_LAYER * L and grid % L:
        most = grid // CELLS_PER_LAYER
        problem = (
            f"L is {L}, but fractional processes are drawn up to L = {most} or at a power of two up to "
            f"{grid} (init=gaussian has no such bound)"
        )
        raise UsageError(problem, {"model.L": most})
    first, weights, deviation = continuation(L, hurst, grid)
    between = np.flatnonzero(deviation)
    noise = np.zeros((L + 1, D))
    for k in between:
        noise[k] = deviation[k] * at_time(seed, int(k), L).standard_normal(D)
    near = first[:, None] + np.arange(NEIGHBOURS)
    rng = generator(seed, "initial")
    columns = []
    for start in range(0, D, 2):  # the real and the imaginary part are two independent motions
        increments = fractional_noise(rng, hurst, grid)[: D - start]
        B = np.pad(np.cumsum(increments, axis=1), ((0, 0), (1, 0)))
        columns.append(np.einsum("ckj,kj->kc", B[:, near], weights) if len(between) else B[:, first].T)
    return np.asarray(float(grid) ** -hurst * (np.concatenate(columns, axis=1) + noise))


def fractional_noise(rng: np.random.Generator, hurst: float, steps: int) -> Floats:
    """Return two independent stationary sequences of unit increments of B^H, shape (2, steps)."""
    eigenvalues = embedding(hurst, steps)
    white = rng.standard_normal((2, 2 * steps))
    both = np.fft.fft(np.sqrt(eigenvalues / len(eigenvalues)) * (white[0] + 1j * white[1]))[:steps]
    return np.stack([both.real, both.imag])


@lru_cache(maxsize=4)
def embedding(hurst: float, steps: int) -> Floats:
    """Return the eigenvalues of the circulant matrix with the covariance of ``steps`` increments of B^H.

    They are not negative for any H (Craigmile, *Simulating a class of stationary Gaussian processes using the
    Davies–Harte algorithm*, 2003), but for rounding.

    >>> embedding(0.5, 4)  # white noise
    array([1., 1., 1., 1., 1., 1., 1., 1.])
    """
    k = np.arange(steps + 1, dtype=np.float64)
    covariance = (np.abs(k + 1) ** (2 * hurst) - 2 * k ** (2 * hurst) + np.abs(k - 1) ** (2 * hurst)) / 2
    return np.maximum(np.fft.fft(np.concatenate([covariance, covariance[-2:0:-1]])).real, 0.0)


def continuation(L: int, hurst: float, grid: int) -> tuple[NDArray[np.intp], Floats, Floats]:
    """Return the law of B^H at k/L given points of the grid, in units of its step.

    Returns:
        The first of these points for every k, shape (L + 1,); their weights in the conditional mean,
        shape (L + 1, 32); the conditional standard deviation, 0 on the grid, shape (L + 1,).
    """
    k = np.arange(L + 1)
    if grid % L == 0:
        return k * (grid // L), np.empty((L + 1, 0)), np.zeros(L + 1)
    time = k * grid / L
    first = np.clip(k * grid // L - NEIGHBOURS // 2 + 1, 0, grid - NEIGHBOURS + 1)
    node = np.arange(1, NEIGHBOURS)
    x = (time - first)[:, None]
    H2 = 2 * hurst
    among = (node[:, None] ** H2 + node**H2 - np.abs(node[:, None] - node) ** H2) / 2
    towards = (x**H2 + node**H2 - np.abs(x - node) ** H2) / 2
    inner = np.linalg.solve(among, towards.T).T
    variance = x[:, 0] ** H2 - (inner * towards).sum(axis=1)
    weights = np.concatenate([1 - inner.sum(axis=1, keepdims=True), inner], axis=1)
    on_grid = (k * grid) % L == 0
    return first, weights, np.where(on_grid, 0.0, np.sqrt(np.maximum(variance, 0.0)))
