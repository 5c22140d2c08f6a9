"""A path cut into blocks, each in a ball, so that all links from a block are bounded at once."""

from typing import NamedTuple

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.compiling import compiled, compiled_inline
from depthlimit.pvariation.distances import distance

BLOCK = 64  # points of a block
GROUP = 8  # points of a group; a block has eight groups


class Blocks(NamedTuple):
    """Balls around the blocks and groups of a path; all lengths are fractions of a bound of the diameter.

    Attributes:
        scale: 1 over a bound of the diameter that is at most twice the diameter (or 1 if that is 0).
        means: the mean of each block, (⌈N/64⌉, D), in the path's own unit.
        radii: the largest distance of a point of each block from its mean, (⌈N/64⌉,).
        offsets: the distance of each point from the mean of its block, (N,).
        group_radii: the largest distance of a point of each group from its middle point, (⌈N/8⌉,).
        steps: the distance of each point from the one before it, (N,).
    """

    scale: float
    means: Floats
    radii: Floats
    offsets: Floats
    group_radii: Floats
    steps: Floats


@compiled_inline
def middle(group: int, N: int) -> int:
    """Return the index of the middle point of a group."""
    return (group * GROUP + min(group * GROUP + GROUP, N)) // 2


@compiled
def blocks_of(path: Floats, metric: int, scale: float = 0.0) -> Blocks:
    """Return the blocks of a path (N, D), from one pass over its points; a ``scale`` of 0 is measured."""
    N, D = path.shape
    count = (N + BLOCK - 1) // BLOCK
    means, radii, offsets = np.zeros((count, D)), np.zeros(count), np.empty(N)
    group_radii, steps = np.zeros((N + GROUP - 1) // GROUP), np.zeros(N)
    for block in range(count):
        first, last = block * BLOCK, min(block * BLOCK + BLOCK, N)
        for k in range(first, last):
            for m in range(D):
                means[block, m] += path[k, m]
        for m in range(D):
            means[block, m] /= last - first
        for k in range(first, last):
            group = k // GROUP
            offsets[k] = distance(path, k, means, block, metric)
            radii[block] = max(radii[block], offsets[k])
            group_radii[group] = max(group_radii[group], distance(path, k, path, middle(group, N), metric))
            if k > 0:
                steps[k] = distance(path, k, path, k - 1, metric)
    reach = 0.0
    for block in range(count):
        reach = max(reach, distance(means, block, means, 0, metric) + radii[block])
    if scale == 0.0:
        scale = 1.0 / (2.0 * reach) if reach > 0.0 else 1.0
    rounded_up = scale * (1.0 + 1e-12)  # so that the bounds hold in spite of rounding
    return Blocks(
        scale, means, radii * rounded_up, offsets * rounded_up, group_radii * rounded_up, steps * scale
    )
