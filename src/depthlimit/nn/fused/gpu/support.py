"""What a card has to have: Triton, a certain age, and kernels that compile on it."""

import re
from functools import cache
from importlib.util import find_spec
from time import monotonic

import torch

from depthlimit.nn.fused.engines import Layers
from depthlimit.nn.fused.gpu.tiling import LARGEST, TILES_EACH

OLDEST = (8, 0)  # compute capability: the first with bfloat16 and TensorFloat-32, and the oldest Triton knows

PAUSE = 10.0
"""Seconds after which a failure that may pass is looked at again: a trial costs a step of the training."""
PASSING = re.compile("out of memory|not enough memory|alloc_failed|busy or unavailable", re.IGNORECASE)
"""Words of CUDA and its libraries for a card that has no memory left, or serves somebody else."""

passing: dict[tuple[torch.device, Layers, int], tuple[str, float]] = {}


def obstacle(device: torch.device, layers: Layers, d: int) -> str | None:
    """What the fused engine would need and does not get: one reason, or None."""
    if find_spec("triton") is None:
        return "GPUs through Triton, which is not installed (pip install triton)"
    capability = torch.cuda.get_device_capability(device)
    if capability < OLDEST:
        return (
            f"cards of compute capability {dotted(OLDEST)} or newer, but "
            f"{torch.cuda.get_device_name(device)} has {dotted(capability)}"
        )
    return failure(device, layers, d)


class PassingError(Exception):
    """Why the kernels do not run now, though they may later."""


def failure(device: torch.device, layers: Layers, d: int) -> str | None:
    """Why the kernels do not run on a device. What lasts is found out once; what may pass is tried again."""
    reason, since = passing.get((device, layers, d), ("", -PAUSE))
    if monotonic() - since < PAUSE:
        return reason
    try:
        return lasting_failure(device, layers, d)
    except PassingError as error:
        passing[device, layers, d] = str(error), monotonic()
        return str(error)


@cache  # which remembers no exception
def lasting_failure(device: torch.device, layers: Layers, d: int) -> str | None:
    """Why the kernels never run on a device: compiled, and tried on a layer and the largest tiles.

    Raises:
        PassingError: the trial says nothing about the kernels.
    """
    from depthlimit.nn.fused.gpu.engine import GPUEngine, processors

    engine = GPUEngine(layers)
    try:
        N = LARGEST * TILES_EACH * processors(device)
        A, h = torch.zeros(1, d, d, device=device), torch.zeros(N, d, device=device)
        output, kept = engine.forward(A, h, kept=1)
        engine.backward(A, h, kept, output)
        torch.cuda.synchronize(device)
    except Exception as error:  # a compiler fails in many ways, and none of them is a reason to stop
        first, *_ = str(error).strip().splitlines() or [type(error).__name__]
        if isinstance(error, MemoryError | torch.OutOfMemoryError) or PASSING.search(str(error)):
            raise PassingError(
                f"cards with memory and time for a trial, and this one is short of them ({first})"
            ) from error
        if isinstance(error, OSError):
            raise PassingError(
                f"kernels that compile, and these cannot be at the moment ({first})"
            ) from error
        return f"kernels that compile, and these do not ({first})"
    return None


def dotted(version: tuple[int, int]) -> str:
    """8.0, as the maker writes it."""
    return ".".join(map(str, version))
