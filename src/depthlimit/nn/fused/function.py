"""The stack as one function that PyTorch can differentiate."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.tiles import Array, Layers


class FusedLayers(Function):
    """``(A, h) ↦ h_L``. Forward keeps its arguments only; backward carries every tile forward once more."""

    @staticmethod
    def forward(ctx: Any, A: Tensor, h: Tensor, layers: Layers) -> Tensor:
        """States (N, d) through all layers."""
        ctx.save_for_backward(A, h)
        ctx.layers = layers
        return torch.from_numpy(layers.forward(*arrays(A, h)))

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, Tensor, None]:
        """Gradients in A and h."""
        dA, dh = ctx.layers.backward(*arrays(*ctx.saved_tensors, g))
        return torch.from_numpy(dA), torch.from_numpy(dh), None


def fused_layers(
    A: Tensor, h: Tensor, connection: ConnectionName, activation: ActivationName, delta: float
) -> Tensor:
    """Carry the states h, shape (N, d), through layers with driving matrices A, shape (L, d, d).

    Differentiable once, in A and h.

    >>> A = torch.full((2, 1, 1), 0.5)
    >>> fused_layers(A, torch.tensor([[1.0]]), "skip", "relu", delta=1.0)  # 1 → 1.5 → 2.25
    tensor([[2.2500]])
    """
    output: Tensor = FusedLayers.apply(A, h, Layers(connection, activation, delta))
    return output


def fused_plane(
    matrices: tuple[Tensor, Tensor, Tensor],
    h: Tensor,
    points: Tensor,
    connection: ConnectionName,
    activation: ActivationName,
    delta: float,
) -> Iterator[Tensor]:
    """Outputs (N, d) of layers ``A + a A1 + b A2``, one for each row (a, b) of ``points``, shape (M, 2).

    Args:
        matrices: A, A1 and A2, each of shape (L, d, d).
        h: states, shape (N, d).
        points: the pairs (a, b); they are rounded to the type of the states.
        connection: the rule of connection.
        activation: the function σ.
        delta: the step δ of a layer.

    >>> A = torch.ones(1, 1, 1)
    >>> list(fused_plane((A, A, A), A[0], torch.tensor([[2.0, -1.0]]), "skip", "relu", delta=1.0))
    [tensor([[3.]])]
    """
    layers = Layers(connection, activation, delta)
    yield from map(torch.from_numpy, layers.plane(*arrays(*matrices, h, points.to(h.dtype))))


def arrays(*tensors: Tensor) -> list[Array]:
    """The same memory, as NumPy arrays."""
    return [tensor.detach().numpy() for tensor in tensors]
