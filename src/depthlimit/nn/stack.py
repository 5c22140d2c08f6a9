"""The residual stack: a plain PyTorch loop, the truth that the fused engine is held against, and the choice.

The fused engine is imported when it is first taken: its compiler takes a moment to load.
"""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.fused import EngineName, use_fused


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
        engine: EngineName = "auto",
    ) -> None:
        """Keep ``weight`` (L, d, d) as the parameter; ``alpha`` gives the step δ_L = L^(−α).

        ``engine`` says how the layers are computed: by the plain loop (eager), by the fused engine (fused),
        or by the faster of the two (auto). Results agree to rounding.
        """
        super().__init__()
        self.weight = nn.Parameter(weight)
        self.delta = float(len(weight)) ** -alpha
        self.augmentation = augmentation
        self.activation = activation
        self.engine = engine

    def forward(self, h: Tensor) -> Tensor:
        """Carry the states h, shape (N, d), through all layers.

        Raises:
            UsageError: ``engine`` is fused and does not serve these tensors.
        """
        A = CONNECTIONS[self.augmentation].drive(self.weight)
        if use_fused(self.engine, A, h, self.augmentation, self.activation):
            from depthlimit.nn.fused.function import fused_layers

            return fused_layers(A, h, self.augmentation, self.activation, self.delta)
        return self.plain_loop(A, h)

    def plain_loop(self, A: Tensor, h: Tensor) -> Tensor:
        """Carry the states h, shape (N, d), through layers with driving matrices A, shape (L, d, d)."""
        layer, sigma = CONNECTIONS[self.augmentation].layer, ACTIVATIONS[self.activation]
        for A_k in A.unbind():
            h = layer(h, A_k, sigma, self.delta)
        return h

    @torch.no_grad()
    def on_plane(self, h: Tensor, D1: Tensor, D2: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Outputs (N, d) of the stack with weights ``W + a D1 + b D2``, point by point.

        Args:
            h: states, shape (N, d).
            D1: first direction, shape (L, d, d).
            D2: second direction, shape (L, d, d).
            points: the pairs (a, b), shape (M, 2).

        Raises:
            UsageError: ``engine`` is fused and does not serve these tensors.

        >>> stack = ResidualStack(torch.ones(1, 1, 1), alpha=1.0, activation="relu")
        >>> ones = torch.ones(1, 1, 1)
        >>> list(stack.on_plane(torch.ones(1, 1), ones, ones, torch.tensor([[2.0, -1.0]])))  # 1 + (1 + 2 − 1)
        [tensor([[3.]])]
        """
        drive = CONNECTIONS[self.augmentation].drive
        A, A1, A2 = (drive(path.detach()) for path in (self.weight, D1, D2))  # drive is linear
        if use_fused(self.engine, A, h, self.augmentation, self.activation, evaluations=len(points)):
            from depthlimit.nn.fused.function import fused_plane

            yield from fused_plane((A, A1, A2), h, points, self.augmentation, self.activation, self.delta)
            return
        for a, b in points.to(h.dtype):
            yield self.plain_loop(A + a * A1 + b * A2, h)

    def extra_repr(self) -> str:
        """What ``print`` shows."""
        L, d, _ = self.weight.shape
        return f"L={L}, d={d}, {self.augmentation}, {self.activation}, δ={self.delta:.4g}"
