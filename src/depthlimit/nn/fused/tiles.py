"""Tiling and threads: the batch is cut into tiles, every thread takes an equal run of them.

A thread has its own tape and its own sum of gradients; these are added in the order of the threads. So bits
repeat for a fixed number of threads, ``torch.get_num_threads()``. The threads live as long as the call: a
forked process inherits none and waits for none.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.activations import FORMULAS
from depthlimit.nn.fused.kernels import ANCHOR, backward_kernel, forward_kernel, plane_kernel, tile_size
from depthlimit.nn.fused.layers import LAYERS
from depthlimit.nn.fused.products import padded_width

TAPE_BYTES = 2**27  # of one thread; deeper networks leave checkpoints
PLANE_BYTES = 2**26  # of outputs at once


@dataclass(frozen=True)
class Layers:
    """What a stack of layers is, apart from its matrices."""

    connection: ConnectionName
    activation: ActivationName
    delta: float

    def factors(self, A: Tensor, transposed: bool = False) -> Tensor:
        """The matrices F that multiply states (rows) from the right, (L, d·P) with rows padded to P."""
        d = A.shape[-1]
        matrices = A.mT if LAYERS[self.connection].transposed != transposed else A
        padding = padded_width(d, A.itemsize) - d
        return functional.pad(matrices, (0, padding)).contiguous().flatten(1)

    def forward(self, A: Tensor, h: Tensor) -> Tensor:
        """States (N, d) through all layers A (L, d, d); nothing is kept but the output."""
        h = h.contiguous()
        F, out = self.factors(A), torch.empty_like(h)
        kernel = forward_kernel(self.connection, self.activation, h.shape[1], h.itemsize)

        def work(thread: int, first: int, last: int) -> None:
            kernel(*arrays(h, F), self.delta, *arrays(out, scratch(h)), first, last)

        in_threads(work, tiles(h))
        return out

    def backward(self, A: Tensor, h: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients in A (L, d, d) and h (N, d), from the gradient g (N, d) in the output."""
        h, g = h.contiguous(), g.contiguous()
        (L, d, _), P = A.shape, padded_width(A.shape[1], A.itemsize)
        F, Ft, dh = self.factors(A), self.factors(A.flip(0), transposed=True), torch.empty_like(h)
        sums = h.new_zeros(threads(tiles(h)), L, d * P)
        kernel = backward_kernel(self.connection, self.activation, d, h.itemsize)
        keeps_slopes = FORMULAS[self.activation].slope is None
        numbers = tile_size(d) * P
        length = min(L, max(ANCHOR, TAPE_BYTES // (numbers * h.itemsize * (1 + keeps_slopes))))

        def work(thread: int, first: int, last: int) -> None:
            rows = -(-L // length), -(-length // ANCHOR), length, length if keeps_slopes else 1
            checkpoints, anchors, s, p = (h.new_empty(count, numbers) for count in rows)
            kernel(
                *arrays(h, F, Ft), self.delta, *arrays(g, dh, sums[thread]),
                *arrays(checkpoints, anchors, s, p, scratch(h)), first, last,
            )  # fmt: skip

        in_threads(work, tiles(h))
        for other in sums[1:]:
            sums[0] += other
        return sums[0].view(L, d, P)[:, :, :d].flip(0), dh

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs (N, d) of the layers ``A + a D1 + b D2``, one for each row (a, b) of ``points`` (M, 2)."""
        h, points = h.contiguous(), points.to(h.dtype).contiguous()
        F, F1, F2 = (self.factors(matrices) for matrices in (A, D1, D2))
        kernel = plane_kernel(self.connection, self.activation, h.shape[1], h.itemsize)
        for some in torch.split(points, max(1, PLANE_BYTES // max(1, h.nbytes))):
            out = h.new_empty(len(some), *h.shape)

            def work(thread: int, first: int, last: int, some: Tensor = some, out: Tensor = out) -> None:
                matrix = torch.empty_like(F[0])
                kernel(*arrays(h, F, F1, F2), self.delta, *arrays(some, out, scratch(h), matrix), first, last)

            in_threads(work, len(some) * tiles(h))
            yield from out


def arrays(*tensors: Tensor) -> list[object]:
    """The same memory, as NumPy arrays."""
    return [tensor.detach().numpy() for tensor in tensors]


def scratch(h: Tensor) -> Tensor:
    """Room of one thread for three tiles."""
    return h.new_empty(3, tile_size(h.shape[1]) * padded_width(h.shape[1], h.itemsize))


def tiles(h: Tensor) -> int:
    """How many tiles a batch (N, d) is cut into; the last one may be short."""
    return -(-len(h) // tile_size(h.shape[1]))


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
