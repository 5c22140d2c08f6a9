"""Tiling and threads: the batch is cut into tiles, every thread takes an equal run of them.

A thread has its own tape and its own sum of gradients; these are added in the order of the threads. So bits
repeat for a fixed number of threads, ``torch.get_num_threads()``. Nothing here runs in PyTorch's own, and a
forked process starts threads of its own: it waits for none that stayed behind in its parent.
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
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

    def forward(self, A: Array, h: Array, states: Array) -> Array:
        """States h (N, d) through all layers; what enters each of C stretches is left in states (C, N, W)."""
        h = np.ascontiguousarray(h)
        F, out = self.factors(A), empty(h.shape, like=h)
        kernel = forward_kernel(self.connection, self.activation, h.shape[1], h.itemsize)
        pieces = stretches(len(A), len(states))
        states[:1, :, : h.shape[1]] = h
        between = states[1 : len(pieces)]

        def work(thread: int, first: int, last: int) -> None:
            room = scratch(h)
            for piece, entering, leaving in zip(pieces, (h, *between), (*between, out), strict=True):
                kernel(entering, F[piece], self.delta, leaving, room, first, last)

        in_threads(work, tiles(h))
        return out

    def backward(self, A: Array, states: Array, g: Array) -> tuple[Array, Array]:
        """Gradients in A (L, d, d) and h (N, d), from the gradient g (N, d) in the output.

        The states (C, N, W) are those that enter C stretches, at least h itself.
        """
        g = np.ascontiguousarray(g)
        (L, d, _), P = A.shape, padded_width(A.shape[1], A.itemsize)
        F, Ft, dh = self.factors(A), self.factors(A[::-1], transposed=True), empty(g.shape, like=g)
        sums = empty((threads(tiles(g)), L, d * P), like=g)
        kernel = backward_kernel(self.connection, self.activation, d, g.itemsize)
        keeps_slopes = FORMULAS[self.activation].slope is None
        pieces, tile = stretches(L, len(states)), TILE * P
        longest = pieces[0].stop
        length = min(longest, max(ANCHOR, TAPE_BYTES // (tile * g.itemsize * (1 + keeps_slopes))))
        rows = -(-longest // length), -(-length // ANCHOR), length, length if keeps_slopes else 1
        rooms = [[*(empty((count, tile), like=g) for count in rows), scratch(g)] for _ in sums]

        def work(thread: int, first: int, last: int) -> None:
            sums[thread] = 0
            gradient = g
            for piece, entering in reversed(list(zip(pieces, states, strict=False))):
                back = slice(L - piece.stop, L - piece.start)
                kernel(
                    entering, F[piece], Ft[back], self.delta, gradient, dh, sums[thread, back],
                    *rooms[thread], first, last,
                )  # fmt: skip
                gradient = dh

        in_threads(work, tiles(g))
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


def stretches(L: int, states: int) -> list[slice]:
    """The layers between states that are kept; all of them where none is.

    >>> stretches(L=5, states=2)
    [slice(0, 3, None), slice(3, 5, None)]
    """
    K = -(-L // max(1, states))
    return [slice(first, min(first + K, L)) for first in range(0, L, K)]


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
    """Run ``work(thread, first, last)`` on equal runs of tasks, the first one in the thread that calls.

    Were it only to wait, the system would now and then put two of the others on its processor.
    """
    count = threads(tasks)
    bounds = [tasks * i // count for i in range(count + 1)]
    others = [helpers(count - 1).submit(work, i, bounds[i], bounds[i + 1]) for i in range(1, count)]
    try:
        work(0, bounds[0], bounds[1])
    finally:
        wait(others)
    for other in others:
        other.result()


@cache
def helpers(count: int) -> ThreadPoolExecutor:
    """Threads that wait for work between calls; starting them takes as long as hundreds of layers."""
    return ThreadPoolExecutor(count, "depthlimit")


if hasattr(os, "register_at_fork"):  # a forked process has none of its parent's threads
    os.register_at_fork(after_in_child=helpers.cache_clear)
