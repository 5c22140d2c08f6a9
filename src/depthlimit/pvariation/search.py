"""p-variation for D > 1: dynamic programming over the prefixes that looks at few of the N²/2 links.

``V_j = max_{i<j} V_i + ‖X_j − X_i‖^p`` is solved for a panel of 64 columns j at a time. Each column first
gets a lower bound from the links that were good for its predecessor; then blocks of rows i are dismissed by
ever finer upper bounds of their links (see ``balls`` and ``tiles``); what is left is measured directly. All
exponents share the bounds and the distances; memory is O(N·D).
"""

from collections.abc import Sequence
from functools import partial

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.blocks import blocks_of
from depthlimit.pvariation.coordinates import Coordinates
from depthlimit.pvariation.diameter import ends_of_diameter
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.halves import solve_halves
from depthlimit.pvariation.panels import solve_light, solve_panels
from depthlimit.pvariation.reference import trace
from depthlimit.pvariation.result import Solution, Sums

LONG = 32  # panels, from which on a second thread pays
# The bound of the diameter that costs nothing is at most 4 times the diameter: up to this exponent its powers
# are numbers, with room for every term that matters.
MODERATE = 256


def search(path: Floats, exponents: Sequence[float], metric: int, threads: int = 1) -> list[Solution]:
    """An optimal partition of a path (N, D) for each exponent, 1 ≤ p < 10^17, by at most two threads.

    >>> search(np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0]]), [2.0], 0)[0][0]
    array([0, 2])
    """
    scale = 0.0 if max(exponents) <= MODERATE else one_over_diameter(path, metric)
    blocks = blocks_of(path, metric, scale)
    if np.abs(path[0]).max() * blocks.scale > 2.0:
        path = path - path[0]  # far from the origin the products of tiles would cancel
        blocks = blocks_of(path, metric, scale)
    p, count = np.array(exponents), len(blocks.radii)
    best, last = np.zeros((len(p), len(path))), np.zeros((len(p), len(path)), np.intp)
    heavy, found = np.empty(count, np.intp), np.zeros(2, np.intp)
    panel = solve_light(path, metric, blocks, p, best, last, 0, count, heavy, found, False)
    if threads > 1 and count - panel >= LONG and p.min() > 2.0:  # else too many links compete at the joint
        partitions = solve_halves(path, metric, blocks, p, best, last, panel)
        return [(partitions[e], partial(sums_of, path, q, metric)) for e, q in enumerate(exponents)]
    solve_panels(path, metric, blocks, p, best, last, panel, count, Coordinates(path, blocks.scale))
    return [(trace(last[e]), partial(in_unit_of, blocks.scale, best[e])) for e in range(len(exponents))]


def one_over_diameter(path: Floats, metric: int) -> float:
    """1 over the diameter of a path (N, D), or 0 if all its points are the same."""
    i, j = ends_of_diameter(path, metric)
    longest = distance(path, i, path, j, metric)
    return 1.0 / longest if longest > 0.0 else 0.0


def sums_of(path: Floats, p: float, metric: int) -> Sums:
    """The sums of all prefixes, from one end alone."""
    ((_, sums),) = search(path, [p], metric)
    return sums()


def in_unit_of(scale: float, best: Floats) -> Sums:
    """The sums of all prefixes, found with lengths times ``scale``."""
    return best, 1.0 / scale
