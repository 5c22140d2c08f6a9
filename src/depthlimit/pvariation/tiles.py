"""Pruning by tiles: bounds of all links from a block to a panel at once, and the links that survive them."""

import numpy as np

from depthlimit.pvariation.arrays import Flags, Floats, Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled, compiled_inline
from depthlimit.pvariation.coordinates import NEAR, Bounding, bounding_columns, bounds_from_products
from depthlimit.pvariation.links import try_link, try_step
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.products import padded, product
from depthlimit.pvariation.state import State

CHUNK = 16  # blocks side by side that are bounded by one product
CROWDED = BLOCK * BLOCK // 4  # survivors in a tile that cost more to measure than to bound again
TINY = 1e-300  # differences of sums that make no difference
EXACT, NEARBY, EVERYWHERE = 0, 1, 2  # coordinates: all, the leading ones of the stretch, of the whole path


@compiled
def bound_tiles(state: State, bounding: Bounding, panel: int, heavy: Indices) -> None:
    """Bound the links of the heavy blocks by leading coordinates, and by all where those leave too many."""
    path, squares, stretch = state.path, bounding.squares, bounding.stretch
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    workspace = np.empty((CHUNK * BLOCK, BLOCK))
    all_columns = padded(path, first, stop)
    built = len(bounding.nearby) >= stop - stretch  # else no block is near
    near = padded(bounding.nearby, first - stretch, stop - stretch) if built else all_columns
    near_columns = bounding_columns(near) if built else all_columns
    far_columns = bounding_columns(padded(bounding.everywhere, first, stop))
    begin = 0
    while begin < len(heavy):
        coordinates = coordinates_for(panel - heavy[begin], bounding.crowded)
        size = chunk_size(panel, heavy, begin, bounding.crowded)
        top = (heavy[begin] + 1) * BLOCK
        bottom = top - size * BLOCK
        if coordinates == NEARBY:
            product(bounding.nearby[bottom - stretch : top - stretch], near_columns, workspace)
        elif coordinates == EVERYWHERE:
            product(bounding.everywhere[bottom:top], far_columns, workspace)
        for row in range(top - BLOCK, bottom - 1, -BLOCK):
            tile = workspace[row - bottom : row - bottom + BLOCK]
            if coordinates != EXACT:
                if not improve(state, tile, row, panel, False):
                    continue
                if coordinates == NEARBY:
                    bounding.crowded[panel - row // BLOCK] = True
            product(path[row : row + BLOCK], all_columns, tile)
            bounds_from_products(
                tile, squares[row : row + BLOCK], squares[first:stop], path.shape[1], state.blocks.scale
            )
            improve(state, tile, row, panel, True)
        begin += size


@compiled
def chunk_size(panel: int, heavy: Indices, begin: int, crowded: Flags) -> int:
    """Return the number of neighbouring heavy blocks that one product bounds, by the same coordinates."""
    coordinates = coordinates_for(panel - heavy[begin], crowded)
    size = 1
    while (
        size < min(CHUNK, len(heavy) - begin)
        and heavy[begin + size] == heavy[begin] - size
        and coordinates_for(panel - heavy[begin + size], crowded) == coordinates
    ):
        size += 1
    return size


@compiled
def solve_within_bounded(state: State, bounding: Bounding, panel: int) -> None:
    """Make the columns of a panel final, in order, by bounds of the links from its own rows."""
    path, p, best = state.path, state.p, state.best
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(path))
    bounds = np.empty((BLOCK, BLOCK))
    if bounding.crowded[0]:
        squares = bounding.squares[first:stop]
        product(path[first:stop], padded(path, first, stop), bounds)
        bounds_from_products(bounds, squares, squares, path.shape[1], state.blocks.scale)
    else:
        begin, end = first - bounding.stretch, stop - bounding.stretch
        product(bounding.nearby[begin:end], bounding_columns(padded(bounding.nearby, begin, end)), bounds)
    measured = 0
    for j in range(max(first, 1), stop):
        try_step(state, j)
        for e in range(len(p)):
            high = best[e, j - 1]
            limit, slope = threshold(best[e, j] - high, high - best[e, first], p[e])
            for i in range(first, j - 1):
                bound = bounds[j - first, i - first]
                if bound > limit + slope * (high - best[e, i]):  # noqa: SIM102 - the power only if necessary
                    if best[e, i] + power(np.sqrt(bound), p[e]) > best[e, j]:
                        try_link(state, i, j)
                        measured += 1
    if measured > CROWDED:
        bounding.crowded[0] = True


@compiled
def coordinates_for(distance: int, crowded: Flags) -> int:
    """Return which coordinates bound the links of a block that is so many blocks before its panel."""
    if crowded[distance]:
        return EXACT
    return NEARBY if distance <= NEAR else EVERYWHERE


@compiled
def improve(state: State, bounds: Floats, first_row: int, panel: int, exact: bool) -> bool:
    """Improve the columns of a panel by the links of a tile; unless ``exact``, give up if too many survive.

    Returns whether it gave up. The most promising link of each column is tried first, as it dismisses most of
    the others.
    """
    p = state.p
    first, stop = panel * BLOCK, min(panel * BLOCK + BLOCK, len(state.path))
    height, width = len(bounds), stop - first
    limits, slopes, drops = np.empty(width), np.empty(width), np.empty(height)
    longest = largest_of_columns(bounds, width)
    for e in range(len(p)):
        best = state.best[e]
        if not any_may_improve(longest, best, first_row + height - 1, first, p[e]):
            continue
        for i in range(height):
            drops[i] = best[first_row + height - 1] - best[first_row + i]
        thresholds(best, first_row, first_row + height - 1, first, p[e], limits, slopes)
        if survivors(bounds, drops, limits, slopes) == 0:
            continue
        rows = most_promising(bounds, drops, slopes)
        for j in range(width):
            i = rows[j]
            if bounds[i, j] > limits[j] + slopes[j] * drops[i]:
                try_link(state, first_row + i, first + j)
        thresholds(best, first_row, first_row + height - 1, first, p[e], limits, slopes)
        count = 0
        for i in range(height):
            for j in range(width if survivors_of_row(bounds, i, drops[i], limits, slopes) > 0 else 0):
                if bounds[i, j] > limits[j] + slopes[j] * drops[i]:  # noqa: SIM102 - the power only if necessary
                    if best[first_row + i] + power(np.sqrt(bounds[i, j]), p[e]) > best[first + j]:
                        try_link(state, first_row + i, first + j)
                        count += 1
            if count > CROWDED and not exact:
                return True
    return False


@compiled
def largest_of_columns(bounds: Floats, width: int) -> Floats:
    """Return the largest bound of each column of a tile."""
    largest = np.zeros(width)
    for i in range(len(bounds)):
        for j in range(width):
            largest[j] = max(largest[j], bounds[i, j])
    return largest


@compiled
def any_may_improve(squares: Floats, best: Floats, high: int, first: int, p: float) -> bool:
    """True if a link of squared length ≤ ``squares``, from row ``high`` or before, may improve a column."""
    for j in range(len(squares)):  # noqa: SIM110 - a kernel has no generators
        if best[high] + power(np.sqrt(squares[j]), p) > best[first + j]:
            return True
    return False


@compiled
def thresholds(
    best: Floats, low: int, high: int, first: int, p: float, limits: Floats, slopes: Floats
) -> None:
    """Write the thresholds of the columns of a tile with rows [low, high] to ``limits`` and ``slopes``."""
    for j in range(len(limits)):
        rise = max(best[first + j] - best[high], 0.0)
        limits[j], slopes[j] = threshold(rise, best[high] - best[low], p)


@compiled_inline
def threshold(rise: float, drop: float, p: float) -> tuple[float, float]:
    """Return limit and slope: links from i to j are useful only if ``d² > limit + slope·(F_high − F_i)``.

    A link improves j if ``d² > (F_j − F_i)^(2/p)``, where F_j is ``rise`` above F_high and F_i at most
    ``drop`` below. That is convex in F_i for p ≤ 2, where the tangent at F_high bounds it from below, and
    concave for p ≥ 2, where the chord does: no power is needed per link.
    """
    limit = rise ** (2.0 / p)
    if p <= 2.0:
        slope = (2.0 / p) * rise ** (2.0 / p - 1.0)
    else:
        # TINY: else the quotient may be NaN
        slope = ((rise + drop) ** (2.0 / p) - limit) / drop if drop > TINY else 0.0
    return limit * (1.0 - 1e-14), slope * (1.0 - 1e-12)  # the powers are rounded


@compiled
def survivors(bounds: Floats, drops: Floats, limits: Floats, slopes: Floats) -> int:
    """Count the links of a tile that may improve their column."""
    count = 0
    for i in range(len(drops)):
        count += survivors_of_row(bounds, i, drops[i], limits, slopes)
    return count


@compiled_inline
def survivors_of_row(bounds: Floats, i: int, drop: float, limits: Floats, slopes: Floats) -> int:
    """Count the links of one row of a tile that may improve their column."""
    count = 0
    for j in range(len(limits)):
        count += bounds[i, j] > limits[j] + slopes[j] * drop
    return count


@compiled
def most_promising(bounds: Floats, drops: Floats, slopes: Floats) -> Indices:
    """Return, for each column, the row whose link exceeds its threshold most."""
    rows, largest = np.zeros(len(slopes), np.intp), np.full(len(slopes), -np.inf)
    for i in range(len(drops)):
        for j in range(len(slopes)):
            excess = bounds[i, j] - slopes[j] * drops[i]
            rows[j] = i if excess > largest[j] else rows[j]
            largest[j] = max(largest[j], excess)
    return rows
