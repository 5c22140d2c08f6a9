"""The residual stack as a plain PyTorch loop: the truth that every faster engine is held against."""

from torch import Tensor, nn

from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import CONNECTIONS, ConnectionName


class ResidualStack(nn.Module):
    """L layers of width d between a hidden state and the next, with one parameter for all of them.

    Attributes:
        weight: the path of weights k ↦ W_k, a parameter of shape (L, d, d).

    >>> import torch
    >>> stack = ResidualStack(torch.zeros(3, 2, 2), alpha=0.5)
    >>> stack(torch.tensor([[1.0, -1.0]]))  # σ(0) = 0: the identity
    tensor([[ 1., -1.]], grad_fn=<AddBackward0>)
    """

    def __init__(
        self,
        weight: Tensor,
        alpha: float,
        augmentation: ConnectionName = "skip",
        activation: ActivationName = "tanh",
    ) -> None:
        """Keep ``weight`` (L, d, d) as the parameter; ``alpha`` gives the step δ_L = L^(−α)."""
        super().__init__()
        self.weight = nn.Parameter(weight)
        self.delta = float(len(weight)) ** -alpha
        self.augmentation = augmentation
        self.activation = activation

    def forward(self, h: Tensor) -> Tensor:
        """Carry the states h, shape (N, d), through all layers."""
        connection = CONNECTIONS[self.augmentation]
        sigma = ACTIVATIONS[self.activation]
        for A in connection.drive(self.weight).unbind():
            h = connection.layer(h, A, sigma, self.delta)
        return h

    def extra_repr(self) -> str:
        """What ``print`` shows."""
        L, d, _ = self.weight.shape
        return f"L={L}, d={d}, {self.augmentation}, {self.activation}, δ={self.delta:.4g}"
