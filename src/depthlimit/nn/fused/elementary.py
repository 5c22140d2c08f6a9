"""Exponential, tanh and error function as formulas without branches, which the compiler can vectorise.

Every polynomial is computed from its formula when the module is read: nothing below is a table of digits.
"""

from math import log, pi, sqrt
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils
from numpy.polynomial import Chebyshev, Polynomial
from scipy.special import erfcx, factorial, gamma

from depthlimit.nn.fused.jit import intrinsic, part_of_a_kernel

NEAR_ZERO = 0.625  # |z| up to which tanh is a polynomial
POLE = 3.0  # e^(y²) erfc(y) is found from a polynomial in (y − POLE)/(y + POLE) …
TAIL = 6.5  # … for y up to here, where e^(−y²) is below 1e-18


def economised(taylor: Any, low: float, high: float, terms: int) -> Polynomial:
    """A Taylor polynomial as its Chebyshev series on [low, high], cut off after ``terms`` (Lanczos 1938)."""
    series = Polynomial(np.trim_zeros(np.asarray(taylor, dtype=float), "b"))
    return series.convert(domain=[low, high], kind=Chebyshev).truncate(terms).convert(kind=Polynomial)


def exponential(terms: int) -> Polynomial:
    """``(e^r − 1 − r)/r²`` for |r| ≤ ln 2 / 2."""
    return economised(1 / factorial(np.arange(2, 22)), -log(2) / 2, log(2) / 2, terms)


def tangent(terms: int) -> Polynomial:
    """``(tanh z/z − 1)/z²`` in u = z², for |z| ≤ NEAR_ZERO; the series of tanh from ``tanh' = 1 − tanh²``."""
    taylor = [1.0]
    for k in range(1, 30):
        taylor.append(-np.dot(taylor, taylor[::-1]) / (2 * k + 1))
    return economised(taylor[1:], 0, NEAR_ZERO**2, terms)


def erfc_quotient(terms: int) -> Polynomial:
    """``r = (1 − e^(y²) erfc(y))/y`` in t = (y − POLE)/(y + POLE) (after Shepherd and Laframboise 1981)."""
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
CONSTANTS: dict[tuple[str, int], float] = {
    ("shift", 32): 1.5 * 2**23 + 127,  # x + shift has round(x) + bias in its last bits
    ("shift", 64): 1.5 * 2**52 + 1023,
    ("largest", 32): 87.0,  # e^(±largest) is a normal number
    ("largest", 64): 708.0,
}


@intrinsic(prefer_literal=True)
def constant(typing: Any, name: Any, x: Any) -> Any:
    """A constant of CONSTANTS in the type of x."""
    value = CONSTANTS[name.literal_value, x.bitwidth]
    return x(name, x), lambda context, builder, signature, arguments: arguments[1].type(value)


@intrinsic(prefer_literal=True)
def polynomial(typing: Any, name: Any, x: Any) -> Any:
    """A polynomial of POLYNOMIALS at x, by Horner's rule."""
    first, *others = POLYNOMIALS[name.literal_value, x.bitwidth].coef[::-1]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        point = arguments[1]
        kind = point.type
        multiply_add = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(kind, [kind] * 3), f"llvm.fmuladd.f{x.bitwidth}"
        )
        total = kind(float(first))
        for coefficient in others:
            total = builder.call(multiply_add, [total, point, kind(float(coefficient))])
        return total

    return x(name, x), generate


@intrinsic
def power_of_two(typing: Any, shifted: Any) -> Any:
    """``2^n`` from ``n + shift``: the last bits moved to where the exponent of a number stands."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits, mantissa = {32: (32, 23), 64: (64, 52)}[signature.return_type.bitwidth]
        integer = ir.IntType(bits)
        exponent = builder.shl(builder.bitcast(arguments[0], integer), integer(mantissa))
        return builder.bitcast(exponent, arguments[0].type)

    return shifted(shifted), generate


@part_of_a_kernel
def split_exponential(x: Any) -> Any:
    """``e^x = 2^n (1 + p)``: the pair (2^n, p) for |x| ≤ largest, with |p| ≤ √2 − 1 to its last digit."""
    real = type(x)
    shifted = x * real(1 / log(2)) + constant("shift", x)
    n = shifted - constant("shift", x)
    r = x - n * real(log(2))
    return power_of_two(shifted), r + r * r * polynomial("exponential", r)


@part_of_a_kernel
def exp(x: Any) -> Any:
    """``e^x`` for |x| ≤ largest."""
    scale, p = split_exponential(x)
    return scale * p + scale


@part_of_a_kernel
def expm1(x: Any) -> Any:
    """``e^x − 1`` for |x| ≤ largest, to its last digits near 0 too."""
    scale, p = split_exponential(x)
    return scale * p + (scale - type(x)(1))


@part_of_a_kernel
def tanh(z: Any) -> Any:
    """``tanh|z| = m/(m + 2)`` with ``m = e^(2|z|) − 1``."""
    real = type(z)
    y = abs(z)
    y = real(20) if y > real(20) else y  # tanh 20 rounds to 1; NaN stays NaN
    m = expm1(y + y)
    positive = m / (m + real(2))
    return positive if z >= real(0) else -positive


@part_of_a_kernel
def tanh_near_zero(z: Any) -> Any:
    """Tanh for |z| ≤ NEAR_ZERO, an odd polynomial: no exponential, no division."""
    u = z * z
    return z + z * u * polynomial("tangent", u)


@part_of_a_kernel
def normal_tail(x: Any) -> Any:
    """``Φ(−|x|)`` and ``e^(−x²/2)``, by ``Φ(−|x|) = erfc(y)/2``, y = |x|/√2."""
    real = type(x)
    square = real(0.5) * x * x
    bell = exp(-(constant("largest", x) if square > constant("largest", x) else square))
    y = abs(x) * real(1 / sqrt(2))
    y = real(TAIL) if y > real(TAIL) else y
    t = (y - real(POLE)) / (y + real(POLE))
    return real(0.5) * bell * (real(1) - y * polynomial("erfc_quotient", t)), bell


INVERSE_ROOT_2_PI = 1 / sqrt(2 * pi)
