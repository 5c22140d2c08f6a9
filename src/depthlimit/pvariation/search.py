"""p-variation for D > 1: dynamic programming over the prefixes that computes few of the N²/2 distances.

``F_j = max_{i<j} F_i + ‖X_j − X_i‖^p`` is solved for a panel of 64 columns j at a time. Each column first
gets a lower bound from the links that were good for the previous one; then blocks of rows i are dismissed by
ever finer upper bounds of their links (see ``balls`` and ``tiles``); the remaining links are measured
directly. All exponents share the bounds and the distances; memory is O(N·D).
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.diameter import ends_of_diameter
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.halves import solve_halves
from depthlimit.pvariation.panels import solve_light, solve_panels
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.result import Solution, Sums
from depthlimit.pvariation.state import initial_state

LONG = 32  # number of panels from which on a second thread pays
# The bound of the diameter that costs nothing is at most 4 times the diameter: up to this exponent its powers
# do not underflow where they matter.
MODERATE = 256


def search(path: Floats, exponents: Sequence[float], metric: int, threads: int = 1) -> list[Solution]:
    """Return an optimal partition of a path (N, D) for each 1 ≤ p < 10^17, using at most two threads.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], 0)[0][0]
    array([0, 2])
    """
    scale = 0.0 if max(exponents) <= MODERATE else inverse_diameter(path, metric)
    p = np.array(exponents)
    state = initial_state(path, metric, p, scale)
    if np.abs(path[0]).max() * state.blocks.scale > 2.0:  # far from the origin the products of tiles cancel
        state = initial_state(path - path[0], metric, p, scale)
    panels = len(state.blocks.radii)
    panel, _, _ = solve_light(state, 0, panels, False)
    if threads > 1 and panels - panel >= LONG and p.min() > 2.0:  # else too many links compete at the joint
        partitions = solve_halves(state, panel)
        return [(partitions[e], partial(sums_of, state.path, q, metric)) for e, q in enumerate(exponents)]
    solve_panels(state, panel, panels, Coordinates(state.path, state.blocks.scale))
    return [
        (trace(last), partial(in_unit_of, state.blocks.scale, best))
        for last, best in zip(state.last, state.best, strict=True)
    ]


def inverse_diameter(path: Floats, metric: int) -> float:
    """Return 1 over the diameter of a path (N, D), or 0 if all its points are equal."""
    i, j = ends_of_diameter(path, metric)
    longest = distance(path, i, path, j, metric)
    return 1.0 / longest if longest > 0.0 else 0.0


def sums_of(path: Floats, p: float, metric: int) -> Sums:
    """Return the sums of all prefixes, by a search from one end."""
    ((_, sums),) = search(path, [p], metric)
    return sums()


def in_unit_of(scale: float, best: Floats) -> Sums:
    """Return the sums of all prefixes, found with lengths times ``scale``."""
    return best, 1.0 / scale
