"""Activations and their derivatives on a block of numbers, by PyTorch's own definitions.

The polynomials are those of the CPU engine. Comparisons are written so that NaN stays NaN. Nothing calls
CUDA's library, so that Triton's interpreter runs the same code as a GPU. An activation has a branch in
`value` and in `slope`, and is listed in SUPPORTED.
"""

from math import pi, sqrt

import triton
import triton.language as tl

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.fused.polynomials import NEAR_ZERO, POLYNOMIALS

SUPPORTED: tuple[ActivationName, ...] = ("tanh", "relu", "elu", "gelu", "sigmoid")
"""Activations with a branch in `value` and in `slope`."""


def coefficients(name: str, bits: int) -> tuple[tl.constexpr, tl.constexpr]:
    """Return the coefficients of a polynomial, the highest power first, and their number."""
    coefs = tuple(float(c) for c in POLYNOMIALS[name, bits].coef[::-1])
    return tl.constexpr(coefs), tl.constexpr(len(coefs))


TANGENT_32, TANGENT_TERMS_32 = coefficients("tangent", 32)
TANGENT_64, TANGENT_TERMS_64 = coefficients("tangent", 64)
EXPONENTIAL_32, EXPONENTIAL_TERMS_32 = coefficients("exponential", 32)
EXPONENTIAL_64, EXPONENTIAL_TERMS_64 = coefficients("exponential", 64)
NEAR = tl.constexpr(NEAR_ZERO)
HALF_LOG_2 = tl.constexpr(0.34657359027997264)
INVERSE_ROOT_2 = tl.constexpr(1 / sqrt(2))
INVERSE_ROOT_2_PI = tl.constexpr(1 / sqrt(2 * pi))


@triton.jit
def horner(x, C: tl.constexpr, TERMS: tl.constexpr):
    """Return a polynomial at x, by Horner's rule."""
    total = x * 0 + C[0]
    for i in tl.static_range(1, TERMS):
        total = total * x + C[i]
    return total


@triton.jit
def tanh(z):
    """Return ``1 − 2/(e^(2|z|) + 1)`` with the sign of z; near 0 an odd polynomial, which is accurate."""
    u = z * z
    if z.dtype == tl.float64:
        near = z + z * u * horner(u, TANGENT_64, TANGENT_TERMS_64)
    else:
        near = z + z * u * horner(u, TANGENT_32, TANGENT_TERMS_32)
    y = tl.abs(z)
    far = 1 - 2 / (tl.exp(y + y) + 1)
    return tl.where(y <= NEAR, near, tl.where(z < 0, -far, far))


@triton.jit
def expm1(z):
    """Return ``e^z − 1``; near 0 a polynomial, accurate to its last digits."""
    if z.dtype == tl.float64:
        near = z + z * z * horner(z, EXPONENTIAL_64, EXPONENTIAL_TERMS_64)
    else:
        near = z + z * z * horner(z, EXPONENTIAL_32, EXPONENTIAL_TERMS_32)
    return tl.where(tl.abs(z) <= HALF_LOG_2, near, tl.exp(z) - 1)


@triton.jit
def value(z, NAME: tl.constexpr):
    """Return ``σ(z)``."""
    if NAME == "tanh":
        s = tanh(z)
    elif NAME == "relu":
        s = tl.where(z <= 0, 0.0, z)
    elif NAME == "elu":
        s = tl.where(z > 0, z, expm1(tl.where(z > 0, 0.0, z)))
    elif NAME == "gelu":
        s = z * (0.5 * (1 + tl.erf(z * INVERSE_ROOT_2)))
    else:
        tl.static_assert(NAME == "sigmoid")
        s = 1 / (1 + tl.exp(-z))
    return s


@triton.jit
def slope(z, NAME: tl.constexpr):
    """Return ``σ'(z)``."""
    if NAME == "tanh":
        s = tanh(z)
        p = 1 - s * s
    elif NAME == "relu":
        p = tl.where(z <= 0, 0.0, z * 0 + 1)
    elif NAME == "elu":
        p = tl.where(z > 0, 1.0, tl.exp(tl.where(z > 0, 0.0, z)))
    elif NAME == "gelu":
        p = 0.5 * (1 + tl.erf(z * INVERSE_ROOT_2)) + z * tl.exp(-0.5 * z * z) * INVERSE_ROOT_2_PI
    else:
        tl.static_assert(NAME == "sigmoid")
        s = 1 / (1 + tl.exp(-z))
        p = s * (1 - s)
    return p
