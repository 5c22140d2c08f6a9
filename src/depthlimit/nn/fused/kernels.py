"""The factory of kernels: a tile of the batch is carried through all layers, forward and back.

Symbols: T samples of a tile, D the width of a state, P the same with padding; h (N, D) states; F (L, D·P) the
matrices that multiply them; tile, z, gradient (T·P) flat; s and p the tapes. What is read on the way back
(the transposes Ft, the sums dA, the tapes) lies in the order in which it is read then, the last layer first:
processors fetch ahead upwards.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.activations import FORMULAS
from depthlimit.nn.fused.announcement import Announcement
from depthlimit.nn.fused.jit import event, for_signature, types
from depthlimit.nn.fused.layers import LAYERS
from depthlimit.nn.fused.loading import copy, load, load_gradient, store
from depthlimit.nn.fused.prefetching import prefetch

TILE = 64  # samples: enough to be worth reading a matrix for, few enough to stay in the first cache
ANCHOR = 32  # layers after which the state on the way back is the exact one of the way forward again

Kernel = Callable[..., None]

# Numba notices that a kernel is out of date by the file it stands in; this stands for the other files.
SOURCES = hashlib.sha256(
    b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()


@cache
def forward_kernel(connection: ConnectionName, activation: ActivationName, d: int, itemsize: int) -> Kernel:
    """``(h, F, δ, out, scratch, first, last)``: the tiles first … last − 1 of h through all layers."""
    advance, formulas = LAYERS[connection].forward, FORMULAS[activation]
    sigma, near_zero = formulas.pair, formulas.near_zero
    T, D, sources = TILE, d, SOURCES

    def forward(h, F, delta, out, scratch, first, last):  # type: ignore[no-untyped-def]
        sources  # noqa: B018  (a part of the key under which Numba keeps the kernel)
        tile, z = scratch[0], scratch[1]
        for n in range(first, last):
            load(tile, h, n * T, T, D)
            for k in range(len(F)):
                prefetch(F[min(k + 1, len(F) - 1)])
                advance(sigma, near_zero, tile, z, F[k], delta, T, D)
            store(out, tile, n * T, T, D)

    return compiled(forward, f"{connection}, {activation}, d={d}", itemsize, [2, 2, 0, 2, 2])


@cache
def backward_kernel(connection: ConnectionName, activation: ActivationName, d: int, itemsize: int) -> Kernel:
    """``(h, F, Ft, δ, g, dh, dA, checkpoints, anchors, s, p, scratch, first, last)``: the gradients.

    Every tile goes forward through the L layers, leaves a checkpoint wherever a tape would be full, and comes
    back tape by tape. The gradient g in the output becomes dh, which may be g; dA (L, D·P) is added to. There
    may be more checkpoints than are needed.
    """
    layer, formulas = LAYERS[connection], FORMULAS[activation]
    advance, recorded, adjoint = layer.forward, layer.recorded, layer.adjoint
    sigma, slope, near_zero = formulas.pair, formulas.slope, formulas.near_zero
    T, D, sources = TILE, d, SOURCES

    def backward(h, F, Ft, delta, g, dh, dA, checkpoints, anchors, s, p, scratch, first, last):  # type: ignore[no-untyped-def]
        sources  # noqa: B018
        tile, z, gradient = scratch[0], scratch[1], scratch[2]
        L, length = len(F), len(s)
        segments = -(-L // length)
        for n in range(first, last):
            load(tile, h, n * T, T, D)
            for c in range(segments):
                copy(checkpoints[c], tile)
                if c < segments - 1:
                    for k in range(c * length, (c + 1) * length):
                        advance(sigma, near_zero, tile, z, F[k], delta, T, D)
            load_gradient(gradient, g, n * T, T, D)
            for c in range(segments - 1, -1, -1):
                start = c * length
                steps = min(length, L - start)
                copy(tile, checkpoints[c])
                for k in range(steps):
                    if k % ANCHOR == 0:
                        copy(anchors[k // ANCHOR], tile)
                    row = steps - 1 - k
                    prefetch(F[min(start + k + 1, L - 1)])
                    prefetch(s[max(row - 1, 0)])
                    recorded(
                        sigma, near_zero, slope, tile, z, F[start + k], delta, s[row], p[row % len(p)], T, D
                    )
                for row in range(steps):
                    k = steps - 1 - row
                    back = L - 1 - (start + k)
                    before = s[row + 1] if k > 0 else checkpoints[c]
                    prefetch(Ft[min(back + 1, L - 1)])
                    prefetch(dA[min(back + 1, L - 1)])
                    prefetch(s[min(row + 1, steps - 1)])
                    adjoint(
                        slope, gradient, z, tile, Ft[back], delta, s[row], before, p[row % len(p)], dA[back],
                        T, D,
                    )  # fmt: skip
                    if k % ANCHOR == 0:
                        copy(tile, anchors[k // ANCHOR])
            store(dh, gradient, n * T, T, D)

    ranks = [2, 2, 2, 0, 2, 2, 2, 2, 2, 2, 2, 2]
    return compiled(backward, f"{connection}, {activation}, d={d}, gradients", itemsize, ranks)


@cache
def plane_kernel(connection: ConnectionName, activation: ActivationName, d: int, itemsize: int) -> Kernel:
    """``(h, F, F1, F2, δ, points, out, scratch, matrix, first, last)``: h through F + a F1 + b F2.

    The tasks first … last − 1 are the tiles at the first point (a, b), then those at the second, and so on.
    """
    advance, formulas = LAYERS[connection].forward, FORMULAS[activation]
    sigma, near_zero = formulas.pair, formulas.near_zero
    T, D, sources = TILE, d, SOURCES

    def plane(h, F, F1, F2, delta, points, out, scratch, matrix, first, last):  # type: ignore[no-untyped-def]
        sources  # noqa: B018
        tile, z = scratch[0], scratch[1]
        tiles = -(-len(h) // T)
        for task in range(first, last):
            point, n = task // tiles, task % tiles
            a, b = points[point, 0], points[point, 1]
            load(tile, h, n * T, T, D)
            for k in range(len(F)):
                for m in range(len(matrix)):
                    matrix[m] = F[k, m] + a * F1[k, m] + b * F2[k, m]
                advance(sigma, near_zero, tile, z, matrix, delta, T, D)
            store(out[point], tile, n * T, T, D)

    ranks = [2, 2, 2, 2, 0, 2, 3, 2, 1]
    return compiled(plane, f"{connection}, {activation}, d={d}, planes", itemsize, ranks)


def compiled(function: Any, name: str, itemsize: int, ranks: list[int]) -> Kernel:
    """A kernel for arrays of these ranks (0: a number) and two integers; it is kept for other processes."""
    real = types.float32 if itemsize == 4 else types.float64
    arguments = [types.Array(real, rank, "C") if rank else real for rank in ranks]
    with event.install_listener("numba:compile", Announcement(name)):
        kernel: Kernel = for_signature(function, types.void(*arguments, types.int64, types.int64))
    return kernel
