"""p-variation for D > 1: dynamic programming over the prefixes that looks at few of the N²/2 links.

``V_j = max_{i<j} V_i + ‖X_j − X_i‖^p`` is solved for a panel of 64 columns j at a time. Each column first gets a lower
bound from the links that were good for its predecessor; then whole blocks of rows i are dismissed by ever finer
upper bounds of their links; what is left is measured directly.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from depthlimit.pvariation.blocks import BLOCK, GROUP, Blocks, blocks_of, middle
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import all_coordinates, bounding_columns, leading_coordinates
from depthlimit.pvariation.distances import EUCLIDEAN, Floats, Indices, distance
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.result import Solution
from depthlimit.pvariation.tiles import measure, survivors, thresholds

Flags = NDArray[np.bool_]
CHUNK = 16  # blocks whose bounds are computed by one product of matrices
CROWDED = BLOCK * BLOCK // 4  # survivors in a tile that are dearer to measure than to bound anew
FEW = 4  # columns of a tile that are dearer to bound by a product than to walk


def search(path: Floats, exponents: Sequence[float], kind: int) -> list[Solution]:
    """An optimal partition of a path (N, D) for each exponent; memory O(N·D), all exponents share the bounds.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], EUCLIDEAN)[0][0]
    array([0, 2])
    """
    blocks = blocks_of(path, kind)
    p = np.array(exponents)
    best = np.zeros((len(p), len(path)))
    last = np.zeros((len(p), len(path)), np.intp)
    solve_panels(path, kind, blocks, p, best, last)
    return [
        (trace(last[e]), lambda e=e, q=q: best[e] / blocks.scale**q)  # type: ignore[misc]
        for e, q in enumerate(exponents)
    ]


@compiled
def solve_panels(path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices) -> None:
    """Fill in the best value of every prefix and its last link, for every exponent."""
    N = len(path)
    everything, leading = np.empty((0, 0)), np.empty((0, 0))
    room = np.empty(CHUNK * BLOCK * BLOCK)
    count = len(blocks.radii)
    crowded = np.zeros(count, np.bool_)  # by the distance of the blocks: the leading coordinates did not help
    heavy = np.empty(count, np.intp)
    for panel in range(count):
        first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, N)
        bound_from_below(path, kind, blocks, p, best, last, first, stop)
        tiles = dismiss_blocks(path, kind, blocks, p, best, last, panel, heavy)
        if tiles > 0:
            if len(everything) == 0:
                everything = all_coordinates(path, blocks.means[0], blocks.scale)
                leading = leading_coordinates(path, blocks.means[0], blocks.scale) if path.shape[1] > 64 and N > 1024 else everything
                if leading is everything: crowded[:] = True
            bound_tiles(path, blocks.scale, p, best, last, panel, heavy[:tiles], everything, leading, crowded, room)
        for j in range(max(first, 1), stop):
            settle(path, kind, blocks, p, best, last, j, first)


@compiled
def hopeless(p: Floats, best: Floats, i: int, bound: float, j: int) -> bool:
    """Whether no link of at most that length, from i or before, improves column j for any exponent."""
    for e in range(len(p)):
        if best[e, i] + power(bound, p[e]) > best[e, j]:
            return False
    return True


@compiled
def try_link(path: Floats, kind: int, scale: float, p: Floats, best: Floats, last: Indices, i: int, j: int) -> float:
    """Measure the link (i, j), let it improve column j, and return its length."""
    length = distance(path[i], path[j], kind) * scale
    for e in range(len(p)):
        value = best[e, i] + power(length, p[e])
        if value > best[e, j]:
            best[e, j] = value
            last[e, j] = i
    return length


@compiled
def bound_from_below(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, first: int, stop: int
) -> None:
    """Start each column of a panel with its step, and with the last link that was best for the column before it."""
    for j in range(max(first, 1), stop):
        for e in range(len(p)):
            value = best[e, j - 1] + power(blocks.steps[j], p[e])
            if value >= best[e, j]:
                best[e, j] = value
                last[e, j] = j - 1
        for e in range(len(p)):
            if last[e, j - 1] < j - 1:
                try_link(path, kind, blocks.scale, p, best, last, last[e, j - 1], j)


@compiled
def dismiss_blocks(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int, heavy: Indices
) -> int:
    """Dismiss or settle the blocks before a panel by their balls; list the others in ``heavy``, count them."""
    N = len(path)
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, N)
    count = 0
    reach = np.empty(BLOCK)
    for block in range(panel - 1, -1, -1):
        end = block * BLOCK + BLOCK - 1
        if hopeless(p, best, end, 1.0, first):
            break
        between = distance(blocks.means[block], blocks.means[panel], kind) * blocks.scale
        radii = blocks.radii[block] + blocks.radii[panel]
        if hopeless(p, best, end, between + radii, first):
            continue
        if kind == EUCLIDEAN and not hopeless(p, best, end, between + 0.5 * radii, first):
            heavy[count] = block
            count += 1
            continue
        needed = 0
        for j in range(first, stop):
            bound = distance(blocks.means[block], path[j], kind) * blocks.scale + blocks.radii[block]
            reach[j - first] = 0.0 if hopeless(p, best, end, bound, j) else bound
            needed += reach[j - first] > 0.0
        if kind == EUCLIDEAN and needed > FEW:
            heavy[count] = block
            count += 1
            continue
        for j in range(first, stop):
            if reach[j - first] > 0.0:
                walk(path, kind, blocks, p, best, last, j, block * BLOCK, end + 1, reach[j - first])
    return count


@compiled
def walk(
    path: Floats,
    kind: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    j: int,
    start: int,
    stop: int,
    reach: float,
) -> None:
    """Try the links from the rows of [start, stop), none longer than ``reach``, to column j, group by group."""
    N = len(path)
    for group in range((stop - 1) // GROUP, start // GROUP - 1, -1):
        first, end = group * GROUP, min(group * GROUP + GROUP, stop)
        if hopeless(p, best, end - 1, reach, j):
            return  # the values V_i grow with i
        centre = middle(group, N)
        if centre < end:
            bound = try_link(path, kind, blocks.scale, p, best, last, centre, j) + blocks.group_radii[group]
        else:
            bound = reach
        if hopeless(p, best, end - 1, min(bound, reach), j):
            continue
        for i in range(end - 1, first - 1, -1):
            if i != centre:
                try_link(path, kind, blocks.scale, p, best, last, i, j)


@compiled
def bound_tiles(
    path: Floats,
    scale: float,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    heavy: Indices,
    everything: Floats,
    leading: Floats,
    crowded: Flags,
    room: Floats,
) -> None:
    """Bound the links of the heavy blocks in bulk, and measure those that survive."""
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    width = stop - first
    fine, coarse = bounding_columns(everything[first:stop]), bounding_columns(leading[first:stop])
    limits, slopes = np.empty(width), np.empty(width)
    begin = 0
    while begin < len(heavy):
        size = run_length(heavy[begin:], crowded, panel)
        top, bottom = (heavy[begin] + 1) * BLOCK, (heavy[begin] + 1 - size) * BLOCK
        rough = crowded[panel - heavy[begin]]
        bounds = room[: (top - bottom) * width].reshape(top - bottom, width)
        if rough:
            np.dot(everything[bottom:top], fine.T, bounds)
        else:
            np.dot(leading[bottom:top], coarse.T, bounds)
        for row in range(top - BLOCK, bottom - 1, -BLOCK):
            tile = bounds[row - bottom : row - bottom + BLOCK]
            refined = rough
            for e in range(len(p)):
                thresholds(best[e], row, row + BLOCK - 1, first, p[e], limits, slopes)
                count = survivors(tile, best[e], row, limits, slopes)
                if count > CROWDED and not refined:
                    refined = True
                    crowded[panel - row // BLOCK] = True
                    np.dot(everything[row : row + BLOCK], fine.T, tile)
                    count = survivors(tile, best[e], row, limits, slopes)
                if count > 0:
                    measure(path, scale, p[e], best[e], last[e], tile, row, first, limits, slopes)
        begin += size


@compiled
def run_length(heavy: Indices, crowded: Flags, panel: int) -> int:
    """How many of the heavy blocks, listed downwards, lie side by side and take the same coordinates."""
    size = 1
    while (
        size < min(CHUNK, len(heavy))
        and heavy[size] == heavy[0] - size
        and crowded[panel - heavy[size]] == crowded[panel - heavy[0]]
    ):
        size += 1
    return size


@compiled
def settle(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, j: int, first: int
) -> None:
    """Make the value of column j final: try the links from its own panel, whose values are final by now."""
    for e in range(len(p)):
        value = best[e, j - 1] + power(blocks.steps[j], p[e])
        if value >= best[e, j]:
            best[e, j] = value
            last[e, j] = j - 1
    if j > first:
        reach = blocks.offsets[j] + blocks.radii[first // BLOCK]
        walk(path, kind, blocks, p, best, last, j, first, j, reach)
