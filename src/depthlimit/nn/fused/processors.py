"""The engine on the CPU, for tensors, and how many states it keeps for the way back.

Layers go in stretches, the whole batch through one before the next: so the matrices and the tape of a stretch
stay in the caches from tile to tile. What enters a stretch is kept.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from depthlimit.nn.fused import tiles
from depthlimit.nn.fused.engines import Layers, room, state_bytes
from depthlimit.nn.fused.kernels import ANCHOR, TILE
from depthlimit.nn.fused.products import padded_width
from depthlimit.nn.fused.tiles import Array

STRETCH_BYTES = 2**21  # of a thread's matrices, their gradients and tape: what the caches hold of them
KEPT_BYTES = 2**28  # of states; where that is too little, stretches are longer


class ProcessorEngine:
    """See `Engine`."""

    def __init__(self, layers: Layers) -> None:
        self.layers = tiles.Layers(layers.connection, layers.activation, layers.delta)

    def kept(self, A: Tensor, h: Tensor) -> int:
        """One state for each stretch; none for a single one, since h is there."""
        states = min(-(-len(A) // stretch(A)), KEPT_BYTES // max(1, state_bytes(A, h)))
        return states if states > 1 else 0

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """The output (N, d) and the kept states."""
        states = room(A, h, kept)
        return torch.from_numpy(self.layers.forward(*arrays(A, h, states))), states

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients in A and h."""
        states = kept if len(kept) else h.contiguous()[None]
        dA, dh = self.layers.backward(*arrays(A, states, g))
        return torch.from_numpy(dA), torch.from_numpy(dh)

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs on a plane."""
        yield from map(torch.from_numpy, self.layers.plane(*arrays(A, D1, D2, h, points)))


def stretch(A: Tensor) -> int:
    """How many layers with matrices like those of A (L, d, d) go together."""
    d, P = A.shape[1], padded_width(A.shape[1], A.itemsize)
    of_a_layer = (3 * d + TILE) * P * A.itemsize  # F, its transpose, dA; a row of the tape
    return max(ANCHOR, STRETCH_BYTES // of_a_layer)


def arrays(*tensors: Tensor) -> list[Array]:
    """The same memory, as NumPy arrays."""
    return [tensor.detach().numpy() for tensor in tensors]
