"""Launches: tensors in, tensors out. Symbols as in `kernels` and `engines`."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import torch
from torch import Tensor

from depthlimit.nn.activations import ACTIVATIONS
from depthlimit.nn.fused.engines import Layers, room, state_bytes
from depthlimit.nn.fused.gpu import kernels, memory
from depthlimit.nn.fused.gpu.tiling import Tiling, padded, stored, tiling

PLANE_BYTES = 2**27  # of matrices at once
MOST_STACKS = 65_535  # of a launch: the second axis of a grid
SUMMED = 1024  # samples in a product: longer sums in float32 lose digits


class GPUEngine:
    """See `Engine`."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.linear = layers.connection in ("linear_skip", "inc_skip")

    def kept(self, A: Tensor, h: Tensor) -> int:
        """As the free memory allows."""
        L = len(A)
        K = memory.keep_every(L, state_bytes(A, h), memory.free_memory(h.device))
        return -(-L // K)

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """The output (N, d) and the kept states; h may come with rows of W numbers, as it is kept."""
        states = room(A, h, kept)
        return self.through(A[None], h, states)[0], states

    def through(self, stacks: Tensor, h: Tensor, states: Tensor) -> Tensor:
        """Outputs (M, N, d) of M stacks (M, L, d, d), in one launch; of a single one states may be kept."""
        (M, L, d, _), N = stacks.shape, len(h)
        h = h[:, :d].contiguous()
        out = h.new_empty(M, N, d)
        if out.numel():
            sizes = tiling(M * N, d, processors(h.device))
            kernels.forward_kernel[(sizes.tiles(N), M)](
                h, self.matrices(stacks), states, out, self.layers.delta, N, L, -(-L // max(1, len(states))),
                W=stored(d), KEEP=len(states) > 0, **self.options(sizes, d),
            )  # fmt: skip
        return out

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
        sums = left.new_zeros(len(left), left.shape[2], right.shape[2])
        with torch.autocast(left.device.type, enabled=False):
            for factors in zip(left.split(SUMMED, 1), right.split(SUMMED, 1), strict=True):
                a, b = (x.bfloat16() if self.layers.precision == "bf16" else x for x in factors)
                sums += torch.bmm(a.mT, b)
        return sums

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs on a plane: the stacks of many points in a launch."""
        a_stack = max(1, len(A) * padded(A.shape[1]) ** 2 * A.itemsize)
        for some in points.split(min(MOST_STACKS, max(1, PLANE_BYTES // a_stack))):
            a, b = some.T[..., None, None, None]
            yield from self.through(A + a * D1 + b * D2, h, room(A, h, 0))

    def longest_piece(self, kept: Tensor) -> int:
        """How many layers go back at a time when every state was kept."""
        return memory.longest_piece(len(kept), kept[0].nbytes, memory.free_memory(kept.device))

    def matrices(self, A: Tensor) -> Tensor:
        """The matrices F (…, P, P) that multiply states from the right, padded with zeros."""
        d = A.shape[-1]
        kind = torch.bfloat16 if self.layers.precision == "bf16" else A.dtype
        F = A.new_zeros(*A.shape[:-2], padded(d), padded(d), dtype=kind)
        F[..., :d, :d] = A if self.linear else A.mT
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
