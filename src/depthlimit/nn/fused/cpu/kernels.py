"""Factory of the kernels: forward and backward pass of a tile of the batch through all layers.

Symbols: T samples of a tile, D the width of a state, P the same with padding; h (N, D) states; F (L, D·P) the
matrices that multiply them; tile, z, gradient (T·P) flat; s and p the tapes. The arrays read in the backward
pass (the transposes Ft, the sums dA, the tapes) are stored in the order in which they are read, the last
layer first: CPUs prefetch upwards.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import polynomials
from depthlimit.nn.fused.cpu.activations import FORMULAS
from depthlimit.nn.fused.cpu.announcement import Announcement
from depthlimit.nn.fused.cpu.jit import event, for_signature, types
from depthlimit.nn.fused.cpu.layers import LAYERS
from depthlimit.nn.fused.cpu.loading import copy, load, load_gradient, store
from depthlimit.nn.fused.cpu.prefetching import prefetch

TILE = 64
"""Samples: enough to be worth reading a matrix for, few enough to stay in the first-level cache."""
ANCHOR = 32
"""Layers after which the backward pass replaces the recomputed state by that of the forward pass."""

Kernel = Callable[..., None]

FILES = [*sorted(Path(__file__).parent.glob("*.py")), Path(polynomials.__file__)]
SOURCES = hashlib.sha256(b"".join(file.read_bytes() for file in FILES)).hexdigest()
"""Hash of all sources of a kernel; Numba itself only checks the file that defines it."""


@cache
def forward_kernel(connection: ConnectionName, activation: ActivationName, d: int, itemsize: int) -> Kernel:
    """Return ``(h, F, δ, out, scratch, first, last)``: it writes the output of tiles first … last − 1."""
    advance, formulas = LAYERS[connection].forward, FORMULAS[activation]
    sigma, near_zero = formulas.pair, formulas.near_zero
    T, D, sources = TILE, d, SOURCES

    def forward(h, F, delta, out, scratch, first, last):  # type: ignore[no-untyped-def]
        sources  # noqa: B018  (a part of the key of Numba's cache)
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
    """Return ``(h, F, Ft, δ, g, dh, dA, checkpoints, anchors, s, p, scratch, first, last)``: backward pass.

    For every tile the forward pass through the L layers stores a checkpoint wherever a tape would be full;
    the backward pass then goes tape by tape. From the gradient g in the output it writes dh, which may be g,
    and adds to dA (L, D·P). There may be more checkpoints than are needed.
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
    """Return ``(h, F, F1, F2, δ, points, out, scratch, matrix, first, last)``: layers F + a F1 + b F2.

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
    """Return a kernel for arrays of these ranks (0: a number) and two integers, cached on disk."""
    real = types.float32 if itemsize == 4 else types.float64
    arguments = [types.Array(real, rank, "C") if rank else real for rank in ranks]
    with event.install_listener("numba:compile", Announcement(name)):
        kernel: Kernel = for_signature(function, types.void(*arguments, types.int64, types.int64))
    return kernel
