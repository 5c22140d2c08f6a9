"""How many states are kept for the way back, and how many layers go back at a time: what the memory allows.

Symbols: L layers; a unit is the memory of one state of the whole batch. With the state before every K-th
layer kept, the L/K pieces of K layers are carried forward once more on the way back, one after the other. A
piece needs its states, the factors of its gradients and room to combine the two: three units a layer.
"""

from math import ceil, isqrt

import torch

SHARE = 0.6  # of the free memory that the engine takes: what else a step needs is not known here
ROOM = 3  # units for a layer of a piece
LONGEST = 1024  # layers of a piece whose states are all there: enough products to fill a card

seen: dict[torch.device, int] = {}


def keep_every(L: int, unit: int, free: int) -> int:
    """K: 1 if there is room for every state, else the longest pieces that fit, which need fewest launches.

    Where nothing fits, K = √(L/3) needs least: L/K states are kept and 3K units worked in.

    >>> keep_every(L=100, unit=1, free=1000)
    1
    >>> keep_every(L=100, unit=1, free=150)  # room for 90 units: 4 states and 3 · 28 units
    28
    """
    units = int(SHARE * free) // max(1, unit)
    if L + ROOM * min(L, LONGEST) <= units:
        return 1
    least = max(1, isqrt(L // ROOM))
    for K in range(min(L, units // ROOM), least, -1):
        if ceil(L / K) + ROOM * K <= units:
            return K
    return least


def longest_piece(L: int, unit: int, free: int) -> int:
    """How many of L layers go back at a time when every state was kept: as many as there is room for.

    >>> longest_piece(L=100, unit=1, free=100)  # room for 60 units, of which a layer needs two
    30
    """
    units = int(SHARE * free) // max(1, unit)
    return max(1, min(L, LONGEST, units // (ROOM - 1)))


def free_memory(device: torch.device) -> int:
    """Bytes that can be had on a device: what nobody holds, and what PyTorch holds and does not use.

    While a graph is captured nothing is asked: what was seen last is what the graph will find again.
    """
    if device.type != "cuda":
        return 2**30
    if not torch.cuda.is_current_stream_capturing():
        free, _ = torch.cuda.mem_get_info(device)
        seen[device] = free + torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return seen.get(device, 0)
