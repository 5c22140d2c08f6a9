"""The kernels: a tile of T samples is carried through all layers, forward or back, by one program.

States are rows. ``F`` (L, P, P) holds the matrices that multiply them from the right, padded with zeros to P,
a power of two: ``F = Aᵀ`` where the connection says ``A h``, ``F = A`` where it says ``Aᵀ σ(h)``. What is
kept for the way back has rows of W numbers, whole vectors of 16 bytes. D is the width of a state.

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


@triton.jit
def multiply(a, B, PRECISION: tl.constexpr):
    """``a B``, the factors rounded to B's type, the sum in float32 (float64 for float64)."""
    if PRECISION == "bf16":
        product = tl.dot(a.to(tl.bfloat16), B)
    else:
        product = tl.dot(a, B, input_precision=PRECISION)
    return product


@triton.jit
def advance(h, F, delta, CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr):
    """The states after a layer."""
    if CONNECTION == "none":
        h = value(multiply(h, F, PRECISION), ACTIVATION)
    elif CONNECTION == "skip":
        h = h + delta * value(multiply(h, F, PRECISION), ACTIVATION)
    else:
        h = h + multiply(value(h, ACTIVATION), F, PRECISION)
    return h


@triton.jit(do_not_specialize=["N", "L", "every"])
def forward_kernel(
    h, F, kept, out, delta, N, L, every, D: tl.constexpr, W: tl.constexpr, P: tl.constexpr, T: tl.constexpr,
    KEEP: tl.constexpr, CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """States h (N, D) through all layers to out (N, D); those before layers 0, every, 2·every, … to kept."""
    row = (tl.program_id(0) * T + tl.arange(0, T)).to(tl.int64)[:, None]
    column = tl.arange(0, P)[None, :]
    matrix = F + tl.arange(0, P)[:, None] * P + column
    target = kept + row * W + column
    state = tl.load(h + row * D + column, mask=(row < N) & (column < D), other=0.0)
    for k in range(L):
        if KEEP:
            if k % every == 0:
                tl.store(target, state, mask=(row < N) & (column < W))
                target += N.to(tl.int64) * W
        state = advance(state, tl.load(matrix), delta, CONNECTION, ACTIVATION, PRECISION)
        matrix += P * P
    tl.store(out + row * D + column, state, mask=(row < N) & (column < D))


@triton.jit(do_not_specialize=["N", "L"])
def backward_kernel(
    states, F, g, factors, dh, delta, N, L, D: tl.constexpr, W: tl.constexpr, P: tl.constexpr,
    T: tl.constexpr, CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """The gradient g (N, D) in the output of L layers to dh (N, D) in their input.

    ``states`` (L, N, W) are the inputs of the layers; to ``factors`` (L, N, W) goes u, or g for linear_skip.
    """
    row = (tl.program_id(0) * T + tl.arange(0, T)).to(tl.int64)[:, None]
    column = tl.arange(0, P)[None, :]
    size = N.to(tl.int64) * W
    last = (L - 1).to(tl.int64)
    place = last * size + row * W + column
    matrix = F + last * P * P + tl.arange(0, P)[:, None] * P + column
    transpose = F + last * P * P + tl.arange(0, P)[:, None] + column * P
    whole = (row < N) & (column < W)
    gradient = tl.load(g + row * D + column, mask=(row < N) & (column < D), other=0.0)
    for _ in range(L):
        h = tl.load(states + place, mask=whole, other=0.0)
        if CONNECTION == "linear_skip":
            tl.store(factors + place, gradient, mask=whole)
            u = multiply(gradient, tl.load(transpose), PRECISION)
            gradient += slope(h, ACTIVATION) * u
        else:
            u = slope(multiply(h, tl.load(matrix), PRECISION), ACTIVATION) * gradient
            if CONNECTION == "skip":
                u = delta * u
            tl.store(factors + place, u, mask=whole)
            shift = multiply(u, tl.load(transpose), PRECISION)
            if CONNECTION == "skip":
                gradient += shift
            else:
                gradient = shift
        place -= size
        matrix -= P * P
        transpose -= P * P
    tl.store(dh + row * D + column, gradient, mask=(row < N) & (column < D))


@triton.jit(do_not_specialize=["N", "L"])
def plane_kernel(
    h, F, F1, F2, points, out, delta, N, L, D: tl.constexpr, P: tl.constexpr, T: tl.constexpr,
    CONNECTION: tl.constexpr, ACTIVATION: tl.constexpr, PRECISION: tl.constexpr,
):  # fmt: skip
    """States h (N, D) through the layers F + a F1 + b F2 to out (M, N, D), for every row (a, b) of points."""
    point = tl.program_id(1).to(tl.int64)
    row = (tl.program_id(0) * T + tl.arange(0, T)).to(tl.int64)[:, None]
    column = tl.arange(0, P)[None, :]
    matrix = tl.arange(0, P)[:, None] * P + column
    A0, A1, A2 = F + matrix, F1 + matrix, F2 + matrix
    a, b = tl.load(points + 2 * point), tl.load(points + 2 * point + 1)
    inside = (row < N) & (column < D)
    state = tl.load(h + row * D + column, mask=inside, other=0.0)
    for _ in range(L):
        B = tl.load(A0) + a * tl.load(A1) + b * tl.load(A2)
        if PRECISION == "bf16":
            B = B.to(tl.bfloat16)
        state = advance(state, B, delta, CONNECTION, ACTIVATION, PRECISION)
        A0 += P * P
        A1 += P * P
        A2 += P * P
    tl.store(out + (point * N + row) * D + column, state, mask=inside)
