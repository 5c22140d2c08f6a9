"""The link of an optimal partition that crosses from the first half of a path into the second.

With V_i the best sum of a prefix that ends in the first half, W_j that of a suffix that begins in the
second, and T the best total known, the link (i, j) makes a better one if ``V_i + ‖X_j − X_i‖^p > T − W_j``.
So with the right side as its value, column j is bounded and improved as in the search for prefixes.
"""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.balls import dismiss_blocks
from depthlimit.pvariation.blocks import BLOCK, Blocks
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.tiles import bound_tiles


def crossing_links(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    after: Floats,
    half: int,
    coordinates: Coordinates,
) -> Indices:
    """The crossing link (i, j) for each exponent, shape (E, 2); the second half begins with panel ``half``.

    ``after`` has the best sums of the suffixes, the shortest first. The columns of the second half in
    ``best`` and ``last`` are used as room.
    """
    links, totals = promising_links(path, metric, blocks, p, best, after, half)
    panel, heavy, found = half, np.empty(half, np.intp), np.zeros(1, np.intp)
    while True:
        panel = cross_light(
            path,
            metric,
            blocks,
            p,
            best,
            last,
            after,
            links,
            totals,
            panel,
            half,
            heavy,
            found,
            coordinates.leading,
        )
        if panel == len(blocks.radii):
            return links
        chosen = coordinates.for_panel(panel, heavy[: found[0]], 0)
        bound_tiles(path, *chosen, blocks.scale, p, best, last, panel, heavy[: found[0]])
        keep_better(best, last, after, links, totals, panel)
        panel += 1


@compiled
def cross_light(
    path: Floats,
    metric: int,
    blocks: Blocks,
    p: Floats,
    best: Floats,
    last: Indices,
    after: Floats,
    links: Indices,
    totals: Floats,
    panel: int,
    half: int,
    heavy: Indices,
    found: Indices,
    leading: bool,
) -> int:
    """Try panel after panel by balls alone, and stop at the first that has tiles to bound: ``found`` many."""
    N = len(path)
    while panel < len(blocks.radii):
        for e in range(len(p)):
            for j in range(panel * BLOCK, min(panel * BLOCK + BLOCK, N)):
                best[e, j], last[e, j] = totals[e] - after[e, N - 1 - j], -1
        found[0] = dismiss_blocks(path, metric, blocks, p, best, last, panel, half, heavy, leading)
        if found[0] > 0:
            break
        keep_better(best, last, after, links, totals, panel)
        panel += 1
    return panel


@compiled
def keep_better(
    best: Floats, last: Indices, after: Floats, links: Indices, totals: Floats, panel: int
) -> None:
    """Keep the links to the columns of a panel that make a better total."""
    N = best.shape[1]
    for e in range(len(totals)):
        for j in range(panel * BLOCK, min(panel * BLOCK + BLOCK, N)):
            total = best[e, j] + after[e, N - 1 - j]
            if last[e, j] >= 0 and total > totals[e]:
                links[e, 0], links[e, 1], totals[e] = last[e, j], j, total


@compiled
def promising_links(
    path: Floats, metric: int, blocks: Blocks, p: Floats, best: Floats, after: Floats, half: int
) -> tuple[Indices, Floats]:
    """Good crossing links and their totals, for others to be dismissed by.

    The best between middles of blocks, then with its row the best column, with that the best row.
    """
    N, m = len(path), half * BLOCK
    links, totals = np.empty((len(p), 2), np.intp), np.zeros(len(p))
    for e in range(len(p)):
        links[e, 0], links[e, 1] = m - 1, m
        for i in range(BLOCK // 2, m, BLOCK):
            for j in range(m + BLOCK // 2, N, BLOCK):
                try_crossing(path, metric, blocks.scale, p, best, after, links, totals, e, i, j)
        i = links[e, 0]
        for j in range(m, N):
            try_crossing(path, metric, blocks.scale, p, best, after, links, totals, e, i, j)
        j = links[e, 1]
        for i in range(m):
            try_crossing(path, metric, blocks.scale, p, best, after, links, totals, e, i, j)
    return links, totals


@compiled
def try_crossing(
    path: Floats,
    metric: int,
    scale: float,
    p: Floats,
    best: Floats,
    after: Floats,
    links: Indices,
    totals: Floats,
    e: int,
    i: int,
    j: int,
) -> None:
    """Measure the link (i, j), and keep it for one exponent if it makes a better total."""
    length = distance(path, i, path, j, metric) * scale
    total = best[e, i] + power(length, p[e]) + after[e, len(path) - 1 - j]
    if total > totals[e]:
        links[e, 0], links[e, 1], totals[e] = i, j, total
