"""Requirements of the GPU engine: Triton, a recent GPU, formulas of the layers, kernels that compile."""

import re
from functools import cache
from importlib.util import find_spec
from time import monotonic

import torch

from depthlimit.nn.fused.contract import LayerSpec, missing_formula
from depthlimit.nn.fused.gpu.tiling import LARGEST, TILES_EACH

OLDEST = (8, 0)
"""Compute capability: the first with bfloat16 and TensorFloat-32, and the oldest that Triton supports."""
RETRY_AFTER = 10.0
"""Seconds after which a temporary failure is checked again: a trial costs a step of the training."""
TEMPORARY = re.compile("out of memory|not enough memory|alloc_failed|busy or unavailable", re.IGNORECASE)
"""Words of CUDA and its libraries for a GPU that has no memory left, or is used by another process."""

temporary_failures: dict[tuple[torch.device, LayerSpec, int], tuple[str, float]] = {}


def gpu_obstacle(spec: LayerSpec, device: torch.device, d: int) -> str | None:
    """Return the first requirement of the GPU engine that is not met, or None."""
    if find_spec("triton") is None:
        return "GPUs through Triton, which is not installed (pip install triton)"
    capability = torch.cuda.get_device_capability(device)
    if capability < OLDEST:
        return (
            f"GPUs of compute capability {dotted(OLDEST)} or newer, but "
            f"{torch.cuda.get_device_name(device)} has {dotted(capability)}"
        )
    from depthlimit.nn.fused.gpu.activations import SUPPORTED
    from depthlimit.nn.fused.gpu.engine import RULES

    return missing_formula(spec, RULES, SUPPORTED) or kernel_failure(device, spec, d)


class TemporaryError(Exception):
    """Kernels that do not run now, though they may later."""


def kernel_failure(device: torch.device, spec: LayerSpec, d: int) -> str | None:
    """Return why the kernels do not run on a device, or None; a temporary failure is checked again later."""
    reason, since = temporary_failures.get((device, spec, d), ("", -RETRY_AFTER))
    if monotonic() - since < RETRY_AFTER:
        return reason
    try:
        return permanent_failure(device, spec, d)
    except TemporaryError as error:
        temporary_failures[device, spec, d] = str(error), monotonic()
        return str(error)


@cache  # which remembers no exception
def permanent_failure(device: torch.device, spec: LayerSpec, d: int) -> str | None:
    """Return why the kernels never run on a device, or None: they are compiled and tried on large tiles.

    Raises:
        TemporaryError: the trial says nothing about the kernels.
    """
    from depthlimit.nn.fused.gpu.engine import GPUEngine, multiprocessors

    engine = GPUEngine(spec)
    try:
        N = LARGEST * TILES_EACH * multiprocessors(device)
        A, h = torch.zeros(1, d, d, device=device), torch.zeros(N, d, device=device)
        output, kept = engine.forward(A, h, kept=1)
        engine.backward(A, h, kept, output)
        torch.cuda.synchronize(device)
    except Exception as error:  # a compiler fails in many ways, and none of them is a reason to stop
        first, *_ = str(error).strip().splitlines() or [type(error).__name__]
        if isinstance(error, MemoryError | torch.OutOfMemoryError) or TEMPORARY.search(str(error)):
            raise TemporaryError(
                f"GPUs with enough free memory and time for a test run, but this one has too little ({first})"
            ) from error
        if isinstance(error, OSError):
            raise TemporaryError(
                f"kernels that compile, but these cannot be compiled at the moment ({first})"
            ) from error
        return f"kernels that compile, but these do not ({first})"
    return None


def dotted(version: tuple[int, int]) -> str:
    """Return a version as NVIDIA writes it.

    >>> dotted((8, 0))
    '8.0'
    """
    return ".".join(map(str, version))
