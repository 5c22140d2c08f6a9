"""Polynomials behind the activations of both engines, computed from their formulas on import."""

from math import log
from typing import Any

import numpy as np
from numpy.polynomial import Chebyshev, Polynomial
from scipy.special import erfcx, factorial, gamma

NEAR_ZERO = 0.625
"""|z| up to which tanh is a polynomial."""
POLE = 3.0
"""e^(y²) erfc(y) is computed from a polynomial in (y − POLE)/(y + POLE)."""
TAIL = 6.5
"""The largest y of that polynomial; e^(−y²) is below 1e-18 there."""


def economised(taylor: Any, low: float, high: float, terms: int) -> Polynomial:
    """Return a Taylor polynomial as its Chebyshev series on [low, high], truncated (Lanczos 1938)."""
    series = Polynomial(np.trim_zeros(np.asarray(taylor, dtype=float), "b"))
    return series.convert(domain=[low, high], kind=Chebyshev).truncate(terms).convert(kind=Polynomial)


def exponential(terms: int) -> Polynomial:
    """Return ``(e^r − 1 − r)/r²`` for |r| ≤ ln 2 / 2."""
    return economised(1 / factorial(np.arange(2, 22)), -log(2) / 2, log(2) / 2, terms)


def tangent(terms: int) -> Polynomial:
    """Return ``(tanh z/z − 1)/z²`` in u = z² for |z| ≤ NEAR_ZERO, from ``tanh' = 1 − tanh²``."""
    taylor = [1.0]
    for k in range(1, 30):
        taylor.append(-np.dot(taylor, taylor[::-1]) / (2 * k + 1))
    return economised(taylor[1:], 0, NEAR_ZERO**2, terms)


def erfc_quotient(terms: int) -> Polynomial:
    """Return ``r = (1 − e^(y²) erfc(y))/y`` in t = (y − POLE)/(y + POLE) (Shepherd, Laframboise 1981)."""
    high = (TAIL - POLE) / (TAIL + POLE)
    n = np.arange(1, 60)
    series = Polynomial((-1.0) ** (n + 1) / gamma(n / 2 + 1))  # e^(y²) erfc(y) = Σ (−y)ⁿ/Γ(n/2 + 1)

    def quotient(t: Any) -> Any:
        y = POLE * (1 + t) / (1 - t)
        return np.where(y < 1, series(np.minimum(y, 1)), (1 - erfcx(y)) / y)

    return Chebyshev.interpolate(quotient, terms - 1, domain=[-1, high]).convert(kind=Polynomial)


POLYNOMIALS: dict[tuple[str, int], Polynomial] = {  # by name and bits of a number
    ("exponential", 32): exponential(5),
    ("exponential", 64): exponential(11),
    ("tangent", 32): tangent(5),
    ("tangent", 64): tangent(13),
    ("erfc_quotient", 32): erfc_quotient(10),
    ("erfc_quotient", 64): erfc_quotient(20),
}
