"""The GPU engine: tensors in, launches of kernels, tensors out. Symbols as in `kernels` and `contract`."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import torch
from torch import Tensor

from depthlimit.nn.activations import ACTIVATIONS
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.contract import LayerSpec, kept_states, state_bytes, stored_width
from depthlimit.nn.fused.gpu import kernels, memory
from depthlimit.nn.fused.gpu.tiling import Tiling, padded_width, tiling

PLANE_BYTES = 2**27
"""Of matrices in one launch."""
MOST_STACKS = 65_535
"""Of one launch: the second axis of a grid."""
SUMMED = 1024
"""Samples in a matrix product: longer sums in float32 lose digits."""

RULES: dict[ConnectionName, str] = {
    "none": "none",
    "skip": "skip",
    "linear_skip": "linear_skip",
    "inc_skip": "linear_skip",
}
"""The branch of the kernels that computes a connection."""


class GPUEngine:
    """Fused engine for tensors on a GPU; see `Engine`."""

    def __init__(self, spec: LayerSpec) -> None:
        self.spec = spec
        self.rule = RULES[spec.connection]
        self.linear = self.rule == "linear_skip"

    def kept(self, A: Tensor, h: Tensor) -> int:
        """Return the number of states to keep, as the free memory allows."""
        L = len(A)
        K = memory.keep_every(L, state_bytes(A, h), memory.free_memory(h.device))
        return -(-L // K)

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """Return the output (N, d) and the kept states; h may have rows of W numbers, as a kept state has."""
        states = kept_states(A, h, kept)
        return self.launch_forward(A[None], h, states)[0], states

    def launch_forward(self, stacks: Tensor, h: Tensor, states: Tensor) -> Tensor:
        """Return the outputs (M, N, d) of M stacks (M, L, d, d); states may be kept of a single one."""
        (M, L, d, _), N = stacks.shape, len(h)
        h = h[:, :d].contiguous()
        out = h.new_empty(M, N, d)
        if out.numel():
            sizes = tiling(M * N, d, multiprocessors(h.device))
            kernels.forward_kernel[(sizes.tiles(N), M)](
                h, self.matrices(stacks), states, out, self.spec.delta, N, L, -(-L // max(1, len(states))),
                W=stored_width(d), KEEP=len(states) > 0, **self.options(sizes, d),
            )  # fmt: skip
        return out

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients in A and h, computed piece by piece from the last layer to the first."""
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
        """Return the gradients in A and h of layers all of whose inputs (L, N, W) are given."""
        (L, d, _), N = A.shape, len(g)
        factors, dh = torch.empty_like(states), torch.empty_like(g)
        if N:
            sizes = tiling(N, d, multiprocessors(g.device))
            kernels.backward_kernel[(sizes.tiles(N),)](
                states, self.matrices(A), g, factors, dh, self.spec.delta, N, L, W=stored_width(d),
                **self.options(sizes, d),
            )  # fmt: skip
        if self.linear:
            return self.products(ACTIVATIONS[self.spec.activation](states), factors)[:, :d, :d], dh
        return self.products(factors, states)[:, :d, :d], dh

    def products(self, left: Tensor, right: Tensor) -> Tensor:
        """Return ``leftᵀ right`` for every layer, a sum over the samples, shape (L, W, W)."""
        sums = left.new_zeros(len(left), left.shape[2], right.shape[2])
        with torch.autocast(left.device.type, enabled=False):
            for factors in zip(left.split(SUMMED, 1), right.split(SUMMED, 1), strict=True):
                a, b = (x.bfloat16() if self.spec.precision == "bf16" else x for x in factors)
                sums += torch.bmm(a.mT, b)
        return sums

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Yield the outputs on a plane; one launch computes the stacks of many points."""
        stack_bytes = max(1, len(A) * padded_width(A.shape[1]) ** 2 * A.itemsize)
        for portion in points.split(min(MOST_STACKS, max(1, PLANE_BYTES // stack_bytes))):
            a, b = portion.T[..., None, None, None]
            yield from self.launch_forward(A + a * D1 + b * D2, h, kept_states(A, h, 0))

    def longest_piece(self, kept: Tensor) -> int:
        """Return how many layers are differentiated at a time when every state was kept."""
        return memory.longest_piece(len(kept), kept[0].nbytes, memory.free_memory(kept.device))

    def matrices(self, A: Tensor) -> Tensor:
        """Return the matrices F (…, P, P) that multiply states from the right, padded with zeros."""
        d, P = A.shape[-1], padded_width(A.shape[-1])
        dtype = torch.bfloat16 if self.spec.precision == "bf16" else A.dtype
        F = A.new_zeros(*A.shape[:-2], P, P, dtype=dtype)
        F[..., :d, :d] = A if self.linear else A.mT
        return F

    def options(self, sizes: Tiling, d: int) -> dict[str, Any]:
        """Return the constants and options that every kernel is compiled with."""
        return {
            "D": d,
            "P": sizes.P,
            "T": sizes.T,
            "CONNECTION": self.rule,
            "ACTIVATION": self.spec.activation,
            "PRECISION": self.spec.precision,
            "num_warps": sizes.warps,
            "num_stages": sizes.stages,
            "enable_fp_fusion": True,
        }


@cache
def multiprocessors(device: torch.device) -> int:
    """Return the number of multiprocessors of a GPU; one in Triton's interpreter."""
    if device.type != "cuda":
        return 1
    return int(torch.cuda.get_device_properties(device).multi_processor_count)
