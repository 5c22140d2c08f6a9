"""Kernels: one program computes the forward or the backward pass of a tile of T samples through all layers.

States are rows. ``F`` (L, P, P) holds the matrices that multiply them from the right, padded with zeros to P,
a power of two: ``F = Aᵀ`` for a connection with ``A h``, ``F = A`` for one with ``Aᵀ σ(h)``. Kept states and
factors have rows of W numbers, whole vectors of 16 bytes. D is the width of a state.

===========  ===========  =========  =============  ===============  ===========================
connection   output       u          left factor    right factor     gradient in the input
===========  ===========  =========  =============  ===============  ===========================
none         σ(h F)       σ' ∘ g     u              h                u Fᵀ
skip         h + δ σ(h F) δ σ' ∘ g   u              h                g + u Fᵀ
linear_skip  h + σ(h) F   g Fᵀ       σ(h)           g                g + σ' ∘ u
===========  ===========  =========  =============  ===============  ===========================

The gradient in A is (left factor)ᵀ (right factor), a sum over all samples: a program knows its own tile only,
so the kernel writes the factor that is not known yet and the products follow, for many layers at once.
"""

import triton
import triton.language as tl

from depthlimit.nn.fused.gpu.activations import slope, value

WIDEST_AT_ONCE = tl.constexpr(64)


@triton.jit
def product(a, F, ROW: tl.constexpr, COLUMN: tl.constexpr, P: tl.constexpr, PRECISION: tl.constexpr):
    """Return ``a B``, the factors rounded to B's type, the sum in float32 (float64 for float64).

    B has P columns and as many rows as a has columns; strides are ROW and COLUMN.
    """
    K: tl.constexpr = a.shape[1]
    B = tl.load(F + tl.arange(0, K)[:, None] * ROW + tl.arange(0, P)[None, :] * COLUMN)
    if PRECISION == "bf16":
        s = tl.dot(a.to(tl.bfloat16), B)
    else:
        s = tl.dot(a, B, input_precision=PRECISION)
    return s


@triton.jit
def halves(a):
    """Return the left and the right half of the columns."""
    T: tl.constexpr = a.shape[0]
    K: tl.constexpr = a.shape[1]
    return tl.split(tl.permute(tl.reshape(a, (T, 2, K // 2)), (0, 2, 1)))


@triton.jit
def multiply(a, F, ROW: tl.constexpr, COLUMN: tl.constexpr, P: tl.constexpr, PRECISION: tl.constexpr):
    """Return ``a B`` for B (P, P) at F. Without tensor cores a thread holds whole rows of a and columns of B.

    Wide ones do not fit into its registers: they are multiplied in four strips.
    """
    if PRECISION == "ieee" and P > WIDEST_AT_ONCE:
        left, right = halves(a)
        a0, a1 = halves(left)
        a2, a3 = halves(right)
        STRIP: tl.constexpr = P // 4 * ROW
        s = product(a0, F, ROW, COLUMN, P, PRECISION)
        s += product(a1, F + STRIP, ROW, COLUMN, P, PRECISION)
        s += product(a2, F + 2 * STRIP, ROW, COLUMN, P, PRECISION)
        s += product(a3, F + 3 * STRIP, ROW, COLUMN, P, PRECISION)
    else:
        s = product(a, F, ROW, COLUMN, P, PRECISION)
    return s


@triton.jit(do_not_specialize=["N", "L", "every"])
def forward_kernel(
    h, F, kept, out, delta, N, L, every, D: tl.constexpr, W: tl.constexpr, P: tl.constexpr, T: tl.constexpr,
    KEEP: tl.constexpr, CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Write the output for states h (N, D) to out (N, D), the inputs of layers 0, every, 2·every, … to kept.

    The second axis of the grid runs over M stacks of matrices F (M, L, P, P), with outputs (M, N, D).
    """
    stack = tl.program_id(1).to(tl.int64)
    row = (tl.program_id(0) * T + tl.arange(0, T)).to(tl.int64)[:, None]
    column = tl.arange(0, P)[None, :]
    matrix = F + stack * L * P * P
    target = kept + row * W + column
    state = tl.load(h + row * D + column, mask=(row < N) & (column < D), other=0.0)
    for k in range(L):
        if KEEP:
            if k % every == 0:
                tl.store(target, state, mask=(row < N) & (column < W))
                target += N.to(tl.int64) * W
        if CONNECTION == "none":
            state = value(multiply(state, matrix, P, 1, P, PRECISION), ACTIVATION)
        elif CONNECTION == "skip":
            state += delta * value(multiply(state, matrix, P, 1, P, PRECISION), ACTIVATION)
        else:
            state += multiply(value(state, ACTIVATION), matrix, P, 1, P, PRECISION)
        matrix += P * P
    tl.store(out + (stack * N + row) * D + column, state, mask=(row < N) & (column < D))


@triton.jit(do_not_specialize=["N", "L"])
def backward_kernel(
    states, F, g, factors, dh, delta, N, L, D: tl.constexpr, W: tl.constexpr, P: tl.constexpr,
    T: tl.constexpr, CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """Write the gradient in the input of L layers to dh (N, D), from the gradient g (N, D) in their output.

    ``states`` (L, N, W) are the inputs of the layers; to ``factors`` (L, N, W) goes u, or g for linear_skip.
    """
    row = (tl.program_id(0) * T + tl.arange(0, T)).to(tl.int64)[:, None]
    column = tl.arange(0, P)[None, :]
    size = N.to(tl.int64) * W
    last = (L - 1).to(tl.int64)
    place = last * size + row * W + column
    matrix = F + last * P * P
    whole = (row < N) & (column < W)
    gradient = tl.load(g + row * D + column, mask=(row < N) & (column < D), other=0.0)
    for _ in range(L):
        h = tl.load(states + place, mask=whole, other=0.0)
        if CONNECTION == "linear_skip":
            tl.store(factors + place, gradient, mask=whole)
            u = multiply(gradient, matrix, 1, P, P, PRECISION)
            gradient += slope(h, ACTIVATION) * u
        else:
            u = slope(multiply(h, matrix, P, 1, P, PRECISION), ACTIVATION) * gradient
            if CONNECTION == "skip":
                u = delta * u
            tl.store(factors + place, u, mask=whole)
            shift = multiply(u, matrix, 1, P, P, PRECISION)
            if CONNECTION == "skip":
                gradient += shift
            else:
                gradient = shift
        place -= size
        matrix -= P * P
    tl.store(dh + row * D + column, gradient, mask=(row < N) & (column < D))
