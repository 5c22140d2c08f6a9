"""The link of an optimal partition that crosses from the first half of a path into the second.

With F_i the largest sum of a prefix that ends in the first half, G_j that of a suffix that begins in the
second, and T the largest total known, the link (i, j) improves it if ``F_i + ‖X_j − X_i‖^p > T − G_j``.
So with the right side as its value, column j is bounded and improved as in the search for prefixes.
"""

from typing import NamedTuple

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.balls import dismiss_blocks
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.state import State
from depthlimit.pvariation.tiles import bound_tiles


class Crossing(NamedTuple):
    """The best crossing link known for each exponent, updated in place.

    Attributes:
        half: the panel with which the second half begins.
        after: the largest sums of the suffixes, the shortest first, (E, points of the second half).
        links: the link (i, j), (E, 2).
        totals: the sum over the partition through that link, (E,).
    """

    half: int
    after: Floats
    links: Indices
    totals: Floats


def crossing_links(state: State, after: Floats, half: int, coordinates: Coordinates) -> Indices:
    """Return the crossing link (i, j) for each exponent, shape (E, 2).

    Args:
        state: the first half is final; the columns of the second half are used as workspace.
        after: see :class:`Crossing`.
        half: see :class:`Crossing`.
        coordinates: of the path.
    """
    crossing, panel = promising_links(state, after, half), half
    while True:
        panel, heavy = cross_light(state, crossing, panel, coordinates.leading)
        if panel == len(state.blocks.radii):
            return crossing.links
        bound_tiles(state, coordinates.for_panel(panel, heavy, False), panel, heavy)
        keep_better(state, crossing, panel)
        panel += 1


@compiled
def cross_light(state: State, crossing: Crossing, panel: int, leading: bool) -> tuple[int, Indices]:
    """Try panel after panel by balls alone, up to the first that has heavy blocks; return it with these."""
    N, panels = len(state.path), len(state.blocks.radii)
    while panel < panels:
        for e in range(len(state.p)):
            for j in range(panel * BLOCK, min(panel * BLOCK + BLOCK, N)):
                state.best[e, j] = crossing.totals[e] - crossing.after[e, N - 1 - j]
                state.last[e, j] = -1
        heavy = dismiss_blocks(state, panel, crossing.half, leading)
        if len(heavy) > 0:
            return panel, heavy
        keep_better(state, crossing, panel)
        panel += 1
    return panels, np.empty(0, np.intp)


@compiled
def keep_better(state: State, crossing: Crossing, panel: int) -> None:
    """Keep the links to the columns of a panel that make a larger total."""
    N = len(state.path)
    for e in range(len(state.p)):
        for j in range(panel * BLOCK, min(panel * BLOCK + BLOCK, N)):
            total = state.best[e, j] + crossing.after[e, N - 1 - j]
            if state.last[e, j] >= 0 and total > crossing.totals[e]:
                keep(crossing, e, state.last[e, j], j, total)


@compiled
def promising_links(state: State, after: Floats, half: int) -> Crossing:
    """Return good crossing links, which dismiss most others.

    For each exponent: the best between middles of blocks, then with its row the best column, with that the
    best row.
    """
    N, m = len(state.path), half * BLOCK
    crossing = Crossing(half, after, np.empty((len(state.p), 2), np.intp), np.zeros(len(state.p)))
    for e in range(len(state.p)):
        keep(crossing, e, m - 1, m, 0.0)
        for i in range(BLOCK // 2, m, BLOCK):
            for j in range(m + BLOCK // 2, N, BLOCK):
                try_crossing(state, crossing, e, i, j)
        i = crossing.links[e, 0]
        for j in range(m, N):
            try_crossing(state, crossing, e, i, j)
        j = crossing.links[e, 1]
        for i in range(m):
            try_crossing(state, crossing, e, i, j)
    return crossing


@compiled
def try_crossing(state: State, crossing: Crossing, e: int, i: int, j: int) -> None:
    """Measure the link (i, j), and keep it for one exponent if it makes a larger total."""
    length = distance(state.path, i, state.path, j, state.metric) * state.blocks.scale
    total = state.best[e, i] + power(length, state.p[e]) + crossing.after[e, len(state.path) - 1 - j]
    if total > crossing.totals[e]:
        keep(crossing, e, i, j, total)


@compiled
def keep(crossing: Crossing, e: int, i: int, j: int, total: float) -> None:
    """Keep a link for one exponent."""
    crossing.links[e, 0], crossing.links[e, 1], crossing.totals[e] = i, j, total
