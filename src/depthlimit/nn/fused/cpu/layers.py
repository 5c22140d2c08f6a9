"""Arithmetic of a layer on a tile of states: forward pass, and adjoint recursion of the backward pass.

States are rows, so a layer multiplies them from the right by a matrix F: ``F = Aᵀ`` for a connection with
``A h`` and ``F = A`` for one with ``Aᵀ σ(h)``. In the forward pass every layer stores the values s of its
activation on a tape. In the backward pass it turns the gradient g in its output into the gradient in its
input and adds its share to dA; the slopes p = σ' and the input h are recomputed from s. (∘ is the entrywise
product.)

===========  =======  =========  ==================  =========  ========  ===================
connection   s        output     input               u          dA        gradient in input
===========  =======  =========  ==================  =========  ========  ===================
none         σ(h F)   s          s of layer before   p ∘ g      += uᵀ h   u Fᵀ
skip         σ(h F)   h + δ s    output − δ s        δ p ∘ g    += uᵀ h   g + u Fᵀ
linear_skip  σ(h)     h + s F    (not needed)        g Fᵀ       += sᵀ g   g + p ∘ u
===========  =======  =========  ==================  =========  ========  ===================

A slope that is not a function of s (gelu) is stored on a second tape, p. T and D are the samples of a tile
and the width of a state.
"""

from dataclasses import dataclass
from typing import Any

from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.cpu.bounds import all_near_zero
from depthlimit.nn.fused.cpu.jit import part_of_a_kernel
from depthlimit.nn.fused.cpu.products import add_outer, add_product, multiply


@part_of_a_kernel
def apply(sigma: Any, h: Any, z: Any) -> None:
    """Compute ``h ← σ(z)``."""
    for m in range(len(h)):
        h[m] = sigma(z[m])[0]


@part_of_a_kernel
def apply_recorded(sigma: Any, slope: Any, h: Any, z: Any, s: Any, p: Any) -> None:
    """Do the same, and write the tape."""
    for m in range(len(h)):
        h[m], derivative = sigma(z[m])
        s[m] = h[m]
        if slope is None:
            p[m] = derivative


@part_of_a_kernel
def feed_forward(sigma: Any, near_zero: Any, h: Any, z: Any, F: Any, delta: Any, T: Any, D: Any) -> None:
    """Compute ``h ← σ(h F)``."""
    multiply(z, h, F, T, D)
    if near_zero is not None and all_near_zero(z, T, D):
        apply(near_zero, h, z)
    else:
        apply(sigma, h, z)


@part_of_a_kernel
def feed_forward_recorded(
    sigma: Any, near_zero: Any, slope: Any, h: Any, z: Any, F: Any, delta: Any, s: Any, p: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Do the same, and write the tape."""
    multiply(z, h, F, T, D)
    if near_zero is not None and all_near_zero(z, T, D):
        apply_recorded(near_zero, slope, h, z, s, p)
    else:
        apply_recorded(sigma, slope, h, z, s, p)


@part_of_a_kernel
def feed_forward_adjoint(
    slope: Any, g: Any, u: Any, h: Any, F: Any, delta: Any, s: Any, before: Any, p: Any, dA: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Compute ``u = p ∘ g``, ``dA += uᵀ h``, ``g ← u Fᵀ``."""
    for m in range(len(g)):
        u[m] = g[m] * (p[m] if slope is None else slope(s[m]))
    add_outer(dA, u, before, T, D)
    multiply(g, u, F, T, D)


@part_of_a_kernel
def add_activation(sigma: Any, h: Any, z: Any, delta: Any) -> None:
    """Compute ``h ← h + δ σ(z)``."""
    for m in range(len(h)):
        h[m] += delta * sigma(z[m])[0]


@part_of_a_kernel
def add_activation_recorded(sigma: Any, slope: Any, h: Any, z: Any, delta: Any, s: Any, p: Any) -> None:
    """Do the same, and write the tape."""
    for m in range(len(h)):
        value, derivative = sigma(z[m])
        s[m] = value
        if slope is None:
            p[m] = derivative
        h[m] += delta * value


@part_of_a_kernel
def skip(sigma: Any, near_zero: Any, h: Any, z: Any, F: Any, delta: Any, T: Any, D: Any) -> None:
    """Compute ``h ← h + δ σ(h F)``."""
    multiply(z, h, F, T, D)
    if near_zero is not None and all_near_zero(z, T, D):
        add_activation(near_zero, h, z, delta)
    else:
        add_activation(sigma, h, z, delta)


@part_of_a_kernel
def skip_recorded(
    sigma: Any, near_zero: Any, slope: Any, h: Any, z: Any, F: Any, delta: Any, s: Any, p: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Do the same, and write the tape."""
    multiply(z, h, F, T, D)
    if near_zero is not None and all_near_zero(z, T, D):
        add_activation_recorded(near_zero, slope, h, z, delta, s, p)
    else:
        add_activation_recorded(sigma, slope, h, z, delta, s, p)


@part_of_a_kernel
def skip_adjoint(
    slope: Any, g: Any, u: Any, h: Any, F: Any, delta: Any, s: Any, before: Any, p: Any, dA: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Compute ``h ← h − δ s``, ``u = δ p ∘ g``, ``dA += uᵀ h``, ``g ← g + u Fᵀ``."""
    for m in range(len(g)):
        h[m] -= delta * s[m]
        u[m] = delta * g[m] * (p[m] if slope is None else slope(s[m]))
    add_outer(dA, u, h, T, D)
    add_product(g, u, F, T, D)


@part_of_a_kernel
def linear(sigma: Any, near_zero: Any, h: Any, z: Any, F: Any, delta: Any, T: Any, D: Any) -> None:
    """Compute ``h ← h + σ(h) F``."""
    for m in range(len(h)):
        z[m] = sigma(h[m])[0]
    add_product(h, z, F, T, D)


@part_of_a_kernel
def linear_recorded(
    sigma: Any, near_zero: Any, slope: Any, h: Any, z: Any, F: Any, delta: Any, s: Any, p: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Do the same, and write the tape."""
    for m in range(len(h)):
        s[m], derivative = sigma(h[m])
        if slope is None:
            p[m] = derivative
    add_product(h, s, F, T, D)


@part_of_a_kernel
def linear_adjoint(
    slope: Any, g: Any, u: Any, h: Any, F: Any, delta: Any, s: Any, before: Any, p: Any, dA: Any,
    T: Any, D: Any,
) -> None:  # fmt: skip
    """Compute ``u = g Fᵀ``, ``dA += sᵀ g``, ``g ← g + p ∘ u``."""
    multiply(u, g, F, T, D)
    add_outer(dA, s, g, T, D)
    for m in range(len(g)):
        g[m] += u[m] * (p[m] if slope is None else slope(s[m]))


@dataclass(frozen=True)
class LayerKernels:
    """Kernels of one connection on a tile.

    Attributes:
        forward: replaces h by the output of a layer.
        recorded: does the same and writes the tape.
        adjoint: replaces g by the gradient in the input of a layer and h by its input, and adds to dA; its F
            is the transpose.
        transposed: True if F is Aᵀ.
    """

    forward: Any
    recorded: Any
    adjoint: Any
    transposed: bool


LINEAR = LayerKernels(linear, linear_recorded, linear_adjoint, transposed=False)
LAYERS: dict[ConnectionName, LayerKernels] = {
    "none": LayerKernels(feed_forward, feed_forward_recorded, feed_forward_adjoint, transposed=True),
    "skip": LayerKernels(skip, skip_recorded, skip_adjoint, transposed=True),
    "linear_skip": LINEAR,
    "inc_skip": LINEAR,
}
