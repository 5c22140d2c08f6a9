"""Errors of a least-squares fit whose residuals are correlated from step to step."""

import math

import numpy as np
from numpy.typing import NDArray

from depthlimit.seeds import generator

Floats = NDArray[np.float64]

DRAWS = 2000


def first_autocorrelation(residuals: Floats) -> float:
    """Return Σ e_i e_{i+1} / Σ e_i², 0 for residuals that vanish.

    >>> round(first_autocorrelation(np.array([1.0, -1.0, 1.0, -1.0])), 2)
    -0.75
    """
    power = float(residuals @ residuals)
    return float(residuals[:-1] @ residuals[1:]) / power if power > 0 else 0.0


def block_length(N: int, autocorrelation: float) -> int:
    """Return the length of blocks with the least error of the variance for an autoregression of order one.

    (2r/(1 − r²))^(2/3) (3N/2)^(1/3), at most a quarter of the N residuals (Carlstein, *The use of subseries
    values for estimating the variance of a general statistic from a stationary sequence*, 1986).

    >>> block_length(1000, 0.5)
    14
    """
    r = min(abs(autocorrelation), 0.999)
    best = math.pow(2 * r / (1 - r**2), 2 / 3) * math.pow(1.5 * N, 1 / 3)
    return max(1, min(math.ceil(best), N // 4))


def block_bootstrap(J: Floats, residuals: Floats, length: int, draws: int = DRAWS) -> Floats:
    """Return errors of the parameters of a linearised fit whose residuals are drawn again in blocks.

    Blocks of consecutive residuals are drawn with replacement (Künsch, *The jackknife and the bootstrap for
    general stationary observations*, 1989), and one Gauss–Newton step, (JᵀJ)⁻¹Jᵀe*, is taken for each draw.

    Args:
        J: derivatives of the N fitted values in the m parameters, shape (N, m).
        residuals: e, shape (N,).
        length: of a block.
        draws: number of draws.

    Returns:
        The errors, shape (draws, m).
    """
    N, m = J.shape
    rng = generator(0, "bootstrap")
    starts = rng.integers(0, N - length + 1, size=(draws, math.ceil(N / length)))
    index = (starts[:, :, None] + np.arange(length)).reshape(draws, -1)[:, :N]
    windows = np.lib.stride_tricks.sliding_window_view(residuals, length)
    place = np.arange(N) % length
    e = residuals[index] - windows.mean(axis=0)[place]  # so that every draw has mean 0
    solve = np.linalg.pinv(J)
    return np.asarray(math.sqrt(N / (N - m)) * e @ solve.T)
