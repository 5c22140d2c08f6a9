"""Exponential, tanh and error function as branch-free formulas, which the compiler can vectorise."""

from math import log, pi, sqrt
from typing import Any

from llvmlite import ir

from depthlimit.nn.fused.cpu.jit import cgutils, intrinsic, part_of_a_kernel
from depthlimit.nn.fused.polynomials import POLE, POLYNOMIALS, TAIL

CONSTANTS: dict[tuple[str, int], float] = {
    ("shift", 32): 1.5 * 2**23 + 127,  # x + shift has round(x) + bias in its last bits
    ("shift", 64): 1.5 * 2**52 + 1023,
    ("largest", 32): 87.0,  # e^(±largest) is a normal number
    ("largest", 64): 708.0,
}


@intrinsic(prefer_literal=True)
def constant(typing: Any, name: Any, x: Any) -> Any:
    """Return a constant of CONSTANTS in the type of x."""
    value = CONSTANTS[name.literal_value, x.bitwidth]
    return x(name, x), lambda context, builder, signature, arguments: arguments[1].type(value)


@intrinsic(prefer_literal=True)
def polynomial(typing: Any, name: Any, x: Any) -> Any:
    """Return a polynomial of POLYNOMIALS at x, by Horner's rule."""
    first, *others = POLYNOMIALS[name.literal_value, x.bitwidth].coef[::-1]

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        point = arguments[1]
        real = point.type
        multiply_add = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(real, [real] * 3), f"llvm.fmuladd.f{x.bitwidth}"
        )
        total = real(float(first))
        for coefficient in others:
            total = builder.call(multiply_add, [total, point, real(float(coefficient))])
        return total

    return x(name, x), generate


@intrinsic
def power_of_two(typing: Any, shifted: Any) -> Any:
    """Return ``2^n`` from ``n + shift``: its last bits, shifted to the exponent of a number."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        bits, mantissa = {32: (32, 23), 64: (64, 52)}[signature.return_type.bitwidth]
        integer = ir.IntType(bits)
        exponent = builder.shl(builder.bitcast(arguments[0], integer), integer(mantissa))
        return builder.bitcast(exponent, arguments[0].type)

    return shifted(shifted), generate


@part_of_a_kernel
def split_exponential(x: Any) -> Any:
    """Return (2^n, p) with ``e^x = 2^n (1 + p)`` for |x| ≤ largest, where |p| ≤ √2 − 1 is accurate."""
    real = type(x)
    shifted = x * real(1 / log(2)) + constant("shift", x)
    n = shifted - constant("shift", x)
    r = x - n * real(log(2))
    return power_of_two(shifted), r + r * r * polynomial("exponential", r)


@part_of_a_kernel
def exp(x: Any) -> Any:
    """Return ``e^x`` for |x| ≤ largest."""
    scale, p = split_exponential(x)
    return scale * p + scale


@part_of_a_kernel
def expm1(x: Any) -> Any:
    """Return ``e^x − 1`` for |x| ≤ largest, accurate near 0 too."""
    scale, p = split_exponential(x)
    return scale * p + (scale - type(x)(1))


@part_of_a_kernel
def tanh(z: Any) -> Any:
    """Return tanh z, by ``tanh|z| = m/(m + 2)`` with ``m = e^(2|z|) − 1``."""
    real = type(z)
    y = abs(z)
    y = real(20) if y > real(20) else y  # tanh 20 rounds to 1; NaN stays NaN
    m = expm1(y + y)
    positive = m / (m + real(2))
    return positive if z >= real(0) else -positive


@part_of_a_kernel
def tanh_near_zero(z: Any) -> Any:
    """Return tanh for |z| ≤ NEAR_ZERO, an odd polynomial: no exponential, no division."""
    u = z * z
    return z + z * u * polynomial("tangent", u)


@part_of_a_kernel
def normal_tail(x: Any) -> Any:
    """Return ``Φ(−|x|)`` and ``e^(−x²/2)``, by ``Φ(−|x|) = erfc(y)/2``, y = |x|/√2."""
    real = type(x)
    square = real(0.5) * x * x
    bell = exp(-(constant("largest", x) if square > constant("largest", x) else square))
    y = abs(x) * real(1 / sqrt(2))
    y = real(TAIL) if y > real(TAIL) else y
    t = (y - real(POLE)) / (y + real(POLE))
    return real(0.5) * bell * (real(1) - y * polynomial("erfc_quotient", t)), bell


INVERSE_ROOT_2_PI = 1 / sqrt(2 * pi)
