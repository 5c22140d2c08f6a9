"""Both halves of a long path at once: prefixes of the first, and in a second thread suffixes of the second.

With F_i the largest sum over the partitions of the prefix ``X_0, …, X_i`` and G_j over those of the suffix
``X_j, …, X_{N−1}``, that over the partitions of the whole path is ``max F_i + ‖X_j − X_i‖^p + G_j`` over
i < m ≤ j, where m is the first index of the second half: some link of an optimal partition crosses into it.
That link is searched for when both halves are done. The threads exchange nothing before, so the result does
not depend on their timing.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from depthlimit.pvariation.arrays import Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.joint import crossing_links
from depthlimit.pvariation.panels import solve_panels
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.state import State, initial_state


def solve_halves(state: State, panel: int) -> list[Indices]:
    """Return an optimal partition for each exponent; the columns of the panels before ``panel`` are final."""
    half = (panel + len(state.blocks.radii)) // 2
    coordinates = Coordinates(state.path, state.blocks.scale)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(solve_suffixes, state, half)
        solve_panels(state, panel, half, coordinates)
        suffixes = second.result()
    links = crossing_links(state, suffixes.best, half, coordinates)
    end = len(state.path) - 1
    return [
        np.concatenate([trace(state.last[e, : i + 1]), end - trace(suffixes.last[e, : end - j + 1])[::-1]])
        for e, (i, j) in enumerate(links)
    ]


def solve_suffixes(state: State, half: int) -> State:
    """Return the final state of a search on the reversed second half, whose prefixes are the suffixes."""
    reverse = np.ascontiguousarray(state.path[half * BLOCK :][::-1])
    suffixes = initial_state(reverse, state.metric, state.p, state.blocks.scale)
    solve_panels(suffixes, 0, len(suffixes.blocks.radii), Coordinates(reverse, suffixes.blocks.scale))
    return suffixes
