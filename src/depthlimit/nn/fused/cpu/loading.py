"""Copies between the batch (N, D) and a flat tile (T·P), whose rows are padded to whole vectors."""

from typing import Any

from depthlimit.nn.fused.cpu.jit import part_of_a_kernel


@part_of_a_kernel
def copy(target: Any, source: Any) -> None:
    """Set ``target[:] = source``; Numba's own takes a second to compile its error messages."""
    for m in range(len(target)):
        target[m] = source[m]


@part_of_a_kernel
def clear(tile: Any) -> None:
    """Fill with zeros."""
    for m in range(len(tile)):
        tile[m] = 0


@part_of_a_kernel
def load(tile: Any, states: Any, first: Any, T: Any, D: Any) -> None:
    """Copy T states to a tile; beyond the last sample, the last one is repeated."""
    clear(tile)
    P = len(tile) // T
    for t in range(T):
        sample = min(first + t, len(states) - 1)
        for i in range(D):
            tile[t * P + i] = states[sample, i]


@part_of_a_kernel
def load_gradient(tile: Any, gradient: Any, first: Any, T: Any, D: Any) -> None:
    """Copy T gradients to a tile; beyond the last sample 0, so that repeated states do not count."""
    clear(tile)
    P = len(tile) // T
    for t in range(min(T, len(gradient) - first)):
        for i in range(D):
            tile[t * P + i] = gradient[first + t, i]


@part_of_a_kernel
def store(states: Any, tile: Any, first: Any, T: Any, D: Any) -> None:
    """Copy a tile to its samples."""
    P = len(tile) // T
    for t in range(min(T, len(states) - first)):
        for i in range(D):
            states[first + t, i] = tile[t * P + i]
