"""Tiling: the batch is cut into tiles, and every thread takes an equal run of them.

A thread has its own tape and its own sum of gradients, which are added in the order of the threads. So bits
repeat for a fixed number of threads, ``torch.get_num_threads()``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from depthlimit.nn.fused.contract import LayerSpec
from depthlimit.nn.fused.cpu.activations import FORMULAS
from depthlimit.nn.fused.cpu.kernels import ANCHOR, TILE, backward_kernel, forward_kernel, plane_kernel
from depthlimit.nn.fused.cpu.layers import LAYERS
from depthlimit.nn.fused.cpu.products import padded_width
from depthlimit.nn.fused.cpu.threads import run_in_threads, thread_count

Array = NDArray[Any]

TAPE_BYTES = 2**28
"""Of one thread's tape; deeper networks leave checkpoints."""
PLANE_BYTES = 2**26
"""Of outputs computed at once."""


@dataclass(frozen=True)
class TiledLayers:
    """Layers of a stack, applied to NumPy arrays of one type; their matrices A (L, d, d) are arguments."""

    spec: LayerSpec

    def factors(self, A: Array, transposed: bool = False) -> Array:
        """Return the matrices F that multiply states from the right, (L, d·P) with rows padded to P."""
        L, d, _ = A.shape
        F = aligned_empty((L, d, padded_width(d, A.itemsize)), like=A)
        F[:, :, :d] = A.swapaxes(1, 2) if LAYERS[self.spec.connection].transposed != transposed else A
        F[:, :, d:] = 0
        return F.reshape(L, -1)

    def forward(self, A: Array, h: Array, states: Array) -> Array:
        """Return the output for h (N, d), and write the inputs of C stretches to states (C, N, W)."""
        h = np.ascontiguousarray(h)
        F, out = self.factors(A), aligned_empty(h.shape, like=h)
        kernel = forward_kernel(self.spec.connection, self.spec.activation, h.shape[1], h.itemsize)
        pieces = stretches(len(A), len(states))
        states[:1, :, : h.shape[1]] = h
        between = states[1 : len(pieces)]

        def work(thread: int, first: int, last: int) -> None:
            workspace = three_tiles(h)
            for piece, source, target in zip(pieces, (h, *between), (*between, out), strict=True):
                kernel(source, F[piece], self.spec.delta, target, workspace, first, last)

        run_in_threads(work, tile_count(h))
        return out

    def backward(self, A: Array, states: Array, g: Array) -> tuple[Array, Array]:
        """Return the gradients in A (L, d, d) and h (N, d), from the gradient g (N, d) in the output.

        The states (C, N, W) are the inputs of C stretches, at least h itself.
        """
        g = np.ascontiguousarray(g)
        (L, d, _), P = A.shape, padded_width(A.shape[1], A.itemsize)
        F, Ft = self.factors(A), self.factors(A[::-1], transposed=True)
        dh = aligned_empty(g.shape, like=g)
        sums = aligned_empty((thread_count(tile_count(g)), L, d * P), like=g)
        kernel = backward_kernel(self.spec.connection, self.spec.activation, d, g.itemsize)
        keeps_slopes = FORMULAS[self.spec.activation].slope is None
        pieces, tile = stretches(L, len(states)), TILE * P
        longest = pieces[0].stop
        length = min(longest, max(ANCHOR, TAPE_BYTES // (tile * g.itemsize * (1 + keeps_slopes))))
        rows = -(-longest // length), -(-length // ANCHOR), length, length if keeps_slopes else 1
        workspaces = [
            [*(aligned_empty((count, tile), like=g) for count in rows), three_tiles(g)] for _ in sums
        ]

        def work(thread: int, first: int, last: int) -> None:
            sums[thread] = 0
            gradient = g
            for piece, source in reversed(list(zip(pieces, states, strict=False))):
                back = slice(L - piece.stop, L - piece.start)
                kernel(
                    source, F[piece], Ft[back], self.spec.delta, gradient, dh, sums[thread, back],
                    *workspaces[thread], first, last,
                )  # fmt: skip
                gradient = dh

        run_in_threads(work, tile_count(g))
        for other in sums[1:]:
            sums[0] += other
        return sums[0].reshape(L, d, P)[::-1, :, :d].copy(), dh

    def plane(self, A: Array, D1: Array, D2: Array, h: Array, points: Array) -> Iterator[Array]:
        """Yield the output (N, d) of layers ``A + a D1 + b D2`` for each row (a, b) of ``points`` (M, 2)."""
        h, points = np.ascontiguousarray(h), np.ascontiguousarray(points)
        F, F1, F2 = (self.factors(matrices) for matrices in (A, D1, D2))
        kernel = plane_kernel(self.spec.connection, self.spec.activation, h.shape[1], h.itemsize)
        size = max(1, PLANE_BYTES // max(1, h.nbytes))
        for start in range(0, len(points), size):
            portion = points[start : start + size]
            out = aligned_empty((len(portion), *h.shape), like=h)

            def work(thread: int, first: int, last: int, portion: Array = portion, out: Array = out) -> None:
                matrix = aligned_empty(F.shape[1:], like=h)
                kernel(h, F, F1, F2, self.spec.delta, portion, out, three_tiles(h), matrix, first, last)

            run_in_threads(work, len(portion) * tile_count(h))
            yield from out


def stretches(L: int, states: int) -> list[slice]:
    """Return the layers between kept states, or all layers if no state is kept.

    >>> stretches(L=5, states=2)
    [slice(0, 3, None), slice(3, 5, None)]
    """
    K = -(-L // max(1, states))
    return [slice(first, min(first + K, L)) for first in range(0, L, K)]


def aligned_empty(shape: tuple[int, ...], like: Array) -> Array:
    """Return an uninitialised array that is aligned for vectors: PyTorch aligns to 64 bytes, NumPy to 16."""
    dtype = torch.float32 if like.itemsize == 4 else torch.float64
    return torch.empty(shape, dtype=dtype, device="cpu").numpy()


def three_tiles(h: Array) -> Array:
    """Return the workspace of one thread, three tiles."""
    return aligned_empty((3, TILE * padded_width(h.shape[1], h.itemsize)), like=h)


def tile_count(h: Array) -> int:
    """Return the number of tiles of a batch (N, d); the last one may be short."""
    return -(-len(h) // TILE)
