"""The columns of a path, solved panel after panel: by balls where that is enough, else by tiles too."""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.balls import dismiss_blocks, is_heavy, walk
from depthlimit.pvariation.blocks import BLOCK, Blocks
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.tiles import bound_tiles, settle_bounded


def solve_panels(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    stop: int,
    coordinates: Coordinates,
) -> None:
    """Make the columns of the panels [panel, stop) final; those before them are."""
    heavy, found = np.empty(stop, np.intp), np.zeros(2, np.intp)
    while True:
        panel = solve_light(
            path, metric, blocks, p, best, last, panel, stop, heavy, found, coordinates.leading
        )
        if panel == stop:
            return
        tiles, own = found
        chosen = coordinates.for_panel(panel, heavy[:tiles], int(own))
        bound_tiles(path, *chosen, blocks.scale, p, best, last, panel, heavy[:tiles])
        if own:
            settle_bounded(path, *chosen, blocks.scale, blocks.steps, p, best, last, panel)
        else:
            settle(path, metric, blocks, p, best, last, panel)
        panel += 1


@compiled
def solve_light(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    stop: int,
    heavy: Indices,
    found: Indices,
    leading: bool,
) -> int:
    """Solve panel after panel by balls alone, and stop at the first that has tiles to bound.

    Those are listed in ``heavy``; ``found`` gets their number, and whether the panel's own tile is one.
    """
    while panel < stop:
        bound_from_below(path, metric, blocks, p, best, last, panel)
        found[0] = dismiss_blocks(path, metric, blocks, p, best, last, panel, panel, heavy, leading)
        found[1] = leading and is_heavy(blocks, p, best, panel, len(path))
        if found[0] + found[1] > 0:
            break
        settle(path, metric, blocks, p, best, last, panel)
        panel += 1
    return panel


@compiled
def bound_from_below(
    path: Floats, metric: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int
) -> None:
    """Start each column of a panel with its step, and with the link that was best for the column before."""
    for j in range(max(panel * BLOCK, 1), min(panel * BLOCK + BLOCK, len(path))):
        try_step(blocks.steps[j], p, best, last, j)
        for e in range(len(p)):
            if last[e, j - 1] < j - 1:
                try_link(path, metric, blocks.scale, p, best, last, last[e, j - 1], j)


@compiled
def settle(
    path: Floats, metric: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int
) -> None:
    """Make the columns of a panel final, one after the other, by the links from its own rows."""
    first = panel * BLOCK
    for j in range(max(first, 1), min(first + BLOCK, len(path))):
        try_step(blocks.steps[j], p, best, last, j)
        reach = blocks.offsets[j] + blocks.radii[panel]
        walk(path, metric, blocks, p, best, last, j, first, j - 1, reach)
