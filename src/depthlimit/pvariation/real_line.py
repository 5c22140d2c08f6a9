"""The p-variation of a real-valued path, empirically in O(N log N).

Source: V. Butkus and R. Norvaiša, *Computation of p-variation*, Lith. Math. J. 58 (2018). It rests on
three facts, all for p ≥ 1 on the real line:

* an optimal partition needs turning points only;
* a point that some optimal partition of a sub-path omits can be omitted from that of the whole path;
* when two optimal partitions are joined end to end, at most one new link crosses the joint.
"""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.crossing import Chain, best_crossing
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.profile import ALMOST_INFINITE


def real_line(heights: Floats, p: float) -> Indices:
    """Return an optimal partition of a real path that consists of turning points, for 1 ≤ p ≤ ∞.

    From ``ALMOST_INFINITE`` on it is that for p = ∞, which is as good up to rounding.

    >>> real_line(np.array([0.0, 1.0, 0.9, 2.0]), 2.0)
    array([0, 3])
    """
    if p == 1:
        return np.arange(len(heights))
    if p >= ALMOST_INFINITE:
        return np.unique([0, int(np.argmin(heights)), int(np.argmax(heights)), len(heights) - 1])
    return optimal_turns(heights, p)


@compiled
def turning_points(path: Floats) -> Indices:
    """Return the first index, those where the path changes its direction or is NaN, and the last."""
    N = len(path)
    turns = np.empty(N, np.intp)
    turns[0] = 0
    count = 1
    started = rises = False
    before = path[0]
    for k in range(1, N):
        value = path[k]
        if rises:
            goes_on = value >= before
        elif started:
            goes_on = value <= before
        else:
            goes_on = value == before
        if not goes_on:
            if started:
                turns[count] = k - 1
                count += 1
            started, rises = True, value > before
        before = value
    if N > 1:
        turns[count] = N - 1
        count += 1
    return turns[:count].copy()


@compiled
def optimal_turns(heights: Floats, p: float) -> Indices:
    """Return the positions of an optimal partition in a path that consists of turning points."""
    lowest = highest = heights[0]
    for height in heights:
        lowest, highest = min(lowest, height), max(highest, height)
    if lowest < highest:
        heights = (heights - lowest) / (highest - lowest)  # every link is then at most 1
    remaining, links = drop_short_windows(heights, p)
    following = merge_blocks(heights[remaining], links, p)
    partition = np.empty(len(remaining), np.intp)
    count = 0
    position = 0
    while position < len(remaining):
        partition[count] = remaining[position]
        count += 1
        position = following[position]
    return partition[:count].copy()


@compiled
def drop_short_windows(heights: Floats, p: float) -> tuple[Indices, Floats]:
    """Drop the inner two of four neighbours a, b, c, d where ``|ad|^p ≥ |ab|^p + |bc|^p + |cd|^p``.

    Returns the positions that remain, and the p-th power of the link that leaves each of them.
    """
    M = len(heights)
    remaining = np.empty(M, np.intp)
    links = np.zeros(M)
    size = 0
    for k in range(M):
        d = heights[k]
        if size > 0:
            links[size - 1] = power(abs(d - heights[remaining[size - 1]]), p)
        while size >= 3:
            a, b, c = heights[remaining[size - 3]], heights[remaining[size - 2]], heights[remaining[size - 1]]
            if not (min(a, d) <= min(b, c) and max(b, c) <= max(a, d)):
                break  # ad is shorter than one of them, even where all their powers vanish
            whole = power(abs(d - a), p)
            if whole < links[size - 3] + links[size - 2] + links[size - 1]:
                break
            size -= 2
            links[size - 1] = whole
        remaining[size] = k
        size += 1
    return remaining[:size].copy(), links[:size].copy()


@compiled
def merge_blocks(heights: Floats, links: Floats, p: float) -> Indices:
    """Join blocks of 4, 8, … links in pairs, each pair by the best link that crosses its joint.

    Four neighbouring links are optimal as they are: a better one would run from a low to a high turn, and so
    replace three links, but such windows have been dropped.
    Returns for every point of the optimal partition the next one, and M for the last.
    """
    M = len(heights)
    chain = Chain(heights, links, np.arange(1, M + 1), np.arange(-1, M - 1))
    workspace = np.empty((4, M, 2))
    end = 0
    while end < 2 * M:  # a block is joined as soon as its neighbour is done, while both are in cache
        end += 8
        width = 4
        while end % (2 * width) == 0:
            start, joint = end - 2 * width, end - width
            if joint < M - 1:
                stop = min(end, M - 1)
                left, right = best_crossing(chain, start, joint, stop, p, workspace)
                if left < right:
                    chain.following[left] = right
                    chain.preceding[right] = left
                    links[left] = power(abs(heights[right] - heights[left]), p)
            width *= 2
    return chain.following
