"""p-variation for D > 1: dynamic programming over the prefixes that looks at few of the N²/2 links.

``V_j = max_{i<j} V_i + ‖X_j − X_i‖^p`` is solved for a panel of 64 columns j at a time. Each column first
gets a lower bound from the links that were good for its predecessor; then blocks of rows i are dismissed by
ever finer upper bounds of their links (see ``balls`` and ``tiles``); what is left is measured directly. All
exponents share the bounds and the distances; memory is O(N·D).
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from depthlimit.pvariation.balls import dismiss_blocks, walk
from depthlimit.pvariation.blocks import BLOCK, Blocks, blocks_of
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import bounding_rows, squared_lengths
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.result import Floats, Indices, Solution
from depthlimit.pvariation.tiles import CHUNK, NEAR, bound_tiles

WIDE = 64  # dimensions beyond which few leading coordinates pay


def search(path: Floats, exponents: Sequence[float], kind: int) -> list[Solution]:
    """An optimal partition of a path (N, D) for each exponent, 1 ≤ p < ∞.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], 0)[0][0]
    array([0, 2])
    """
    blocks = blocks_of(path, kind)
    if np.abs(path[0]).max() * blocks.scale > 2.0:
        path = path - path[0]  # far from the origin the products of tiles would cancel
    best, last = np.zeros((len(exponents), len(path))), np.zeros((len(exponents), len(path)), np.intp)
    solve_panels(path, kind, blocks, np.array(exponents), best, last)
    return [(trace(last[e]), partial(rescaled, best[e], blocks.scale, p)) for e, p in enumerate(exponents)]


def rescaled(best: Floats, scale: float, p: float) -> Floats:
    """The values of all prefixes in the unit of the path."""
    values: Floats = best / scale**p
    return values


@compiled
def solve_panels(path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices) -> None:
    """Solve panel after panel: the best value of every prefix and its last link, for every exponent."""
    count = len(blocks.radii)
    heavy, room = np.empty(count, np.intp), np.empty((CHUNK * BLOCK, BLOCK))
    squares, everywhere, nearby = np.empty(0), np.empty((0, 3)), np.empty((0, 3))
    crowded = np.ones(count, np.bool_)
    patience = max(count, BLOCK) if path.shape[1] > WIDE else count * count
    window = -1
    for panel in range(count):
        first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
        bound_from_below(path, kind, blocks, p, best, last, first, stop)
        tiles = dismiss_blocks(path, kind, blocks, p, best, last, panel, heavy)
        if tiles > 0 and len(squares) == 0:
            squares = squared_lengths(path)
        if tiles > 0 and patience <= 0:
            if len(everywhere) == 0:
                everywhere = bounding_rows(path, squares, blocks.scale)
            if window != panel // NEAR:
                window = panel // NEAR
                crowded[:] = False
                low, high = max(window - 1, 0) * NEAR * BLOCK, min((window + 1) * NEAR * BLOCK, len(path))
                nearby = bounding_rows(path[low:high], squares[low:high], blocks.scale)
        if tiles > 0:
            bound_tiles(
                path,
                squares,
                everywhere,
                nearby,
                blocks.scale,
                p,
                best,
                last,
                panel,
                heavy[:tiles],
                crowded,
                room,
            )
        patience -= tiles
        settle(path, kind, blocks, p, best, last, first, stop)


@compiled
def bound_from_below(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, first: int, stop: int
) -> None:
    """Start each column of a panel with its step, and with the link that was best for the column before."""
    for j in range(max(first, 1), stop):
        try_step(blocks.steps[j], p, best, last, j)
        for e in range(len(p)):
            if last[e, j - 1] < j - 1:
                try_link(path, kind, blocks.scale, p, best, last, last[e, j - 1], j)


@compiled
def settle(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, first: int, stop: int
) -> None:
    """Make the columns of a panel final, one after the other, by the links from its own rows."""
    for j in range(max(first, 1), stop):
        try_step(blocks.steps[j], p, best, last, j)
        reach = blocks.offsets[j] + blocks.radii[first // BLOCK]
        walk(path, kind, blocks, p, best, last, j, first, j - 1, reach)
