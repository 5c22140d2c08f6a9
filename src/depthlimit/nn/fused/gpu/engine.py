"""Launches: tensors in, tensors out. Symbols as in `kernels` and `engines`."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import torch
from torch import Tensor

from depthlimit.nn.activations import ACTIVATIONS
from depthlimit.nn.fused.engines import Layers, room
from depthlimit.nn.fused.gpu import kernels, memory
from depthlimit.nn.fused.gpu.tiling import Tiling, padded, stored, tiling

PLANE_BYTES = 2**26  # of outputs at once
MOST_POINTS = 65_535  # of a launch: the second axis of a grid


class GPUEngine:
    """See `Engine`."""

    keeps = True

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.linear = layers.connection in ("linear_skip", "inc_skip")

    def kept(self, A: Tensor, h: Tensor) -> int:
        """As the free memory allows."""
        (L, d, _), N = A.shape, len(h)
        K = memory.keep_every(L, N * stored(d) * h.itemsize, memory.free_memory(h.device))
        return -(-L // K)

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """The output (N, d) and the kept states; h may come with rows of W numbers, as it is kept."""
        (L, d, _), N = A.shape, len(h)
        h = h[:, :d].contiguous()
        out, states = torch.empty_like(h), room(A, h, kept)
        if N:
            sizes = tiling(N, d, processors(h.device))
            kernels.forward_kernel[(sizes.tiles(N),)](
                h, self.matrices(A), states, out, self.layers.delta, N, L, -(-L // max(1, kept)), W=stored(d),
                KEEP=kept > 0, **self.options(sizes, d),
            )  # fmt: skip
        return out, states

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients in A and h, piece by piece from the last layer to the first."""
        L, dA, g = len(A), torch.empty_like(A, memory_format=torch.contiguous_format), g.contiguous()
        every_state = len(kept) == L
        length = self.longest_piece(kept) if every_state else -(-L // len(kept))
        for first in reversed(range(0, L, length)):
            piece = slice(first, first + length)
            if every_state:
                states = kept[piece]
            else:
                _, states = self.forward(A[piece], kept[first // length], len(A[piece]))
            dA[piece], g = self.piece_backward(A[piece], states, g)
        return dA, g

    def piece_backward(self, A: Tensor, states: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """The same for layers of which all inputs (L, N, W) are there."""
        (L, d, _), N = A.shape, len(g)
        factors, dh = torch.empty_like(states), torch.empty_like(g)
        if N:
            sizes = tiling(N, d, processors(g.device))
            kernels.backward_kernel[(sizes.tiles(N),)](
                states, self.matrices(A), g, factors, dh, self.layers.delta, N, L, W=stored(d),
                **self.options(sizes, d),
            )  # fmt: skip
        if self.linear:
            return self.products(ACTIVATIONS[self.layers.activation](states), factors)[:, :d, :d], dh
        return self.products(factors, states)[:, :d, :d], dh

    def products(self, left: Tensor, right: Tensor) -> Tensor:
        """``leftᵀ right`` for every layer, sums over the samples: (L, W, W)."""
        with torch.autocast(left.device.type, enabled=False):
            if self.layers.precision == "bf16":  # as autocast would do
                left, right = left.bfloat16(), right.bfloat16()
            return torch.bmm(left.transpose(1, 2), right)

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs on a plane: many points in a launch."""
        (L, d, _), N = A.shape, len(h)
        h, points = h.contiguous(), points.contiguous()
        matrices = [self.matrices(path, rounded=False) for path in (A, D1, D2)]
        for some in points.split(min(MOST_POINTS, max(1, PLANE_BYTES // max(1, h.nbytes)))):
            out = h.new_empty(len(some), N, d)
            if N:
                sizes = tiling(N * len(some), d, processors(h.device))
                kernels.plane_kernel[(sizes.tiles(N), len(some))](
                    h, *matrices, some, out, self.layers.delta, N, L, **self.options(sizes, d)
                )
            yield from out

    def longest_piece(self, kept: Tensor) -> int:
        """How many layers go back at a time when every state was kept."""
        return memory.longest_piece(len(kept), kept[0].nbytes, memory.free_memory(kept.device))

    def matrices(self, A: Tensor, rounded: bool = True) -> Tensor:
        """The matrices F (L, P, P) that multiply states from the right, padded with zeros."""
        L, d, _ = A.shape
        kind = torch.bfloat16 if rounded and self.layers.precision == "bf16" else A.dtype
        F = A.new_zeros(L, padded(d), padded(d), dtype=kind)
        F[:, :d, :d] = A if self.linear else A.mT
        return F

    def options(self, sizes: Tiling, d: int) -> dict[str, Any]:
        """What every kernel is compiled for."""
        return {
            "D": d,
            "P": sizes.P,
            "T": sizes.T,
            "CONNECTION": "linear_skip" if self.linear else self.layers.connection,
            "ACTIVATION": self.layers.activation,
            "PRECISION": self.layers.precision,
            "num_warps": sizes.warps,
            "num_stages": sizes.stages,
            "enable_fp_fusion": True,
        }


@cache
def processors(device: torch.device) -> int:
    """Multiprocessors of the card; one where Triton's interpreter plays it."""
    if device.type != "cuda":
        return 1
    return int(torch.cuda.get_device_properties(device).multi_processor_count)
