"""What a card has to have: Triton, a certain age, and kernels that compile on it."""

from functools import cache
from importlib.util import find_spec

import torch

from depthlimit.nn.fused.engines import Layers
from depthlimit.nn.fused.gpu.tiling import LARGEST, TILES_EACH

OLDEST = (8, 0)  # compute capability: the first with bfloat16 and TensorFloat-32, and the oldest Triton knows


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


@cache
def failure(device: torch.device, layers: Layers, d: int) -> str | None:
    """Why the kernels do not run on a device: compiled, and tried on a layer and the largest tiles."""
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
        return f"kernels that compile, and these do not ({first})"
    return None


def dotted(version: tuple[int, int]) -> str:
    """8.0, as the maker writes it."""
    return ".".join(map(str, version))
