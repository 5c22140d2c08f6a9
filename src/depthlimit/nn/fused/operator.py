"""The stack as one operator of PyTorch, which supports autograd, `torch.compile` and CUDA graphs.

`torch.compile` asks for the shapes of an operator's results (its fake implementation) and leaves the rest
alone. How many states are kept depends on the memory that is free when the operator runs, so that size is
dynamic.
"""

from collections.abc import Iterator
from typing import Any, cast

import torch
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.contract import Engine, LayerSpec, Precision, kept_states
from depthlimit.nn.fused.dispatch import matmul_precision, select_engine


@torch.library.custom_op("depthlimit::residual_forward", mutates_args=())
def residual_forward(
    A: Tensor, h: Tensor, connection: str, activation: str, delta: float, precision: str, keep: bool
) -> tuple[Tensor, Tensor]:
    """Return the output of the layers, and the states kept for the backward pass."""
    engine = engine_of(A, connection, activation, delta, precision)
    return engine.forward(A, h, engine.kept(A, h) if keep else 0)


@residual_forward.register_fake
def fake_forward(
    A: Tensor, h: Tensor, connection: str, activation: str, delta: float, precision: str, keep: bool
) -> tuple[Tensor, Tensor]:
    """Return the shapes that `residual_forward` returns."""
    kept = torch.library.get_ctx().new_dynamic_size() if keep else 0
    return torch.empty_like(h, memory_format=torch.contiguous_format), kept_states(A, h, kept)


@torch.library.custom_op("depthlimit::residual_backward", mutates_args=())
def residual_backward(
    A: Tensor, h: Tensor, kept: Tensor, g: Tensor, connection: str, activation: str, delta: float,
    precision: str,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Return the gradients in A and h, from the gradient g in the output."""
    return engine_of(A, connection, activation, delta, precision).backward(A, h, kept, g)


@residual_backward.register_fake
def fake_backward(
    A: Tensor, h: Tensor, kept: Tensor, g: Tensor, connection: str, activation: str, delta: float,
    precision: str,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """Return the shapes that `residual_backward` returns."""
    contiguous = torch.contiguous_format
    return torch.empty_like(A, memory_format=contiguous), torch.empty_like(h, memory_format=contiguous)


def engine_of(A: Tensor, connection: str, activation: str, delta: float, precision: str) -> Engine:
    """Return the engine, from arguments of the types that an operator can have."""
    names = cast(ConnectionName, connection), cast(ActivationName, activation)
    return select_engine(LayerSpec(*names, delta, cast(Precision, precision)), A.device)


def save_for_backward(ctx: Any, inputs: tuple[Any, ...], output: tuple[Tensor, Tensor]) -> None:
    """Save what the backward pass needs."""
    A, h, *ctx.options, _ = inputs
    ctx.set_materialize_grads(False)  # no zeros for the kept states
    ctx.save_for_backward(A, h, output[1])


def differentiate(ctx: Any, g: Tensor, g_kept: Tensor | None) -> tuple[Tensor | None, ...]:
    """Return the gradients in the arguments of `residual_forward`; nothing else uses the kept states."""
    dA, dh = residual_backward(*ctx.saved_tensors, g, *ctx.options)
    return dA, dh, None, None, None, None, None


residual_forward.register_autograd(differentiate, setup_context=save_for_backward)


def fused_layers(
    A: Tensor, h: Tensor, connection: ConnectionName, activation: ActivationName, delta: float
) -> Tensor:
    """Return the output (N, d) of layers with driving matrices A (L, d, d) for states h (N, d).

    Differentiable once, in A and h. States have the type of A; under autocast they keep it.

    >>> A = torch.full((2, 1, 1), 0.5)
    >>> fused_layers(A, torch.tensor([[1.0]]), "skip", "relu", delta=1.0)  # 1 → 1.5 → 2.25
    tensor([[2.2500]])
    """
    h = h.to(A.dtype)
    precision = matmul_precision(h.device)
    keep = torch.is_grad_enabled() and (A.requires_grad or h.requires_grad)
    output: Tensor = residual_forward(A, h, connection, activation, delta, precision, keep)[0]
    return output


def fused_plane(
    matrices: tuple[Tensor, Tensor, Tensor],
    h: Tensor,
    points: Tensor,
    connection: ConnectionName,
    activation: ActivationName,
    delta: float,
) -> Iterator[Tensor]:
    """Yield the output (N, d) of layers ``A + a A1 + b A2`` for each row (a, b) of ``points`` (M, 2).

    Args:
        matrices: A, A1 and A2, each of shape (L, d, d).
        h: states, shape (N, d).
        points: the pairs (a, b); they are rounded to the type of the states.
        connection: the connection of the layers.
        activation: the activation σ.
        delta: the step δ of a layer.

    >>> A = torch.ones(1, 1, 1)
    >>> list(fused_plane((A, A, A), A[0], torch.tensor([[2.0, -1.0]]), "skip", "relu", delta=1.0))
    [tensor([[3.]])]
    """
    spec = LayerSpec(connection, activation, delta, matmul_precision(h.device))
    dtype = matrices[0].dtype
    yield from select_engine(spec, h.device).plane(*matrices, h.to(dtype), points.to(h.device, dtype))
