"""The stack as one function that PyTorch can differentiate."""

from typing import Any

from torch import Tensor
from torch.autograd import Function
from torch.autograd.function import once_differentiable

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.tiles import Layers


class FusedLayers(Function):
    """``(A, h) ↦ h_L``. Forward keeps its arguments only; backward carries every tile forward once more."""

    @staticmethod
    def forward(ctx: Any, A: Tensor, h: Tensor, layers: Layers) -> Tensor:
        """States (N, d) through all layers."""
        ctx.save_for_backward(A, h)
        ctx.layers = layers
        return layers.forward(A, h)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, g: Tensor) -> tuple[Tensor, Tensor, None]:
        """Gradients in A and h."""
        return *ctx.layers.backward(*ctx.saved_tensors, g), None


def fused_layers(
    A: Tensor, h: Tensor, connection: ConnectionName, activation: ActivationName, delta: float
) -> Tensor:
    """Carry the states h, shape (N, d), through layers with driving matrices A, shape (L, d, d).

    Differentiable once, in A and h.

    >>> import torch
    >>> A = torch.full((2, 1, 1), 0.5)
    >>> fused_layers(A, torch.tensor([[1.0]]), "skip", "relu", delta=1.0)  # 1 → 1.5 → 2.25
    tensor([[2.2500]])
    """
    output: Tensor = FusedLayers.apply(A, h, Layers(connection, activation, delta))
    return output
