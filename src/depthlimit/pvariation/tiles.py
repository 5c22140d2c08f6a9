"""A tile: the upper bounds of all links from one block to the columns of another, and the few that survive them."""

import numpy as np

from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.distances import Floats, Indices, distance
from depthlimit.pvariation.powers import power


@compiled
def thresholds(best: Floats, first: int, last: int, columns: int, p: float, limits: Floats, slopes: Floats) -> None:
    """How long a squared link from row i of [first, last] to column j must be: at least ``limit + slope·(V_last − V_i)``.

    The link improves j if ``d² > (V_j − V_i)^(2/p)``; that is convex in V_i for p ≤ 2, where the tangent at V_last
    bounds it from below, and concave for p ≥ 2, where the chord does. Both spare a power per link.
    """
    drop = best[last] - best[first]
    for j in range(len(limits)):
        rise = max(best[columns + j] - best[last], 0.0)
        limit = rise if p == 2.0 else rise ** (2.0 / p)
        if p <= 2.0:
            slopes[j] = 1.0 if p == 2.0 else (2.0 / p) * rise ** (2.0 / p - 1.0)
        else:
            slopes[j] = ((rise + drop) ** (2.0 / p) - limit) / drop if drop > 0.0 else 0.0
        limits[j] = limit


@compiled
def survivors(bounds: Floats, best: Floats, first: int, limits: Floats, slopes: Floats) -> int:
    """How many links of a tile may improve their column."""
    count = 0
    last = first + len(bounds) - 1
    for i in range(len(bounds)):
        drop = best[last] - best[first + i]
        row = bounds[i]
        for j in range(len(limits)):
            count += row[j] > limits[j] + slopes[j] * drop
    return count


@compiled
def measure(
    path: Floats,
    scale: float,
    p: float,
    best: Floats,
    last_link: Indices,
    bounds: Floats,
    first: int,
    columns: int,
    limits: Floats,
    slopes: Floats,
) -> None:
    """Measure the surviving links of a tile directly, and keep those that improve their column."""
    last = first + len(bounds) - 1
    for i in range(len(bounds)):
        drop = best[last] - best[first + i]
        for j in range(len(limits)):
            if bounds[i, j] > limits[j] + slopes[j] * drop:
                relax(path, scale, p, best, last_link, first + i, columns + j, np.sqrt(max(bounds[i, j], 0.0)))


@compiled
def relax(
    path: Floats, scale: float, p: float, best: Floats, last_link: Indices, i: int, j: int, bound: float
) -> None:
    """Let the link (i, j) improve column j, if it can in view of its bound and does."""
    if best[i] + power(bound, p) <= best[j]:
        return
    value = best[i] + power(distance(path[i], path[j], 0) * scale, p)
    if value > best[j]:
        best[j] = value
        last_link[j] = i
