"""The best link across the joint of two optimal partitions on the real line."""

from typing import NamedTuple

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled, compiled_inline
from depthlimit.pvariation.powers import power

FEW = 8  # rows up to which trying every pair is fastest


class Chain(NamedTuple):
    """The current partition of a real path, as a doubly linked list that is updated in place.

    Attributes:
        heights: the path, scaled to a diameter of 1, (M,).
        links: the p-th power of the link that leaves each point, (M,).
        following: the next point of the partition; M after the last, (M,).
        preceding: the previous point of the partition; −1 before the first, (M,).
    """

    heights: Floats
    links: Floats
    following: Indices
    preceding: Indices


# A record is a point beyond all those between it and the joint, as (its position, the sum of the links up to
# it). An optimal link runs between records: from a lowest on one side to a highest on the other.


@compiled_inline
def best_crossing(
    chain: Chain, start: int, joint: int, end: int, p: float, workspace: Floats
) -> tuple[int, int]:
    """Return the ends of the link that gains most over the partition through ``joint``, or (joint, joint).

    Args:
        chain: the optimal partitions of [start, joint] and [joint, end], joined.
        start: the first point of the left partition.
        joint: the point where the two partitions meet.
        end: the last point of the right partition.
        p: the exponent.
        workspace: shape (4, M, 2), overwritten.
    """
    left_lows, left_highs = records(chain, joint, start, workspace[:2])
    right_lows, right_highs = records(chain, joint, end, workspace[2:])
    up, up_left, up_right = best_pair(chain.heights, left_lows, right_highs, p)
    down, down_left, down_right = best_pair(chain.heights, left_highs, right_lows, p)
    if max(up, down) <= 0.0:
        return joint, joint
    return (up_left, up_right) if up >= down else (down_left, down_right)


@compiled_inline
def records(chain: Chain, joint: int, end: int, workspace: Floats) -> tuple[Floats, Floats]:
    """Walk the partition from the joint to ``end``, on either side; return its low and its high records."""
    heights, links, onward = chain.heights, chain.links, end > joint
    towards = chain.following if onward else chain.preceding
    lows, highs = workspace[0], workspace[1]
    lowest = highest = heights[joint]
    low = high = 0
    cost = 0.0
    position = joint
    while position != end:
        step = towards[position]
        cost += links[position] if onward else links[step]
        if cost >= 1.0:  # no link gains more than the diameter, which is 1
            break
        position = step
        height = heights[position]
        if height < lowest:
            lowest = height
            lows[low, 0] = position
            lows[low, 1] = cost
            low += 1
        elif height > highest:
            highest = height
            highs[high, 0] = position
            highs[high, 1] = cost
            high += 1
    return lows[:low], highs[:high]


@compiled
def best_pair(heights: Floats, lefts: Floats, rights: Floats, p: float) -> tuple[float, int, int]:
    """Return the largest ``|x_j − x_i|^p − cost_i − cost_j`` over pairs of records, with its i and j.

    The power is convex and both sides are sorted outwards, so the best j moves outwards with i: the gains are
    a totally monotone matrix, and halving the rows needs O((m + n) log m) of its m·n entries.
    """
    if len(lefts) == 0 or len(rights) == 0:
        return 0.0, -1, -1
    if len(lefts) <= FEW:
        gain, row, column = best_entry(heights, lefts, rights, p)
        return gain, int(lefts[row, 0]), int(rights[column, 0])
    best, best_row, best_column = 0.0, 0, 0
    todo = [(0, len(lefts), 0, len(rights))]
    while len(todo) > 0:
        first, last, lower, upper = todo.pop()
        middle = (first + last) // 2
        gain, _, offset = best_entry(heights, lefts[middle : middle + 1], rights[lower:upper], p)
        column = lower + offset
        if gain > best:
            best, best_row, best_column = gain, middle, column
        if first < middle:
            todo.append((first, middle, lower, column + 1))
        if middle + 1 < last:
            todo.append((middle + 1, last, column, upper))
    return best, int(lefts[best_row, 0]), int(rights[best_column, 0])


@compiled
def best_entry(heights: Floats, lefts: Floats, rights: Floats, p: float) -> tuple[float, int, int]:
    """Return the largest gain over pairs of these records, with its row and column."""
    best, best_row, best_column = -np.inf, 0, 0
    for row in range(len(lefts)):
        height, cost = heights[int(lefts[row, 0])], lefts[row, 1]
        for column in range(len(rights)):
            gain = power(abs(heights[int(rights[column, 0])] - height), p) - cost - rights[column, 1]
            if gain > best:
                best, best_row, best_column = gain, row, column
    return best, best_row, best_column
