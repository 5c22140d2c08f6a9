"""Pruning by balls: no link from a block to X_j is longer than d(centre, X_j) + radius."""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.blocks import BLOCK, GROUP, middle
from depthlimit.pvariation.compiling import compiled, compiled_inline
from depthlimit.pvariation.distances import EUCLIDEAN, distance
from depthlimit.pvariation.links import cannot_improve, first_useful, try_link
from depthlimit.pvariation.state import State

# numbers of links that cost as much as a tile bounded by leading coordinates, or by all; found by experiment
FEW, MANY = 600, 2100


@compiled
def dismiss_blocks(state: State, panel: int, high: int, leading: bool) -> Indices:
    """Dismiss the blocks [0, high) by balls, or try their links to a panel; return the rest, last first.

    The rest are the heavy blocks: judging by the panel's middle column, trying their links takes longer than
    bounding them by a product of matrices.
    """
    path, blocks = state.path, state.blocks
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    heavy, count = np.empty(high, np.intp), 0
    for block in range(high - 1, -1, -1):
        start, end = block * BLOCK, block * BLOCK + BLOCK
        if cannot_improve(state, end - 1, 1.0, first):
            break
        between = distance(blocks.means, block, blocks.means, panel, state.metric) * blocks.scale
        radii = blocks.radii[block] + blocks.radii[panel]
        if cannot_improve(state, end - 1, between + radii, first):
            continue
        central = (first + stop) // 2
        if state.metric == EUCLIDEAN and not cannot_improve(state, end - 1, between + 0.5 * radii, central):
            groups = 0 if leading else groups_in_reach(state, block, central)
            if leading or groups * GROUP * (stop - first) > MANY:
                heavy[count] = block
                count += 1
                continue
        reach, columns = columns_in_reach(state, block, panel)
        if leading and columns * GROUP > FEW // 4:
            heavy[count] = block
            count += 1
            continue
        for j in range(first, stop if columns > 0 else first):
            if reach[j - first] >= 0.0:
                try_rows(state, start, end, reach[j - first], j)
    return heavy[:count]


@compiled_inline
def columns_in_reach(state: State, block: int, panel: int) -> tuple[Floats, int]:
    """Bound the links from a block to the columns of a panel, and count the columns that its ball leaves.

    The bounds are −1 for columns that are dismissed. Groups of columns are tried by their own balls first.
    """
    path, blocks = state.path, state.blocks
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    end = block * BLOCK + BLOCK - 1
    reach, columns = np.empty(BLOCK), 0
    for begin in range(first, stop, GROUP):
        centre = middle(begin // GROUP, len(path))
        nearest = distance(blocks.means, block, path, centre, state.metric) * blocks.scale
        farthest = nearest + blocks.group_radii[begin // GROUP] + blocks.radii[block]
        dismissed = cannot_improve(state, end, farthest, begin)
        for j in range(begin, min(begin + GROUP, stop)):
            reach[j - first] = -1.0
            if not dismissed:
                length = (
                    distance(blocks.means, block, path, j, state.metric) * blocks.scale + blocks.radii[block]
                )
                if not cannot_improve(state, end, length, j):
                    reach[j - first] = length
                    columns += 1
    return reach, columns


@compiled
def is_heavy(state: State, panel: int) -> bool:
    """True if trying the links within a panel takes longer than bounding them by leading coordinates."""
    first = panel * BLOCK
    links = 0
    for j in range(first, min(first + BLOCK, len(state.path))):
        reach = state.blocks.offsets[j] + state.blocks.radii[panel]
        links += j - first_useful(state, first, j, reach, j)
    return links > FEW


@compiled
def groups_in_reach(state: State, block: int, j: int) -> int:
    """Count the groups of a block that their balls do not dismiss for column j."""
    path, blocks = state.path, state.blocks
    count = 0
    for group in range(block * BLOCK // GROUP, (block + 1) * BLOCK // GROUP):
        length = distance(path, middle(group, len(path)), path, j, EUCLIDEAN) * blocks.scale
        count += not cannot_improve(state, group * GROUP + GROUP - 1, length + blocks.group_radii[group], j)
    return count


@compiled
def try_rows(state: State, start: int, stop: int, reach: float, j: int) -> None:
    """Try the links from the rows [start, stop) to column j, none longer than ``reach``, group by group."""
    N = len(state.path)
    start = first_useful(state, start, stop, reach, j)
    while stop > start:
        group = (stop - 1) // GROUP
        first = max(group * GROUP, start)
        centre = middle(group, N)
        if first <= centre < stop and stop - first > GROUP // 2:
            bound = try_link(state, centre, j) + state.blocks.group_radii[group]
            useful = first_useful(state, first, stop, min(bound, reach), j)
        else:
            centre, useful = -1, first
        for i in range(stop - 1, useful - 1, -1):
            if i != centre:
                try_link(state, i, j)
        stop = first
