"""Tiling and threads: the batch is cut into tiles, every thread takes an equal run of them.

A thread has its own tape and its own sum of gradients; these are added in the order of the threads. So bits
repeat for a fixed number of threads, ``torch.get_num_threads()``. The threads live as long as the call, and
nothing here runs in PyTorch's own: a forked process inherits no thread and waits for none.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.activations import FORMULAS
from depthlimit.nn.fused.kernels import ANCHOR, TILE, backward_kernel, forward_kernel, plane_kernel
from depthlimit.nn.fused.layers import LAYERS
from depthlimit.nn.fused.products import padded_width

Array = NDArray[Any]

TAPE_BYTES = 2**28  # of one thread; deeper networks leave checkpoints
PLANE_BYTES = 2**26  # of outputs at once


@dataclass(frozen=True)
class Layers:
    """What a stack of layers is, apart from its matrices A (L, d, d). All arrays are of one type."""

    connection: ConnectionName
    activation: ActivationName
    delta: float

    def factors(self, A: Array, transposed: bool = False) -> Array:
        """The matrices F that multiply states (rows) from the right, (L, d·P) with rows padded to P."""
        L, d, _ = A.shape
        F = empty((L, d, padded_width(d, A.itemsize)), like=A)
        F[:, :, :d] = A.swapaxes(1, 2) if LAYERS[self.connection].transposed != transposed else A
        F[:, :, d:] = 0
        return F.reshape(L, -1)

    def forward(self, A: Array, h: Array) -> Array:
        """States (N, d) through all layers; nothing is kept but the output."""
        h = np.ascontiguousarray(h)
        F, out = self.factors(A), empty(h.shape, like=h)
        kernel = forward_kernel(self.connection, self.activation, h.shape[1], h.itemsize)

        def work(thread: int, first: int, last: int) -> None:
            kernel(h, F, self.delta, out, scratch(h), first, last)

        in_threads(work, tiles(h))
        return out

    def backward(self, A: Array, h: Array, g: Array) -> tuple[Array, Array]:
        """Gradients in A (L, d, d) and h (N, d), from the gradient g (N, d) in the output."""
        h, g = np.ascontiguousarray(h), np.ascontiguousarray(g)
        (L, d, _), P = A.shape, padded_width(A.shape[1], A.itemsize)
        F, Ft, dh = self.factors(A), self.factors(A[::-1], transposed=True), empty(h.shape, like=h)
        sums = empty((threads(tiles(h)), L, d * P), like=h)
        kernel = backward_kernel(self.connection, self.activation, d, h.itemsize)
        keeps_slopes = FORMULAS[self.activation].slope is None
        tile = TILE * P
        length = min(L, max(ANCHOR, TAPE_BYTES // (tile * h.itemsize * (1 + keeps_slopes))))
        rows = -(-L // length), -(-length // ANCHOR), length, length if keeps_slopes else 1

        def work(thread: int, first: int, last: int) -> None:
            sums[thread] = 0
            checkpoints, anchors, s, p = (empty((count, tile), like=h) for count in rows)
            kernel(
                h, F, Ft, self.delta, g, dh, sums[thread], checkpoints, anchors, s, p, scratch(h), first, last
            )

        in_threads(work, tiles(h))
        for other in sums[1:]:
            sums[0] += other
        return sums[0].reshape(L, d, P)[::-1, :, :d].copy(), dh

    def plane(self, A: Array, D1: Array, D2: Array, h: Array, points: Array) -> Iterator[Array]:
        """Outputs (N, d) of the layers ``A + a D1 + b D2``, one for each row (a, b) of ``points`` (M, 2)."""
        h, points = np.ascontiguousarray(h), np.ascontiguousarray(points)
        F, F1, F2 = (self.factors(matrices) for matrices in (A, D1, D2))
        kernel = plane_kernel(self.connection, self.activation, h.shape[1], h.itemsize)
        portion = max(1, PLANE_BYTES // max(1, h.nbytes))
        for start in range(0, len(points), portion):
            some = points[start : start + portion]
            out = empty((len(some), *h.shape), like=h)

            def work(thread: int, first: int, last: int, some: Array = some, out: Array = out) -> None:
                matrix = empty(F.shape[1:], like=h)
                kernel(h, F, F1, F2, self.delta, some, out, scratch(h), matrix, first, last)

            in_threads(work, len(some) * tiles(h))
            yield from out


def empty(shape: tuple[int, ...], like: Array) -> Array:
    """Memory that begins where a vector may begin: PyTorch aligns to 64 bytes, NumPy to 16."""
    dtype = torch.float32 if like.itemsize == 4 else torch.float64
    return torch.empty(shape, dtype=dtype, device="cpu").numpy()


def scratch(h: Array) -> Array:
    """Room of one thread for three tiles."""
    return empty((3, TILE * padded_width(h.shape[1], h.itemsize)), like=h)


def tiles(h: Array) -> int:
    """How many tiles a batch (N, d) is cut into; the last one may be short."""
    return -(-len(h) // TILE)


def threads(tasks: int) -> int:
    """How many threads share the tasks."""
    return max(1, min(torch.get_num_threads(), tasks))


def in_threads(work: Callable[[int, int, int], None], tasks: int) -> None:
    """Run ``work(thread, first, last)`` on equal runs of tasks, each in a thread of its own."""
    count = threads(tasks)
    bounds = [tasks * i // count for i in range(count + 1)]
    if count == 1:
        work(0, 0, tasks)
        return
    with ThreadPoolExecutor(count) as pool:
        for _ in pool.map(work, range(count), bounds[:-1], bounds[1:]):
            pass
