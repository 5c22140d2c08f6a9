"""Decay of the loss against the sum of the step sizes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.result import Result

Floats = NDArray[np.float64]


@dataclass(frozen=True, repr=False)
class LossDecay(Result):
    """Decay of the loss J against τ = Σ η.

    Attributes:
        rate: r of J = J₀ exp(−r τ), as linear convergence has it.
        exponential: R² of log J on τ.
        exponent: ρ of J = C/(τ + τ₀)^ρ, τ₀ the first step.
        power: R² of log J on log(τ + τ₀).
        first: the loss at the start.
        last: at the end.
    """

    rate: float
    exponential: float
    exponent: float
    power: float
    first: float
    last: float


def loss_decay(losses: Floats, rates: Floats) -> LossDecay:
    """Fit the logged loss before every step against the sum of the step sizes so far.

    Losses that are not positive and finite are left out; a fit to fewer than three, or to steps that do not
    add up, is NaN.

    Args:
        losses: J before every step, shape (T,), T ≥ 3.
        rates: η of every step, shape (T,).

    >>> decay = loss_decay(np.exp(-0.3 * np.arange(50)), np.ones(50))
    >>> round(decay.rate, 6), round(decay.exponential, 6)
    (0.3, 1.0)
    """
    first, last = (float(losses[k]) if len(losses) else np.nan for k in (0, -1))
    tau = np.concatenate([[0.0], np.cumsum(rates)[:-1]])
    usable = np.isfinite(losses) & (losses > 0) & np.isfinite(tau)
    tau, y = tau[usable], np.log(losses[usable])
    if len(y) < 3:
        return LossDecay(np.nan, np.nan, np.nan, np.nan, first, last)
    slope, fit = line(tau, y)
    exponent, power = line(np.log(tau + rates[0]), y) if rates[0] > 0 else (np.nan, np.nan)
    return LossDecay(-slope, fit, -exponent, power, first, last)


def line(x: Floats, y: Floats) -> tuple[float, float]:
    """Return slope and R² of the least-squares line, NaN where x has a single value."""
    x, y = x - x.mean(), y - y.mean()
    if not float(x @ x) > 0:
        return np.nan, np.nan
    slope = float(x @ y) / float(x @ x)
    rest = y - slope * x
    return slope, 1 - float(rest @ rest) / float(y @ y) if y @ y > 0 else np.nan
