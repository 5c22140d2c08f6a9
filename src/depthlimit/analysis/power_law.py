"""Curve g(t) = C/(t + T₀)^ρ in coordinates in which least squares is well posed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from depthlimit.result import Result

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

ParameterName = Literal["C", "rho", "T0"]

SYMBOLS: dict[ParameterName, str] = {"C": "C", "rho": "ρ", "T0": "T₀"}
"""The parameters in the order of θ, as they are written."""
STEEPEST = 20.0
"""The largest exponent ρ that is tried: data that fall faster do not fall like a power."""
SHIFTS = 1e-3, 10.0
"""The smallest T₀ in units of the first step of t, and the largest in units of its range."""
START_RATES = np.linspace(0.0, 4.0, 17)
START_SHIFTS = 12
AT_BOUND = 1e-6
"""A parameter this close to its bound, in parts of its range, lies at it."""
TIGHT = 1e-12


@dataclass(frozen=True, repr=False)
class Solution(Result):
    """Least-squares fit in the coordinates θ = (log C, ρ, log T₀), the last only if T₀ is inferred.

    Attributes:
        theta: the minimiser, shape (m,).
        J: the derivatives of g in θ there, in units of ``scale``, shape (N, m).
        residuals: g − y there, in units of ``scale``, shape (N,).
        at_bound: True for coordinates that lie at a bound, shape (m,).
        scale: the largest |y|.
    """

    theta: Floats
    J: Floats
    residuals: Floats
    at_bound: Flags
    scale: float


def shift_of(theta: Floats) -> float:
    """Return T₀, which is 1 where θ does not hold it."""
    return float(np.exp(theta[2])) if len(theta) > 2 else 1.0


def power_law(theta: Floats, t: Floats) -> Floats:
    """Return g(t).

    >>> power_law(np.array([np.log(6.0), 1.0]), np.array([0.0, 2.0]))
    array([6., 2.])
    """
    return np.asarray(np.exp(theta[0] - theta[1] * np.log(t + shift_of(theta))))


def derivatives(theta: Floats, t: Floats) -> Floats:
    """Return the derivatives of g(t) in θ, shape (N, m)."""
    g, T0 = power_law(theta, t), shift_of(theta)
    columns = [g, -g * np.log(t + T0), -theta[1] * g * T0 / (t + T0)]
    return np.stack(columns[: len(theta)], axis=1)


def solve(t: Floats, y: Floats, infer_shift: bool) -> Solution | None:
    """Return the least-squares fit, None where no positive C fits better than C = 0.

    Args:
        t: times ≥ 0 in increasing order, as many different ones as parameters, shape (N,).
        y: finite values, shape (N,).
        infer_shift: True if T₀ is a parameter; otherwise it is 1.
    """
    scale = float(np.abs(y).max())
    z = y / scale if scale > 0 else y
    smallest = SHIFTS[0] * float(np.diff(np.unique(t)).min(initial=1.0))
    largest = SHIFTS[1] * max(float(t.max()), 1.0)
    m = 3 if infer_shift else 2
    start = best_start(t, z, np.geomspace(smallest, largest, START_SHIFTS) if infer_shift else np.ones(1))
    if start is None:
        return None
    lower = np.array([-np.inf, 0.0, np.log(smallest)])[:m]
    upper = np.array([np.inf, STEEPEST, np.log(largest)])[:m]
    try:
        with np.errstate(over="ignore", invalid="ignore"):  # of trial steps that are rejected
            found = least_squares(
                lambda theta: power_law(theta, t) - z,
                np.clip(start[:m], lower + TIGHT, upper - TIGHT),
                jac=lambda theta: derivatives(theta, t),
                bounds=(lower, upper),
                x_scale="jac",
                xtol=TIGHT,
                ftol=TIGHT,
                gtol=TIGHT,
            )
    except np.linalg.LinAlgError:
        return None
    width = np.where(np.isfinite(upper - lower), upper - lower, 1.0)
    at_bound = np.minimum(found.x - lower, upper - found.x) < AT_BOUND * width
    return Solution(found.x, derivatives(found.x, t), found.fun, at_bound, scale)


def best_start(t: Floats, z: Floats, shifts: Floats) -> Floats | None:
    """Return the best θ on a grid of ρ and T₀; the best C for each is that of a linear fit."""
    best, least = None, np.inf
    for T0 in shifts:
        for rho in START_RATES:
            first = float(t[0]) + T0
            shape = ((t + T0) / first) ** -rho  # at most 1: nothing overflows
            shape_power = float(shape @ shape)
            C = float(shape @ z) / shape_power
            loss = float(z @ z) - C**2 * shape_power
            if C > 0 and loss < least:
                best, least = np.array([np.log(C) + rho * np.log(first), rho, np.log(T0)]), loss
    return best
