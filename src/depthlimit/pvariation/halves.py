"""Both halves of a long path at once: the prefixes of the first, and in a second thread the other's suffixes.

With V_i the p-variation of the prefix ``X_0, …, X_i`` and W_j that of the suffix ``X_j, …, X_{N−1}``, that of
the whole path is ``max V_i + ‖X_j − X_i‖^p + W_j`` over i < m ≤ j: some link of an optimal partition crosses
into the second half, which begins at m. It is looked for when both halves are done. The threads meet nowhere
else, so that nothing depends on which is faster.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.blocks import BLOCK, Blocks, blocks_of
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.joint import crossing_links
from depthlimit.pvariation.panels import solve_panels
from depthlimit.pvariation.reference import trace


def solve_halves(
    path: Floats, metric: int, blocks: Blocks, p: Floats, best: Floats, last: Indices, panel: int
) -> list[Indices]:
    """An optimal partition of a path (N, D), whose panels before ``panel`` are final, for each exponent."""
    half = (panel + len(blocks.radii)) // 2
    coordinates = Coordinates(path, blocks.scale)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(suffixes, path[half * BLOCK :], metric, p, blocks.scale)
        solve_panels(path, metric, blocks, p, best, last, panel, half, coordinates)
        after, onward = second.result()
    links = crossing_links(path, metric, blocks, p, best, last, after, half, coordinates)
    end = len(path) - 1
    return [
        np.concatenate([trace(last[e, : i + 1]), end - trace(onward[e, : end - j + 1])[::-1]])
        for e, (i, j) in enumerate(links)
    ]


def suffixes(path: Floats, metric: int, p: Floats, scale: float) -> tuple[Floats, Indices]:
    """The best sums of all suffixes of a path (N, D), and their first links, by the search on its reverse."""
    reverse = np.ascontiguousarray(path[::-1])
    blocks = blocks_of(reverse, metric, scale)
    best, last = np.zeros((len(p), len(path))), np.zeros((len(p), len(path)), np.intp)
    solve_panels(
        reverse, metric, blocks, p, best, last, 0, len(blocks.radii), Coordinates(reverse, blocks.scale)
    )
    return best, last
