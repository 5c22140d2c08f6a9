"""The stack as one operator of PyTorch: it can be differentiated, compiled around, and put into a CUDA graph.

`torch.compile` asks for the shapes of what an operator returns (its fake implementation) and leaves the rest
alone. How many states are kept depends on the memory that is free when the operator runs: a shape without a
number.
"""

from collections.abc import Iterator
from typing import Any, cast

import torch
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.choice import precision
from depthlimit.nn.fused.engines import Engine, Layers, Precision, engine, room


@torch.library.custom_op("depthlimit::carry", mutates_args=())
def carry(
    A: Tensor, h: Tensor, connection: str, activation: str, delta: float, precision: str, keep: bool
) -> tuple[Tensor, Tensor]:
    """The output of the layers, and the states kept for the way back."""
    ours = chosen(A, connection, activation, delta, precision)
    return ours.forward(A, h, ours.kept(A, h) if keep else 0)


@carry.register_fake
def carried(
    A: Tensor, h: Tensor, connection: str, activation: str, delta: float, precision: str, keep: bool
) -> tuple[Tensor, Tensor]:
    """What `carry` returns, without numbers."""
    kept = torch.library.get_ctx().new_dynamic_size() if keep else 0
    return torch.empty_like(h, memory_format=torch.contiguous_format), room(A, h, kept)


@torch.library.custom_op("depthlimit::carry_back", mutates_args=())
def carry_back(
    A: Tensor, h: Tensor, kept: Tensor, g: Tensor, connection: str, activation: str, delta: float,
    precision: str,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Gradients in A and h, from the gradient g in the output."""
    return chosen(A, connection, activation, delta, precision).backward(A, h, kept, g)


@carry_back.register_fake
def carried_back(
    A: Tensor, h: Tensor, kept: Tensor, g: Tensor, connection: str, activation: str, delta: float,
    precision: str,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """What `carry_back` returns, without numbers."""
    whole = torch.contiguous_format
    return torch.empty_like(A, memory_format=whole), torch.empty_like(h, memory_format=whole)


def chosen(A: Tensor, connection: str, activation: str, delta: float, precision: str) -> Engine:
    """The engine, from the words and numbers that an operator can be given."""
    names = cast(ConnectionName, connection), cast(ActivationName, activation)
    return engine(Layers(*names, delta, cast(Precision, precision)), A.device)


def remember(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
    """What the way back needs."""
    A, h, *ctx.options, _ = inputs
    ctx.set_materialize_grads(False)  # no zeros for the kept states
    ctx.save_for_backward(A, h, output[1])


def differentiate(ctx: Any, g: Tensor, of_kept: Tensor | None) -> tuple[Tensor | None, ...]:
    """Gradients in what `carry` is given; nobody but `carry_back` sees the states that are kept."""
    dA, dh = carry_back(*ctx.saved_tensors, g, *ctx.options)
    return dA, dh, None, None, None, None, None


carry.register_autograd(differentiate, setup_context=remember)


def fused_layers(
    A: Tensor, h: Tensor, connection: ConnectionName, activation: ActivationName, delta: float
) -> Tensor:
    """Carry the states h, shape (N, d), through layers with driving matrices A, shape (L, d, d).

    Differentiable once, in A and h. States have the type of A; under autocast they keep it.

    >>> A = torch.full((2, 1, 1), 0.5)
    >>> fused_layers(A, torch.tensor([[1.0]]), "skip", "relu", delta=1.0)  # 1 → 1.5 → 2.25
    tensor([[2.2500]])
    """
    h = h.to(A.dtype)
    of_products = precision(h.device)
    back = torch.is_grad_enabled() and (A.requires_grad or h.requires_grad)
    output: Tensor = carry(A, h, connection, activation, delta, of_products, back)[0]
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
    layers = Layers(connection, activation, delta, precision(h.device))
    kind = matrices[0].dtype
    yield from engine(layers, h.device).plane(*matrices, h.to(kind), points.to(h.device, kind))
