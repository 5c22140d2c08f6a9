"""Which engine carries a stack: the plain loop serves everything, the fused one what is listed here."""

from typing import Literal

import torch
from torch import Tensor

from depthlimit.errors import UsageError

EngineName = Literal["auto", "eager", "fused"]

WIDEST = 128
NUMBERS_PER_CALL = (
    2**14
)  # a layer of the plain loop costs its calls and its numbers: equal at N·d of this size
WORTHWHILE = 75_000  # layers, with a small batch: about 5 s of the plain loop, the time that compiling takes
STEPS = 50  # that a training has at least


def use_fused(engine: EngineName, A: Tensor, h: Tensor, evaluations: int = STEPS) -> bool:
    """Whether the fused engine carries states h (N, d) through layers A (L, d, d).

    ``auto`` takes it where it serves and saves more time than compiling costs: 50 steps of a stack of 1,500
    layers, or of a shorter one with a larger batch.

    Raises:
        UsageError: ``fused`` is asked for what it does not serve.

    >>> use_fused("auto", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    False
    >>> use_fused("fused", torch.zeros(10, 2, 2), torch.zeros(5, 2))
    True
    """
    if engine == "eager":
        return False
    reason = obstacle(A, h)
    if engine == "fused":
        if reason:
            raise UsageError(f"the fused engine serves {reason}: write --model.engine=eager")
        return True
    return reason is None and evaluations * layers(A, h) >= WORTHWHILE


def obstacle(A: Tensor, h: Tensor) -> str | None:
    """What the fused engine would need and does not get: one reason, or None."""
    if A.device.type != "cpu" or h.device.type != "cpu":
        return f"tensors on the CPU, but these are on {h.device}"
    if torch.is_autocast_enabled("cpu"):
        return "one type of numbers, but autocast is on"
    if A.dtype != h.dtype or h.dtype not in (torch.float32, torch.float64):
        return f"float32 or float64, but the weights are {name(A)} and the states {name(h)}"
    if h.ndim != 2 or h.shape[1] != A.shape[1]:
        return f"states of shape (N, {A.shape[1]}), but these are {tuple(h.shape)}"
    if A.shape[1] > WIDEST:
        return f"widths up to {WIDEST}, but d is {A.shape[1]}"
    return None


def layers(A: Tensor, h: Tensor) -> float:
    """The length of a step of the plain loop, in layers with a small batch, forward and back."""
    (L, d, _), N = A.shape, len(h)
    back = torch.is_grad_enabled() and (A.requires_grad or h.requires_grad)
    return L * (1 + N * d / NUMBERS_PER_CALL) * (1 if back else 1 / 3)


def name(tensor: Tensor) -> str:
    """The type of its numbers, as users write it."""
    return str(tensor.dtype).removeprefix("torch.")
