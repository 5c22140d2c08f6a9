"""Selection of the engine of a stack: the plain loop supports everything, a fused engine what is listed here.

The engines are imported when they are first used, since their compilers take a moment to load.
"""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar, cast

import torch
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.contract import Engine, LayerSpec, Precision

EngineName = Literal["auto", "eager", "fused"]

Function = TypeVar("Function", bound=Callable[..., Any])

logger = logging.getLogger(__name__)

WIDEST = 128
"""Largest width d of the fused engines."""
NUMBERS_PER_CALL = 2**14
"""A layer of the plain loop costs its calls and its numbers: on a CPU equally much at N·d of this size."""
WORTHWHILE = 75_000
"""Layers with a small batch that the plain loop computes in about 5 s, the time that compiling takes."""
STEPS = 50
"""Steps that a training has at least."""


def constant_when_compiled(function: Function) -> Function:
    """Mark a function whose result is a constant of compiled code.

    As `torch.compiler.assume_constant_result`, which imports torch._dynamo and so takes as long as torch.
    """
    vars(function)["_dynamo_marked_constant"] = True
    return function


def select_engine(spec: LayerSpec, device: torch.device) -> Engine:
    """Return the fused engine for tensors on a device."""
    if device.type == "cpu":
        from depthlimit.nn.fused.cpu.engine import CPUEngine

        return CPUEngine(spec)
    from depthlimit.nn.fused.gpu.engine import GPUEngine

    return GPUEngine(spec)


def use_fused(
    engine: EngineName,
    A: Tensor,
    h: Tensor,
    connection: ConnectionName = "skip",
    activation: ActivationName = "tanh",
    evaluations: int = STEPS,
) -> bool:
    """Return True if a fused engine computes the layers A (L, d, d) on states h (N, d).

    ``auto`` uses it where it supports the layers and saves more time than compiling costs: for 50 steps of a
    stack of 1,500 layers, or on a CPU of a shorter one with a larger batch.

    Raises:
        UsageError: ``engine`` is ``fused``, and the fused engine does not support these layers or tensors.

    >>> use_fused("auto", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    False
    >>> use_fused("fused", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    True
    """
    if engine == "eager" or (engine == "auto" and evaluations * plain_loop_cost(A, h) < WORTHWHILE):
        return False
    reason = tensor_obstacle(A, h)
    if reason is None:
        device = h.device
        reason = engine_obstacle(device, connection, activation, matmul_precision(device), A.shape[1])
        if reason and engine == "auto" and device.type == "cuda":
            warn_once(f"the plain loop computes the layers: the fused engine supports {reason}")
    if reason and engine == "fused":
        raise UsageError(f"the fused engine supports {reason}", {"model.engine": "eager"})
    return reason is None


def tensor_obstacle(A: Tensor, h: Tensor) -> str | None:
    """Return the first requirement of the fused engines that the tensors do not meet, or None."""
    device = h.device if A.device.type in ("cpu", "cuda") else A.device
    if A.device != h.device or device.type not in ("cpu", "cuda"):
        return f"tensors on the CPU or on one GPU, but these are on {device}"
    if torch.is_autocast_enabled(device.type):
        dtype = torch.get_autocast_dtype(device.type)
        if device.type == "cpu":
            return "no autocast on the CPU, but it is on"
        if dtype != torch.bfloat16:
            return f"bfloat16 under autocast, but it is {dtype_name(dtype)}"
        h = h.to(torch.float32)
    supported = (torch.float32, torch.float64) if device.type == "cpu" else (torch.float32,)
    if A.dtype != h.dtype or h.dtype not in supported:
        expected = " or ".join(map(dtype_name, supported))
        return f"{expected}, but the weights are {dtype_name(A.dtype)} and the states {dtype_name(h.dtype)}"
    if h.ndim != 2 or h.shape[1] != A.shape[1]:
        return f"states of shape (N, {A.shape[1]}), but these are {tuple(h.shape)}"
    if A.shape[1] > WIDEST:
        return f"widths up to {WIDEST}, but d is {A.shape[1]}"
    return None


@constant_when_compiled
def engine_obstacle(
    device: torch.device, connection: str, activation: str, precision: str, d: int
) -> str | None:
    """Return the first requirement of the device's engine that is not met, or None."""
    names = cast(ConnectionName, connection), cast(ActivationName, activation)
    spec = LayerSpec(*names, 1.0, cast(Precision, precision))
    if device.type == "cpu":
        from depthlimit.nn.fused.cpu.support import cpu_obstacle

        return cpu_obstacle(spec)
    from depthlimit.nn.fused.gpu.support import gpu_obstacle

    return gpu_obstacle(spec, device, d)


@cache
def warn_once(sentence: str) -> None:
    """Log a sentence once, however many steps there are."""
    logger.warning(sentence)


def matmul_precision(device: torch.device) -> Precision:
    """Return how factors of matrix products are rounded on a device, following PyTorch's settings."""
    if device.type == "cpu":
        return "ieee"
    if torch.is_autocast_enabled(device.type):
        return "bf16"
    precision: Precision = float32_precision()
    return precision


@constant_when_compiled
def float32_precision() -> Precision:
    """Return how PyTorch rounds factors of float32; compiled code is rebuilt when the setting changes."""
    return "ieee" if torch.get_float32_matmul_precision() == "highest" else "tf32"


def plain_loop_cost(A: Tensor, h: Tensor) -> float:
    """Return the time of a step of the plain loop, in layers with a small batch, forward and backward.

    On a GPU a layer costs its calls: the GPU computes while the next are being issued.
    """
    (L, d, _), N = A.shape, len(h)
    backward = torch.is_grad_enabled() and (A.requires_grad or h.requires_grad)
    numbers = N * d / NUMBERS_PER_CALL if A.device.type == "cpu" else 0
    return L * (1 + numbers) * (1 if backward else 1 / 3)


def dtype_name(dtype: torch.dtype) -> str:
    """Return the name of a dtype without the module.

    >>> dtype_name(torch.float32)
    'float32'
    """
    return str(dtype).removeprefix("torch.")
