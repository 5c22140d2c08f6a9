"""States to keep for the backward pass, and layers to differentiate at a time, as the free memory allows.

Symbols: L layers; a unit is the memory of one state of the whole batch. If the state before every K-th layer
is kept, the forward pass of the L/K pieces of K layers is repeated in the backward pass, one piece after the
other. A piece needs its states, the factors of its gradients and space to combine the two: three units for
a layer.
"""

from math import ceil, isqrt

import torch

SHARE = 0.6
"""Of the free memory that the engine takes: the needs of the rest of a step are not known here."""
UNITS_PER_LAYER = 3
"""Memory of one layer of a piece."""
LONGEST = 1024
"""Layers of a piece whose states are all kept: enough matrix products to occupy a GPU."""

last_seen: dict[torch.device, int] = {}


def keep_every(L: int, unit: int, free: int) -> int:
    """Return K: 1 if every state fits, else the longest pieces that fit, which need fewest launches.

    If nothing fits, K = √(L/3), which needs least: L/K kept states and 3K units of workspace.

    >>> keep_every(L=100, unit=1, free=1000)
    1
    >>> keep_every(L=100, unit=1, free=150)  # 90 units: 4 states and 3 · 28 units
    28
    """
    units = int(SHARE * free) // max(1, unit)
    if L + UNITS_PER_LAYER * min(L, LONGEST) <= units:
        return 1
    least = max(1, isqrt(L // UNITS_PER_LAYER))
    for K in range(min(L, units // UNITS_PER_LAYER), least, -1):
        if ceil(L / K) + UNITS_PER_LAYER * K <= units:
            return K
    return least


def longest_piece(L: int, unit: int, free: int) -> int:
    """Return how many of L layers are differentiated at a time when every state was kept.

    >>> longest_piece(L=100, unit=1, free=100)  # 60 units, of which a layer needs two
    30
    """
    units = int(SHARE * free) // max(1, unit)
    return max(1, min(L, LONGEST, units // (UNITS_PER_LAYER - 1)))


def free_memory(device: torch.device) -> int:
    """Return the bytes available on a device: those free, and those reserved by PyTorch but unused.

    While a CUDA graph is captured the last value is returned, since its replay uses the same memory.
    """
    if device.type != "cuda":
        return 2**30
    if not torch.cuda.is_current_stream_capturing():
        free, _ = torch.cuda.mem_get_info(device)
        last_seen[device] = free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return last_seen.get(device, 0)
