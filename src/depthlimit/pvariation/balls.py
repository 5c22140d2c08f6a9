"""Pruning by balls: all links from a block to X_j are at most d(centre, X_j) + radius long."""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.blocks import BLOCK, GROUP, Blocks, middle
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.distances import EUCLIDEAN, distance
from depthlimit.pvariation.links import hopeless, try_link, useful_from

# links that cost as much as a tile bounded by leading coordinates, by all; found by trying
FEW, MANY = 600, 2100


@compiled
def dismiss_blocks(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    high: int,
    heavy: Indices,
    leading: bool,
) -> int:
    """Dismiss the blocks [0, high) before a panel by their balls, or walk them; list the rest, last first.

    That rest is ``heavy``: its links take longer to walk than to bound by a product of matrices, by the look
    of the panel's middle column. Returns the number of heavy blocks.
    """
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    count = 0
    reach = np.empty(BLOCK)
    for block in range(high - 1, -1, -1):
        start, end = block * BLOCK, block * BLOCK + BLOCK
        if hopeless(p, best, end - 1, 1.0, first):
            break
        between = distance(blocks.means, block, blocks.means, panel, metric) * blocks.scale
        radii = blocks.radii[block] + blocks.radii[panel]
        if hopeless(p, best, end - 1, between + radii, first):
            continue
        central = (first + stop) // 2
        if metric == EUCLIDEAN and not hopeless(p, best, end - 1, between + 0.5 * radii, central):
            groups = 0 if leading else groups_in_sight(path, blocks, p, best, block, central)
            if leading or groups * GROUP * (stop - first) > MANY:
                heavy[count] = block
                count += 1
                continue
        needed = columns_in_sight(path, metric, blocks, p, best, block, first, stop, reach)
        if leading and needed * GROUP > FEW // 4:
            heavy[count] = block
            count += 1
            continue
        for j in range(first, stop if needed > 0 else first):
            if reach[j - first] >= 0.0:
                walk(path, metric, blocks, p, best, last, j, start, end, reach[j - first])
    return count


@compiled
def columns_in_sight(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    block: int,
    first: int,
    stop: int,
    reach: Floats,
) -> int:
    """How many columns of a panel the ball of a block does not dismiss, and how long their links may be.

    ``reach`` gets those lengths, −1 where there is no hope. Groups of columns are tried by their own balls.
    """
    end = block * BLOCK + BLOCK - 1
    needed = 0
    for begin in range(first, stop, GROUP):
        centre = distance(blocks.means, block, path, middle(begin // GROUP, len(path)), metric) * blocks.scale
        farthest = centre + blocks.group_radii[begin // GROUP] + blocks.radii[block]
        dismissed = hopeless(p, best, end, farthest, begin)
        for j in range(begin, min(begin + GROUP, stop)):
            reach[j - first] = -1.0
            if not dismissed:
                length = distance(blocks.means, block, path, j, metric) * blocks.scale + blocks.radii[block]
                if not hopeless(p, best, end, length, j):
                    reach[j - first] = length
                    needed += 1
    return needed


@compiled
def is_heavy(blocks: Blocks, p: Floats, best: Floats, panel: int, N: int) -> bool:
    """Whether the links within a panel take longer to walk than to bound by leading coordinates."""
    first = panel * BLOCK
    links = 0
    for j in range(first, min(first + BLOCK, N)):
        reach = blocks.offsets[j] + blocks.radii[panel]
        links += j - useful_from(p, best, first, j, reach, j)
    return links > FEW


@compiled
def groups_in_sight(path: Floats, blocks: Blocks, p: Floats, best: Floats, block: int, j: int) -> int:
    """How many groups of a block the ball of each does not dismiss for column j."""
    count = 0
    for group in range(block * BLOCK // GROUP, (block + 1) * BLOCK // GROUP):
        length = distance(path, middle(group, len(path)), path, j, EUCLIDEAN) * blocks.scale
        count += not hopeless(p, best, group * GROUP + GROUP - 1, length + blocks.group_radii[group], j)
    return count


@compiled
def walk(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    j: int,
    start: int,
    stop: int,
    reach: float,
) -> None:
    """Try the links from rows of [start, stop), none longer than ``reach``, to column j, by groups."""
    N = len(path)
    start = useful_from(p, best, start, stop, reach, j)
    while stop > start:
        group = (stop - 1) // GROUP
        first = max(group * GROUP, start)
        centre = middle(group, N)
        if first <= centre < stop and stop - first > GROUP // 2:
            bound = try_link(path, metric, blocks.scale, p, best, last, centre, j) + blocks.group_radii[group]
            first_useful = useful_from(p, best, first, stop, min(bound, reach), j)
        else:
            centre, first_useful = -1, first
        for i in range(stop - 1, first_useful - 1, -1):
            if i != centre:
                try_link(path, metric, blocks.scale, p, best, last, i, j)
        stop = first
