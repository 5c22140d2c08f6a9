"""Launches: tensors in, tensors out. Symbols as in `kernels`; K layers stand between two kept states."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import torch
from torch import Tensor

from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.gpu import kernels, memory
from depthlimit.nn.fused.gpu.tiling import Tiling, padded, tiling

Precision = Literal["ieee", "tf32", "bf16"]

PLANE_BYTES = 2**26  # of outputs at once
MOST_POINTS = 65_535  # of a launch: the second axis of a grid


@dataclass(frozen=True)
class Layers:
    """What a stack of layers is, apart from its matrices A (L, d, d).

    Attributes:
        connection: the rule of connection.
        activation: the function σ.
        delta: the step δ of a layer.
        precision: of products: float32 (ieee), or factors rounded to TensorFloat-32 or bfloat16.
    """

    connection: ConnectionName
    activation: ActivationName
    delta: float
    precision: Precision

    def forward(self, A: Tensor, h: Tensor, keep_every: int) -> tuple[Tensor, Tensor]:
        """States (N, d) through all layers, and those before every K-th layer, (⌈L/K⌉, N, W); none for K = 0.

        States may come with rows of W numbers, as they are kept.
        """
        (L, d, _), N = A.shape, len(h)
        sizes = tiling(N, d, processors(h.device))
        h = h[:, :d].contiguous()
        out, kept = torch.empty_like(h), h.new_empty(count(L, keep_every), N, sizes.W)
        if N:
            kernels.forward_kernel[(sizes.tiles(N),)](
                h, self.factors(A), kept, out, self.delta, N, L, keep_every, W=sizes.W, KEEP=keep_every > 0,
                **self.options(sizes, d),
            )  # fmt: skip
        return out, kept

    def backward(self, A: Tensor, kept: Tensor, g: Tensor, keep_every: int) -> tuple[Tensor, Tensor]:
        """Gradients in A (L, d, d) and h (N, d), from the kept states and the gradient g (N, d) in the output.

        Piece by piece from the last layer to the first: states, where they were not kept; the way back; the
        products.
        """
        L = len(A)
        dA, g = torch.zeros_like(A, memory_format=torch.contiguous_format), g.contiguous()
        every_state = keep_every == 1
        length = self.piece(L, kept) if every_state else keep_every
        for first in reversed(range(0, L, length)):
            piece = A[first : first + length]
            if every_state:
                states = kept[first : first + length]
            else:
                _, states = self.forward(piece, kept[first // keep_every], keep_every=1)
            dA[first : first + length], g = self.piece_backward(piece, states, g)
        return dA, g

    def piece_backward(self, A: Tensor, states: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """The same for layers all of whose inputs, (L, N, W), are there."""
        (L, d, _), N = A.shape, len(g)
        sizes = tiling(N, d, processors(g.device))
        factors, dh = torch.empty_like(states), torch.empty_like(g)
        if N:
            kernels.backward_kernel[(sizes.tiles(N),)](
                states, self.factors(A), g, factors, dh, self.delta, N, L, W=sizes.W,
                **self.options(sizes, d),
            )  # fmt: skip
        left, right = factors, states
        if self.linear:
            left, right = ACTIVATIONS[self.activation](states), factors
        return self.products(left, right)[:, :d, :d], dh

    def products(self, left: Tensor, right: Tensor) -> Tensor:
        """``leftᵀ right`` for every layer, sums over the samples: (L, W, W)."""
        with torch.autocast(left.device.type, enabled=False):
            if self.precision == "bf16":  # as autocast would do
                left, right = left.bfloat16(), right.bfloat16()
            return torch.bmm(left.transpose(1, 2), right)

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs (N, d) of the layers ``A + a D1 + b D2``, one for each row (a, b) of ``points`` (M, 2)."""
        (L, d, _), N = A.shape, len(h)
        h, points = h.contiguous(), points.contiguous()
        matrices = [self.factors(path, rounded=False) for path in (A, D1, D2)]
        portion = min(MOST_POINTS, max(1, PLANE_BYTES // max(1, h.nbytes)))
        for some in points.split(portion):
            sizes = tiling(N * len(some), d, processors(h.device))
            out = h.new_empty(len(some), N, d)
            if N:
                kernels.plane_kernel[(sizes.tiles(N), len(some))](
                    h, *matrices, some, out, self.delta, N, L, **self.options(sizes, d)
                )
            yield from out

    @property
    def linear(self) -> bool:
        """Whether a layer is ``h + σ(h) A``; `inc_skip` is one of increments."""
        return self.connection in ("linear_skip", "inc_skip")

    def factors(self, A: Tensor, rounded: bool = True) -> Tensor:
        """The matrices F (L, P, P) that multiply states from the right, padded with zeros."""
        L, d, _ = A.shape
        kind = torch.bfloat16 if rounded and self.precision == "bf16" else A.dtype
        F = A.new_zeros(L, padded(d), padded(d), dtype=kind)
        F[:, :d, :d] = A if self.linear else A.mT
        return F

    def options(self, sizes: Tiling, d: int) -> dict[str, Any]:
        """What every kernel is compiled for."""
        return {
            "D": d,
            "P": sizes.P,
            "T": sizes.T,
            "CONNECTION": "linear_skip" if self.linear else self.connection,
            "ACTIVATION": self.activation,
            "PRECISION": self.precision,
            "num_warps": sizes.warps,
            "num_stages": 2,  # the matrix of the next layer is fetched while this one is computed
        }

    def piece(self, L: int, kept: Tensor) -> int:
        """How many layers go back at a time when every state was kept: as many as there is room for."""
        units = int(memory.SHARE * memory.free_memory(kept.device)) // max(1, kept[0].nbytes)
        return max(1, min(L, memory.LONGEST, units // (memory.ROOM - 1)))


def count(L: int, keep_every: int) -> int:
    """How many states are kept."""
    return -(-L // keep_every) if keep_every else 0


@cache
def processors(device: torch.device) -> int:
    """Multiprocessors of the card; one where Triton's interpreter plays it."""
    if device.type != "cuda":
        return 1
    return int(torch.cuda.get_device_properties(device).multi_processor_count)
