"""Activations and their derivatives, by PyTorch's own definitions.

Each has a function ``z ↦ (σ(z), σ'(z))`` and, if the slope is a function of the value, ``σ(z) ↦ σ'(z)``, and
an entry in FORMULAS. Comparisons are written so that NaN stays NaN.
"""

from dataclasses import dataclass
from typing import Any

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.fused.cpu import elementary
from depthlimit.nn.fused.cpu.elementary import INVERSE_ROOT_2_PI, constant, exp, expm1, normal_tail
from depthlimit.nn.fused.cpu.jit import part_of_a_kernel


@part_of_a_kernel
def tanh_slope(value: Any) -> Any:
    """Return ``tanh' = 1 − tanh²``."""
    return type(value)(1) - value * value


@part_of_a_kernel
def tanh(z: Any) -> Any:
    """Return tanh and its slope for every z."""
    value = elementary.tanh(z)
    return value, tanh_slope(value)


@part_of_a_kernel
def tanh_near_zero(z: Any) -> Any:
    """Return tanh and its slope for |z| ≤ NEAR_ZERO."""
    value = elementary.tanh_near_zero(z)
    return value, tanh_slope(value)


@part_of_a_kernel
def relu_slope(value: Any) -> Any:
    """Return 1 where relu is positive, 0 elsewhere."""
    real = type(value)
    return real(0) if value <= real(0) else real(1)


@part_of_a_kernel
def relu(z: Any) -> Any:
    """Return ``max(z, 0)`` and its slope."""
    real = type(z)
    value = real(0) if z <= real(0) else z
    return value, relu_slope(value)


@part_of_a_kernel
def elu_slope(value: Any) -> Any:
    """Return 1 above 0, ``e^z = elu(z) + 1`` below."""
    real = type(value)
    return value + real(1) if value <= real(0) else real(1)


@part_of_a_kernel
def elu(z: Any) -> Any:
    """Return z above 0, ``e^z − 1`` below, and the slope."""
    real = type(z)
    below = real(0) if z > real(0) else z
    below = -constant("largest", z) if below < -constant("largest", z) else below
    value = expm1(below) if z <= real(0) else z
    return value, elu_slope(value)


@part_of_a_kernel
def gelu(z: Any) -> Any:
    """Return ``z Φ(z)`` and its slope ``Φ(z) + z φ(z)``; Φ and φ of the normal law."""
    real = type(z)
    tail, bell = normal_tail(z)
    probability = real(1) - tail if z > real(0) else tail
    return z * probability, probability + z * bell * real(INVERSE_ROOT_2_PI)


@part_of_a_kernel
def sigmoid_slope(value: Any) -> Any:
    """Return ``σ' = σ(1 − σ)``."""
    return value * (type(value)(1) - value)


@part_of_a_kernel
def sigmoid(z: Any) -> Any:
    """Return ``1/(1 + e^(−z))`` and its slope; below 0 ``e^z/(1 + e^z)``, which is accurate."""
    real = type(z)
    y = abs(z)
    y = constant("largest", z) if y > constant("largest", z) else y
    e = exp(-y)
    value = (real(1) if z >= real(0) else e) / (real(1) + e)
    return value, sigmoid_slope(value)


@dataclass(frozen=True)
class Formulas:
    """Functions that compute σ and σ'.

    Attributes:
        pair: ``z ↦ (σ(z), σ'(z))``.
        slope: ``σ(z) ↦ σ'(z)``; None if the slope is not a function of the value.
        near_zero: the pair for |z| ≤ NEAR_ZERO, faster: in a deep network the W_k h_k are of size L^(−β).
    """

    pair: Any
    slope: Any
    near_zero: Any = None


FORMULAS: dict[ActivationName, Formulas] = {
    "tanh": Formulas(tanh, tanh_slope, tanh_near_zero),
    "relu": Formulas(relu, relu_slope),
    "elu": Formulas(elu, elu_slope),
    "gelu": Formulas(gelu, slope=None),
    "sigmoid": Formulas(sigmoid, sigmoid_slope),
}
