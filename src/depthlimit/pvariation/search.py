"""p-variation for D > 1: dynamic programming over the prefixes that looks at few of the N²/2 links.

``V_j = max_{i<j} V_i + ‖X_j − X_i‖^p`` is solved for a panel of 64 columns j at a time. Each column first gets a lower
bound from the links that were good for its predecessor; then blocks of rows i are dismissed by ever finer upper
bounds of their links (:mod:`~depthlimit.pvariation.balls`, then :mod:`~depthlimit.pvariation.tiles`); what is left is
measured directly. All exponents share the bounds and the distances; memory is O(N·D).
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
from depthlimit.pvariation.result import Flags, Floats, Indices, Solution
from depthlimit.pvariation.tiles import bound_tiles

WIDE = 64  # dimensions beyond which few leading coordinates pay


def search(path: Floats, exponents: Sequence[float], kind: int) -> list[Solution]:
    """An optimal partition of a path (N, D) for each exponent, 1 ≤ p < ∞.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], 0)[0][0]
    array([0, 2])
    """
    blocks = blocks_of(path, kind)
    if np.abs(path[0]).max() * blocks.scale > 2.0:
        path = path - path[0]  # far from the origin the products of tiles would cancel
    N, D = path.shape
    count = len(blocks.radii)
    best, last = np.zeros((len(exponents), N)), np.zeros((len(exponents), N), np.intp)
    rows, crowded = np.zeros((N, 3)), np.ones(count, np.bool_)
    squares = np.empty(0)
    patience = max(count, BLOCK) if D > WIDE else count * count
    panel = 0
    while panel < count:
        panel = solve_panels(
            path, kind, blocks, np.array(exponents), best, last, squares, rows, crowded, panel, patience
        )
        if len(squares) == 0:
            squares = squared_lengths(path)
        elif panel < count:  # many tiles: leading coordinates will pay
            rows, crowded = bounding_rows(path, squares, blocks.scale), np.zeros(count, np.bool_)
            patience = count * count
    return [(trace(last[e]), partial(rescaled, best[e], blocks.scale, p)) for e, p in enumerate(exponents)]


def rescaled(best: Floats, scale: float, p: float) -> Floats:
    """The values of all prefixes in the unit of the path."""
    return best / scale**p


@compiled
def solve_panels(
    path: Floats,
    kind: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    squares: Floats,
    rows: Floats,
    crowded: Flags,
    panel: int,
    patience: int,
) -> int:
    """Solve panel after panel; stop at one that needs ``squares``, or after as many tiles as ``patience`` allows."""
    N = len(path)
    count = len(blocks.radii)
    heavy = np.empty(count, np.intp)
    room = np.empty(16 * BLOCK * BLOCK)
    while panel < count and patience > 0:
        first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, N)
        bound_from_below(path, kind, blocks, p, best, last, first, stop)
        tiles = dismiss_blocks(path, kind, blocks, p, best, last, panel, heavy)
        if tiles > 0:
            if len(squares) == 0:
                break
            bound_tiles(path, squares, rows, blocks.scale, p, best, last, panel, heavy[:tiles], crowded, room)
            patience -= tiles
        settle(path, kind, blocks, p, best, last, first, stop)
        panel += 1
    return panel


@compiled
def bound_from_below(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, first: int, stop: int
) -> None:
    """Start each column of a panel with its step, and with the last link that was best for the column before it."""
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
