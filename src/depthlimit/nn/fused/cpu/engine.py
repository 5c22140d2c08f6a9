"""The CPU engine: tensors in, tensors out, and how many states it keeps for the backward pass.

Layers are computed in stretches, the whole batch through one before the next, so that the matrices and the
tape of a stretch stay in the caches from tile to tile. The input of each stretch is kept.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from depthlimit.nn.fused.contract import LayerSpec, kept_states, state_bytes
from depthlimit.nn.fused.cpu.kernels import ANCHOR, TILE
from depthlimit.nn.fused.cpu.products import padded_width
from depthlimit.nn.fused.cpu.tiles import Array, TiledLayers

STRETCH_BYTES = 2**21
"""Of a thread's matrices, their gradients and its tape: as much of them as the caches hold."""
KEPT_BYTES = 2**28
"""Of kept states; if that is too little, stretches are longer."""


class CPUEngine:
    """Fused engine for tensors on the CPU; see `Engine`."""

    def __init__(self, spec: LayerSpec) -> None:
        self.layers = TiledLayers(spec)

    def kept(self, A: Tensor, h: Tensor) -> int:
        """Return one state for each stretch; none for a single one, whose input is h."""
        states = min(-(-len(A) // stretch_length(A)), KEPT_BYTES // max(1, state_bytes(A, h)))
        return states if states > 1 else 0

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """Return the output (N, d) and the kept states."""
        states = kept_states(A, h, kept)
        return torch.from_numpy(self.layers.forward(*as_arrays(A, h, states))), states

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients in A and h."""
        states = kept if len(kept) else h.contiguous()[None]
        dA, dh = self.layers.backward(*as_arrays(A, states, g))
        return torch.from_numpy(dA), torch.from_numpy(dh)

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Yield the outputs on a plane."""
        yield from map(torch.from_numpy, self.layers.plane(*as_arrays(A, D1, D2, h, points)))


def stretch_length(A: Tensor) -> int:
    """Return how many layers with matrices like those of A (L, d, d) are computed together."""
    d, P = A.shape[1], padded_width(A.shape[1], A.itemsize)
    layer_bytes = (3 * d + TILE) * P * A.itemsize  # F, its transpose, dA; a row of the tape
    return max(ANCHOR, STRETCH_BYTES // layer_bytes)


def as_arrays(*tensors: Tensor) -> list[Array]:
    """Return NumPy arrays that share the memory of the tensors."""
    return [tensor.detach().numpy() for tensor in tensors]
