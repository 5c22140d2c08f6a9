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
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.result import Floats, Indices, Solution
from depthlimit.pvariation.tiles import bound_tiles, settle_bounded


def search(path: Floats, exponents: Sequence[float], kind: int) -> list[Solution]:
    """An optimal partition of a path (N, D) for each exponent, 1 ≤ p < ∞.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], 0)[0][0]
    array([0, 2])
    """
    blocks = blocks_of(path, kind)
    if np.abs(path[0]).max() * blocks.scale > 2.0:
        path = path - path[0]  # far from the origin the products of tiles would cancel
        blocks = blocks_of(path, kind)
    p = np.array(exponents)
    best, last = np.zeros((len(p), len(path))), np.zeros((len(p), len(path)), np.intp)
    count = len(blocks.radii)
    heavy, found = np.empty(count, np.intp), np.zeros(2, np.intp)
    coordinates = Coordinates(path, blocks.scale)
    panel = solve_light(path, kind, blocks, p, best, last, 0, heavy, found, coordinates.leading)
    while panel < count:
        tiles, own = found
        chosen = coordinates.for_panel(panel, heavy[:tiles], int(own))
        bound_tiles(path, *chosen, blocks.scale, p, best, last, panel, heavy[:tiles])
        if own:
            settle_bounded(path, *chosen, blocks.scale, blocks.steps, p, best, last, panel)
        else:
            settle(path, kind, blocks, p, best, last, panel)
        panel = solve_light(path, kind, blocks, p, best, last, panel + 1, heavy, found, coordinates.leading)
    return [(trace(last[e]), partial(rescaled, best[e], blocks.scale, q)) for e, q in enumerate(exponents)]


def rescaled(best: Floats, scale: float, p: float) -> Floats:
    """The values of all prefixes in the unit of the path."""
    values: Floats = best / scale**p
    return values


@compiled
def solve_light(
    path: Floats,
    kind: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    heavy: Indices,
    found: Indices,
    leading: bool,
) -> int:
    """Solve panel after panel by balls alone, and stop at the first that has tiles to bound.

    Those are listed in ``heavy``; ``found`` gets their number, and whether the panel's own tile is one.
    """
    while panel < len(blocks.radii):
        bound_from_below(path, kind, blocks, p, best, last, panel)
        dismiss_blocks(path, kind, blocks, p, best, last, panel, heavy, found, leading)
        if found[0] + found[1] > 0:
            break
        settle(path, kind, blocks, p, best, last, panel)
        panel += 1
    return panel


@compiled
def bound_from_below(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int
) -> None:
    """Start each column of a panel with its step, and with the link that was best for the column before."""
    for j in range(max(panel * BLOCK, 1), min(panel * BLOCK + BLOCK, len(path))):
        try_step(blocks.steps[j], p, best, last, j)
        for e in range(len(p)):
            if last[e, j - 1] < j - 1:
                try_link(path, kind, blocks.scale, p, best, last, last[e, j - 1], j)


@compiled
def settle(
    path: Floats, kind: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int
) -> None:
    """Make the columns of a panel final, one after the other, by the links from its own rows."""
    first = panel * BLOCK
    for j in range(max(first, 1), min(first + BLOCK, len(path))):
        try_step(blocks.steps[j], p, best, last, j)
        reach = blocks.offsets[j] + blocks.radii[panel]
        walk(path, kind, blocks, p, best, last, j, first, j - 1, reach)
