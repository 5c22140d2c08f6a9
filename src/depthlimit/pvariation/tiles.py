"""Pruning by tiles: bounds of all links from a block to a panel at once, and the few that survive them."""

import numpy as np

from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import bounding_columns, bounds_from_products
from depthlimit.pvariation.links import try_link
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.products import product
from depthlimit.pvariation.result import Flags, Floats, Indices

CHUNK = 16  # blocks side by side that are bounded by one product
NEAR = 16  # blocks before a panel that leading directions of their own stretch of the path bound better
CROWDED = BLOCK * BLOCK // 4  # survivors in a tile that are dearer to measure than to bound anew
EXACT, NEARBY, EVERYWHERE = (
    0,
    1,
    2,
)  # coordinates: all, the leading ones of the stretch, those of the whole path


@compiled
def bound_tiles(
    path: Floats,
    squares: Floats,
    everywhere: Floats,
    nearby: Floats,
    scale: float,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    heavy: Indices,
    crowded: Flags,
    room: Floats,
) -> None:
    """Bound the links of the heavy blocks by leading coordinates, and by all where those left a crowd."""
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    stretch = max(panel // NEAR - 1, 0) * NEAR * BLOCK  # where the rows ``nearby`` begin
    all_columns = padded(path, first, stop)
    near_columns, far_columns = all_columns, all_columns
    if len(everywhere) > 0:
        near_columns = bounding_columns(padded(nearby, first - stretch, stop - stretch))
        far_columns = bounding_columns(padded(everywhere, first, stop))
    begin = 0
    while begin < len(heavy):
        coordinates = coordinates_for(panel - heavy[begin], crowded)
        size = 1
        while (
            size < min(CHUNK, len(heavy) - begin)
            and heavy[begin + size] == heavy[begin] - size
            and coordinates_for(panel - heavy[begin + size], crowded) == coordinates
        ):
            size += 1
        top = (heavy[begin] + 1) * BLOCK
        bottom = top - size * BLOCK
        if coordinates == EXACT:
            product(path, bottom, top, all_columns, room)
            bounds_from_products(room, squares, bottom, top, first, stop, path.shape[1], scale)
        elif coordinates == NEARBY:
            product(nearby, bottom - stretch, top - stretch, near_columns, room)
        else:
            product(everywhere, bottom, top, far_columns, room)
        for row in range(top - BLOCK, bottom - 1, -BLOCK):
            tile = room[row - bottom : row - bottom + BLOCK, : stop - first]
            if improve(path, scale, p, best, last, tile, row, first, coordinates == EXACT):
                crowded[panel - row // BLOCK] = True
                part = room[row - bottom : row - bottom + BLOCK]
                product(path, row, row + BLOCK, all_columns, part)
                bounds_from_products(part, squares, row, row + BLOCK, first, stop, path.shape[1], scale)
                improve(path, scale, p, best, last, tile, row, first, True)
        begin += size


@compiled
def coordinates_for(distance: int, crowded: Flags) -> int:
    """The coordinates that bound the links of a block so many blocks before its panel."""
    if crowded[distance]:
        return EXACT
    return NEARBY if distance <= NEAR else EVERYWHERE


@compiled
def padded(points: Floats, first: int, stop: int) -> Floats:
    """A panel of points, filled up with zeros to a whole block."""
    panel = np.zeros((BLOCK, points.shape[1]))
    for j in range(first, stop):
        for k in range(points.shape[1]):
            panel[j - first, k] = points[j, k]
    return panel


@compiled
def improve(
    path: Floats,
    scale: float,
    p: Floats,
    best: Floats,
    last: Indices,
    bounds: Floats,
    first_row: int,
    first: int,
    exact: bool,
) -> bool:
    """Improve the columns by the links of a tile that may; unless ``exact``, give up where they are a crowd.

    Returns whether it gave up. The most promising link of each column goes first: it leaves the others little
    room.
    """
    height, width = bounds.shape
    limits, slopes, drops = np.empty(width), np.empty(width), np.empty(height)
    for e in range(len(p)):
        for i in range(height):
            drops[i] = best[e, first_row + height - 1] - best[e, first_row + i]
        thresholds(best[e], first_row, first_row + height - 1, first, p[e], limits, slopes)
        if survivors(bounds, drops, limits, slopes) == 0:
            continue
        for j in range(width):
            i = most_promising(bounds, drops, limits[j], slopes[j], j)
            if bounds[i, j] > limits[j] + slopes[j] * drops[i]:
                try_link(path, 0, scale, p, best, last, first_row + i, first + j)
        thresholds(best[e], first_row, first_row + height - 1, first, p[e], limits, slopes)
        count = 0
        for i in range(height):
            for j in range(width):
                if bounds[i, j] > limits[j] + slopes[j] * drops[i]:  # noqa: SIM102 - the power only if need be
                    if best[e, first_row + i] + power(np.sqrt(bounds[i, j]), p[e]) > best[e, first + j]:
                        try_link(path, 0, scale, p, best, last, first_row + i, first + j)
                        count += 1
            if count > CROWDED and not exact:
                return True
    return False


@compiled
def thresholds(
    best: Floats, low: int, high: int, first: int, p: float, limits: Floats, slopes: Floats
) -> None:
    """How long, squared, a link from a row i to column j must be: ``limit + slope·(V_high − V_i)``.

    It improves j if ``d² > (V_j − V_i)^(2/p)``. That is convex in V_i for p ≤ 2, where the tangent at V_high
    bounds it from below, and concave for p ≥ 2, where the chord does: no power is needed per link.
    """
    drop = best[high] - best[low]
    for j in range(len(limits)):
        rise = max(best[first + j] - best[high], 0.0)
        limits[j] = rise ** (2.0 / p)
        if p <= 2.0:
            slopes[j] = (2.0 / p) * rise ** (2.0 / p - 1.0)
        else:
            slopes[j] = ((rise + drop) ** (2.0 / p) - limits[j]) / drop if drop > 0.0 else 0.0
        limits[j] *= 1.0 - 1e-14  # the powers round
        slopes[j] *= 1.0 - 1e-12


@compiled
def survivors(bounds: Floats, drops: Floats, limits: Floats, slopes: Floats) -> int:
    """How many links of a tile may improve their column."""
    count = 0
    for i in range(len(drops)):
        for j in range(len(limits)):
            count += bounds[i, j] > limits[j] + slopes[j] * drops[i]
    return count


@compiled
def most_promising(bounds: Floats, drops: Floats, limit: float, slope: float, j: int) -> int:
    """The row whose link to column j exceeds its threshold most."""
    at = 0
    largest = -np.inf
    for i in range(len(drops)):
        excess = bounds[i, j] - slope * drops[i]
        if excess > largest:
            largest, at = excess, i
    return at
