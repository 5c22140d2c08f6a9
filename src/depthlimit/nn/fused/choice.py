"""Which engine carries a stack: the plain loop serves everything, the fused ones what is listed here."""

import logging
from functools import cache
from typing import Literal, cast

import torch
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused.engines import Layers, Precision

EngineName = Literal["auto", "eager", "fused"]

log = logging.getLogger(__name__)

WIDEST = 128
NUMBERS_PER_CALL = (
    2**14
)  # a layer of the plain loop costs its calls and its numbers: equal at N·d of this size, on a CPU
WORTHWHILE = 75_000  # layers, with a small batch: about 5 s of the plain loop, the time that compiling takes
STEPS = 50  # that a training has at least


def use_fused(
    engine: EngineName,
    A: Tensor,
    h: Tensor,
    connection: ConnectionName = "skip",
    activation: ActivationName = "tanh",
    evaluations: int = STEPS,
) -> bool:
    """Whether a fused engine carries states h (N, d) through layers A (L, d, d).

    ``auto`` takes it where it serves and saves more time than compiling costs: 50 steps of a stack of 1,500
    layers, or on a CPU of a shorter one with a larger batch.

    Raises:
        UsageError: ``fused`` is asked for what it does not serve.

    >>> use_fused("auto", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    False
    >>> use_fused("fused", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    True
    """
    if engine == "eager" or (engine == "auto" and evaluations * layers(A, h) < WORTHWHILE):
        return False
    reason = obstacle(A, h)
    if reason is None and A.device.type == "cuda":
        reason = gpu_obstacle(h.device, connection, activation, precision(h.device), A.shape[1])
        if reason and engine == "auto":
            say_once(f"the plain loop computes the layers: the fused engine serves {reason}")
    if reason and engine == "fused":
        raise UsageError(f"the fused engine serves {reason}: write --model.engine=eager")
    return reason is None


def obstacle(A: Tensor, h: Tensor) -> str | None:
    """What the fused engine would need of its tensors and does not get: one reason, or None."""
    device = h.device if A.device.type in ("cpu", "cuda") else A.device
    if A.device != h.device or device.type not in ("cpu", "cuda"):
        return f"tensors on the CPU or on one GPU, but these are on {device}"
    if device.type == "cpu" and not compiles():
        return "code that Numba compiles, which NUMBA_DISABLE_JIT forbids (unset NUMBA_DISABLE_JIT)"
    if torch.is_autocast_enabled(device.type):
        kind = torch.get_autocast_dtype(device.type)
        if device.type == "cpu":
            return "one type of numbers on the CPU, but autocast is on"
        if kind != torch.bfloat16:
            return f"bfloat16 under autocast, but it is {name(kind)}"
        h = h.to(torch.float32)
    served = (torch.float32, torch.float64) if device.type == "cpu" else (torch.float32,)
    if A.dtype != h.dtype or h.dtype not in served:
        what = " or ".join(map(name, served))
        return f"{what}, but the weights are {name(A.dtype)} and the states {name(h.dtype)}"
    if h.ndim != 2 or h.shape[1] != A.shape[1]:
        return f"states of shape (N, {A.shape[1]}), but these are {tuple(h.shape)}"
    if A.shape[1] > WIDEST:
        return f"widths up to {WIDEST}, but d is {A.shape[1]}"
    return None


@torch.compiler.assume_constant_result
def gpu_obstacle(device: torch.device, connection: str, activation: str, rounding: str, d: int) -> str | None:
    """What the fused engine would need of a GPU and does not get."""
    from depthlimit.nn.fused.gpu.support import obstacle

    names = cast(ConnectionName, connection), cast(ActivationName, activation)
    return obstacle(device, Layers(*names, 1.0, cast(Precision, rounding)), d)


@torch.compiler.assume_constant_result
def compiles() -> bool:
    """Return True if Numba compiles at all; it is imported only now."""
    from depthlimit.pvariation.importing import COMPILES

    return COMPILES


@cache
def say_once(sentence: str) -> None:
    """One line, however many steps there are."""
    log.warning(sentence)


def precision(device: torch.device) -> Precision:
    """How the products of a device are rounded, as PyTorch has been told."""
    if device.type == "cpu":
        return "ieee"
    if torch.is_autocast_enabled(device.type):
        return "bf16"
    rounding: Precision = of_float32()
    return rounding


@torch.compiler.assume_constant_result
def of_float32() -> Precision:
    """How PyTorch rounds the factors of float32; what it has compiled is made anew if that changes."""
    return "ieee" if torch.get_float32_matmul_precision() == "highest" else "tf32"


def layers(A: Tensor, h: Tensor) -> float:
    """The length of a step of the plain loop, in layers with a small batch, forward and back.

    On a GPU a layer costs its calls: the card computes while the next are on their way.
    """
    (L, d, _), N = A.shape, len(h)
    back = torch.is_grad_enabled() and (A.requires_grad or h.requires_grad)
    numbers = N * d / NUMBERS_PER_CALL if A.device.type == "cpu" else 0
    return L * (1 + numbers) * (1 if back else 1 / 3)


def name(kind: torch.dtype) -> str:
    """A type of numbers, as users write it."""
    return str(kind).removeprefix("torch.")
