"""The columns of a path, solved panel by panel: by balls where those are enough, else by tiles too."""

import numpy as np

from depthlimit.pvariation.arrays import Indices
from depthlimit.pvariation.balls import dismiss_blocks, is_heavy, try_rows
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.state import State
from depthlimit.pvariation.tiles import bound_tiles, solve_within_bounded


def solve_panels(state: State, panel: int, stop: int, coordinates: Coordinates) -> None:
    """Make the columns of the panels [panel, stop) final; those before them already are."""
    while True:
        panel, heavy, own = solve_light(state, panel, stop, coordinates.leading)
        if panel == stop:
            return
        bounding = coordinates.for_panel(panel, heavy, own)
        bound_tiles(state, bounding, panel, heavy)
        if own:
            solve_within_bounded(state, bounding, panel)
        else:
            solve_within(state, panel)
        panel += 1


@compiled
def solve_light(state: State, panel: int, stop: int, leading: bool) -> tuple[int, Indices, bool]:
    """Solve panel after panel by balls alone, up to the first that has tiles to bound.

    Returns that panel (or ``stop``), its heavy blocks, and whether the links within it are a heavy tile, too.
    """
    while panel < stop:
        start_from_previous(state, panel)
        heavy = dismiss_blocks(state, panel, panel, leading)
        own = leading and is_heavy(state, panel)
        if len(heavy) > 0 or own:
            return panel, heavy, own
        solve_within(state, panel)
        panel += 1
    return stop, np.empty(0, np.intp), False


@compiled
def start_from_previous(state: State, panel: int) -> None:
    """Start each column of a panel with its step, and with the best last link of the previous column."""
    for j in range(max(panel * BLOCK, 1), min(panel * BLOCK + BLOCK, len(state.path))):
        try_step(state, j)
        for e in range(len(state.p)):
            if state.last[e, j - 1] < j - 1:
                try_link(state, state.last[e, j - 1], j)


@compiled
def solve_within(state: State, panel: int) -> None:
    """Make the columns of a panel final, in order, by the links from its own rows."""
    first = panel * BLOCK
    for j in range(max(first, 1), min(first + BLOCK, len(state.path))):
        try_step(state, j)
        reach = state.blocks.offsets[j] + state.blocks.radii[panel]
        try_rows(state, first, j - 1, reach, j)
