"""The engine on the CPU, for tensors; it keeps no state: a tile goes forward once more on the way back."""

from collections.abc import Iterator

import torch
from torch import Tensor

from depthlimit.nn.fused import tiles
from depthlimit.nn.fused.engines import Layers, room
from depthlimit.nn.fused.tiles import Array


class ProcessorEngine:
    """See `Engine`."""

    keeps = False

    def __init__(self, layers: Layers) -> None:
        self.layers = tiles.Layers(layers.connection, layers.activation, layers.delta)

    def kept(self, A: Tensor, h: Tensor) -> int:
        """None."""
        return 0

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """The output."""
        return torch.from_numpy(self.layers.forward(*arrays(A, h))), room(A, h, kept)

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Gradients in A and h."""
        dA, dh = self.layers.backward(*arrays(A, h, g))
        return torch.from_numpy(dA), torch.from_numpy(dh)

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs on a plane."""
        yield from map(torch.from_numpy, self.layers.plane(*arrays(A, D1, D2, h, points)))


def arrays(*tensors: Tensor) -> list[Array]:
    """The same memory, as NumPy arrays."""
    return [tensor.detach().numpy() for tensor in tensors]
