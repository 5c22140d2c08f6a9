"""Pruning by tiles: bounds of all links from a block to a panel at once, and the few that survive them."""

import numpy as np

from depthlimit.pvariation.arrays import Flags, Floats, Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled, compiled_inline
from depthlimit.pvariation.coordinates import NEAR, bounding_columns, bounds_from_products
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.products import padded, product

CHUNK = 16  # blocks side by side that are bounded by one product
CROWDED = BLOCK * BLOCK // 4  # survivors in a tile that are dearer to measure than to bound anew
TINY = 1e-300  # differences of values that matter to none
EXACT, NEARBY, EVERYWHERE = 0, 1, 2  # coordinates: all, the leading ones of the stretch, of the whole path


@compiled
def bound_tiles(
    path: Floats,
    squares: Floats,
    everywhere: Floats,
    nearby: Floats,
    stretch: int,
    crowded: Flags,
    scale: float,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
    heavy: Indices,
) -> None:
    """Bound the links of the heavy blocks by leading coordinates, and by all where those left a crowd."""
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    room = np.empty((CHUNK * BLOCK, BLOCK))
    all_columns = padded(path, first, stop)
    built = len(nearby) >= stop - stretch  # else no block is near
    near_columns = bounding_columns(padded(nearby, first - stretch, stop - stretch)) if built else all_columns
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
        if coordinates == NEARBY:
            product(nearby, bottom - stretch, top - stretch, near_columns, room)
        elif coordinates == EVERYWHERE:
            product(everywhere, bottom, top, far_columns, room)
        for row in range(top - BLOCK, bottom - 1, -BLOCK):
            tile = room[row - bottom : row - bottom + BLOCK]
            if coordinates != EXACT:
                if not improve(path, scale, p, best, last, tile, row, first, stop, False):
                    continue
                if coordinates == NEARBY:
                    crowded[panel - row // BLOCK] = True
            product(path, row, row + BLOCK, all_columns, tile)
            bounds_from_products(tile, squares, row, row + BLOCK, first, stop, path.shape[1], scale)
            improve(path, scale, p, best, last, tile, row, first, stop, True)
        begin += size


@compiled
def settle_bounded(
    path: Floats,
    squares: Floats,
    everywhere: Floats,
    nearby: Floats,
    stretch: int,
    crowded: Flags,
    scale: float,
    steps: Floats,
    p: Floats,
    best: Floats,
    last: Indices,
    panel: int,
) -> None:
    """Make the columns of a panel final, one after the other, by bounds of the links from its own rows."""
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    bounds = np.empty((BLOCK, BLOCK))
    if crowded[0]:
        product(path, first, stop, padded(path, first, stop), bounds)
        bounds_from_products(bounds, squares, first, stop, first, stop, path.shape[1], scale)
    else:
        columns = bounding_columns(padded(nearby, first - stretch, stop - stretch))
        product(nearby, first - stretch, stop - stretch, columns, bounds)
    measured = 0
    for j in range(max(first, 1), stop):
        try_step(steps[j], p, best, last, j)
        for e in range(len(p)):
            high = best[e, j - 1]
            limit, slope = threshold(best[e, j] - high, high - best[e, first], p[e])
            for i in range(first, j - 1):
                bound = bounds[j - first, i - first]
                if bound > limit + slope * (high - best[e, i]):  # noqa: SIM102 - the power only if need be
                    if best[e, i] + power(np.sqrt(bound), p[e]) > best[e, j]:
                        try_link(path, 0, scale, p, best, last, i, j)
                        measured += 1
    if measured > CROWDED:
        crowded[0] = True


@compiled
def coordinates_for(distance: int, crowded: Flags) -> int:
    """The coordinates that bound the links of a block so many blocks before its panel."""
    if crowded[distance]:
        return EXACT
    return NEARBY if distance <= NEAR else EVERYWHERE


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
    stop: int,
    exact: bool,
) -> bool:
    """Improve the columns by the links of a tile that may; unless ``exact``, give up where they are a crowd.

    Returns whether it gave up. The most promising link of each column goes first: it leaves the others little
    room.
    """
    height, width = len(bounds), stop - first
    limits, slopes, drops = np.empty(width), np.empty(width), np.empty(height)
    longest = largest_of_columns(bounds, width)
    for e in range(len(p)):
        if not any_in_sight(longest, best[e], first_row + height - 1, first, p[e]):
            continue
        for i in range(height):
            drops[i] = best[e, first_row + height - 1] - best[e, first_row + i]
        thresholds(best[e], first_row, first_row + height - 1, first, p[e], limits, slopes)
        if survivors(bounds, drops, limits, slopes) == 0:
            continue
        rows = most_promising(bounds, drops, slopes)
        for j in range(width):
            i = rows[j]
            if bounds[i, j] > limits[j] + slopes[j] * drops[i]:
                try_link(path, 0, scale, p, best, last, first_row + i, first + j)
        thresholds(best[e], first_row, first_row + height - 1, first, p[e], limits, slopes)
        count = 0
        for i in range(height):
            for j in range(width if survivors_of_row(bounds, i, drops[i], limits, slopes) > 0 else 0):
                if bounds[i, j] > limits[j] + slopes[j] * drops[i]:  # noqa: SIM102 - the power only if need be
                    if best[e, first_row + i] + power(np.sqrt(bounds[i, j]), p[e]) > best[e, first + j]:
                        try_link(path, 0, scale, p, best, last, first_row + i, first + j)
                        count += 1
            if count > CROWDED and not exact:
                return True
    return False


@compiled
def largest_of_columns(bounds: Floats, width: int) -> Floats:
    """The largest bound of each column of a tile."""
    largest = np.zeros(width)
    for i in range(len(bounds)):
        for j in range(width):
            largest[j] = max(largest[j], bounds[i, j])
    return largest


@compiled
def any_in_sight(squares: Floats, best: Floats, high: int, first: int, p: float) -> bool:
    """Whether a link of length² ``squares`` from row ``high``, or from one before, may improve a column."""
    for j in range(len(squares)):  # noqa: SIM110 - a kernel has no generators
        if best[high] + power(np.sqrt(squares[j]), p) > best[first + j]:
            return True
    return False


@compiled
def thresholds(
    best: Floats, low: int, high: int, first: int, p: float, limits: Floats, slopes: Floats
) -> None:
    """The threshold of every column of a tile, whose rows are [low, high]."""
    for j in range(len(limits)):
        rise = max(best[first + j] - best[high], 0.0)
        limits[j], slopes[j] = threshold(rise, best[high] - best[low], p)


@compiled_inline
def threshold(rise: float, drop: float, p: float) -> tuple[float, float]:
    """How long, squared, a link from a row i to column j must be: ``limit + slope·(V_high − V_i)``.

    It improves j if ``d² > (V_j − V_i)^(2/p)``, where V_j is ``rise`` above V_high, and V_i up to ``drop``
    below. That is convex in V_i for p ≤ 2, where the tangent at V_high bounds it from below, and concave for
    p ≥ 2, where the chord does: no power is needed per link.
    """
    limit = rise ** (2.0 / p)
    if p <= 2.0:
        slope = (2.0 / p) * rise ** (2.0 / p - 1.0)
    else:
        # a quotient that is a number
        slope = ((rise + drop) ** (2.0 / p) - limit) / drop if drop > TINY else 0.0
    return limit * (1.0 - 1e-14), slope * (1.0 - 1e-12)  # the powers round


@compiled
def survivors(bounds: Floats, drops: Floats, limits: Floats, slopes: Floats) -> int:
    """How many links of a tile may improve their column."""
    count = 0
    for i in range(len(drops)):
        count += survivors_of_row(bounds, i, drops[i], limits, slopes)
    return count


@compiled_inline
def survivors_of_row(bounds: Floats, i: int, drop: float, limits: Floats, slopes: Floats) -> int:
    """How many links of one row of a tile may improve their column."""
    count = 0
    for j in range(len(limits)):
        count += bounds[i, j] > limits[j] + slopes[j] * drop
    return count


@compiled
def most_promising(bounds: Floats, drops: Floats, slopes: Floats) -> Indices:
    """The row whose link to each column exceeds its threshold most."""
    rows, largest = np.zeros(len(slopes), np.intp), np.full(len(slopes), -np.inf)
    for i in range(len(drops)):
        for j in range(len(slopes)):
            excess = bounds[i, j] - slopes[j] * drops[i]
            rows[j] = i if excess > largest[j] else rows[j]
            largest[j] = max(largest[j], excess)
    return rows
