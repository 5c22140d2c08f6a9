"""The residual stack: a plain PyTorch loop, the reference, or a fused engine with the same results.

The fused engines are imported when they are first used, since their compilers take a moment to load.
"""

from collections.abc import Callable, Iterator
from typing import get_args

import torch
from torch import Tensor, nn

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ACTIVATIONS, ActivationName
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.fused import EngineName, use_fused
from depthlimit.requirements import ALPHA, require, require_choice, whole_number

LayersFunction = Callable[[Tensor, Tensor], Tensor]
"""``(A, h) ↦`` the output (N, d) of layers with driving matrices A (L, d, d) for states h (N, d)."""


class ResidualStack(nn.Module):
    """L layers of width d between two hidden states, with one parameter for all of them.

    Args:
        weight: the path of weights k ↦ W_k, shape (L, d, d), which becomes the parameter.
        alpha: exponent α ∈ [0, 1] of the step δ_L = L^(−α).
        augmentation: the connection of the layers.
        activation: the activation σ.
        engine: computes the layers by the plain loop (``eager``), by a fused engine (``fused``), or by the
            faster of the two (``auto``). Results agree to rounding.

    Attributes:
        weight: the parameter, shape (L, d, d).
        delta: the step δ_L.

    Raises:
        UsageError: an unknown name, α out of its range, or weights of another shape.

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
        super().__init__()
        check_weight(weight)
        require({"alpha": alpha}, {"alpha": ALPHA}, prefix="model.")
        require_choice("augmentation", augmentation, CONNECTIONS, prefix="model.")
        require_choice("activation", activation, ACTIVATIONS, prefix="model.")
        require_choice("engine", engine, get_args(EngineName), prefix="model.")
        self.weight = nn.Parameter(weight)
        self.delta = float(len(weight)) ** -alpha
        self.augmentation = augmentation
        self.activation = activation
        self.engine = engine

    def forward(self, h: Tensor) -> Tensor:
        """Return the output (N, d) for states h (N, d).

        Raises:
            UsageError: ``engine`` is ``fused``, and the fused engine does not support these tensors.
        """
        A = CONNECTIONS[self.augmentation].driving_matrices(self.weight)
        return self.select_layers(A, h)(A, h)

    def hidden_states(self, h: Tensor, every: int = 1) -> Tensor:
        """Return the states h_0, h_k, h_2k, … and h_L for states h_0 = h (N, d), with k = ``every``.

        The shape is (⌈L/k⌉ + 1, N, d); the last one is the output of `forward`. They can be differentiated;
        use `torch.no_grad` if no gradient is needed. A fused engine computes k layers at a time.

        Raises:
            UsageError: ``every`` is not a whole number from 1 to L; or as in `forward`.

        >>> stack = ResidualStack(torch.ones(2, 1, 1), alpha=0.0, activation="relu")
        >>> with torch.no_grad():
        ...     stack.hidden_states(torch.ones(1, 1)).flatten()  # h ← h + h
        tensor([1., 2., 4.])
        """
        require({"every": every}, {"every": whole_number(1, len(self.weight))})
        A = CONNECTIONS[self.augmentation].driving_matrices(self.weight)
        layers = self.select_layers(A, h)
        states = [h]
        for piece in torch.split(A, every):
            states.append(layers(piece, states[-1]))
        return torch.stack(states)

    def select_layers(self, A: Tensor, h: Tensor) -> LayersFunction:
        """Return the engine that computes layers with driving matrices A (L, d, d) on states h (N, d)."""
        if not use_fused(self.engine, A, h, self.augmentation, self.activation):
            return self.plain_loop
        from depthlimit.nn.fused.operator import fused_layers

        return lambda A, h: fused_layers(A, h, self.augmentation, self.activation, self.delta)

    def plain_loop(self, A: Tensor, h: Tensor) -> Tensor:
        """Return the output (N, d) of layers with driving matrices A (L, d, d) for states h (N, d)."""
        layer, sigma = CONNECTIONS[self.augmentation].layer, ACTIVATIONS[self.activation]
        for A_k in A.unbind():
            h = layer(h, A_k, sigma, self.delta)
        return h

    @torch.no_grad()
    def on_plane(
        self, h: Tensor, D1: Tensor, D2: Tensor, points: Tensor, engine: EngineName | None = None
    ) -> Iterator[Tensor]:
        """Yield the outputs (N, d) of the stack with weights ``W + a D1 + b D2``, point by point.

        Args:
            h: states, shape (N, d).
            D1: first direction, shape (L, d, d).
            D2: second direction, shape (L, d, d).
            points: the pairs (a, b), shape (M, 2).
            engine: computes the layers; by default that of the stack.

        Raises:
            UsageError: ``engine`` is ``fused``, and the fused engine does not support these tensors.

        >>> stack = ResidualStack(torch.ones(1, 1, 1), alpha=1.0, activation="relu")
        >>> ones = torch.ones(1, 1, 1)
        >>> list(stack.on_plane(torch.ones(1, 1), ones, ones, torch.tensor([[2.0, -1.0]])))  # 1 + (1 + 2 − 1)
        [tensor([[3.]])]
        """
        driving = CONNECTIONS[self.augmentation].driving_matrices
        A, A1, A2 = (driving(path.detach()) for path in (self.weight, D1, D2))  # linear
        engine = self.engine if engine is None else engine
        if use_fused(engine, A, h, self.augmentation, self.activation, evaluations=len(points)):
            from depthlimit.nn.fused.operator import fused_plane

            yield from fused_plane((A, A1, A2), h, points, self.augmentation, self.activation, self.delta)
            return
        for a, b in points.to(h.dtype):
            yield self.plain_loop(A + a * A1 + b * A2, h)

    def extra_repr(self) -> str:
        """Return the sizes and names that ``print`` shows."""
        L, d, _ = self.weight.shape
        return f"L={L}, d={d}, {self.augmentation}, {self.activation}, δ={self.delta:.4g}"


def check_weight(weight: Tensor) -> None:
    """Check that the weights are a path of square matrices.

    Raises:
        UsageError: another shape, no layer, or numbers that are not real floating point.

    >>> check_weight(torch.zeros(3, 4))
    Traceback (most recent call last):
    depthlimit.errors.UsageError: weight has shape (3, 4), expected (L, d, d) with L ≥ 1 layers of width d ≥ 1
    """
    shape = tuple(weight.shape)
    if len(shape) != 3 or shape[1] != shape[2] or 0 in shape:
        raise UsageError(f"weight has shape {shape}, expected (L, d, d) with L ≥ 1 layers of width d ≥ 1")
    if not weight.dtype.is_floating_point:
        dtype = str(weight.dtype).removeprefix("torch.")
        raise UsageError(f"weight has type {dtype}, expected a floating-point type")
