"""The best link across the joint of two optimal partitions on the real line."""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.powers import power

FEW = 8  # rows up to which trying every pair is quickest
# A record is a point beyond all those between it and the joint, as (its position, what leaving out the links
# up to it costs). An optimal link runs between records: from a lowest on one side to a highest on the other.


@compiled
def best_crossing(
    heights: Floats,
    links: Floats,
    following: Indices,
    preceding: Indices,
    start: int,
    joint: int,
    end: int,
    p: float,
    room: Floats,
) -> tuple[int, int]:
    """The ends of the link that gains most over the partition through ``joint``, or (joint, joint)."""
    lows, highs, more_lows, more_highs = room
    left_lows, left_highs = records(heights, links, preceding, -1, joint, start, lows, highs)
    right_lows, right_highs = records(heights, links, following, 1, joint, end, more_lows, more_highs)
    up, up_left, up_right = best_pair(heights, lows[:left_lows], more_highs[:right_highs], p)
    down, down_left, down_right = best_pair(heights, highs[:left_highs], more_lows[:right_lows], p)
    if max(up, down) <= 0.0:
        return joint, joint
    return (up_left, up_right) if up >= down else (down_left, down_right)


@compiled
def records(
    heights: Floats,
    links: Floats,
    towards: Indices,
    sign: int,
    joint: int,
    end: int,
    lows: Floats,
    highs: Floats,
) -> tuple[int, int]:
    """Walk the partition from the joint to the block's end and note the records; returns their numbers."""
    lowest = highest = heights[joint]
    low = high = 0
    cost = 0.0
    position = joint
    while position != end:
        step = towards[position]
        cost += links[position] if sign > 0 else links[step]
        if cost >= 1.0:  # no link is worth more than the diameter, which is 1
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
    return low, high


@compiled
def best_pair(heights: Floats, lefts: Floats, rights: Floats, p: float) -> tuple[float, int, int]:
    """The largest ``|x_j − x_i|^p − cost_i − cost_j`` over pairs of records, with its i and j.

    The power is convex and both sides are sorted outwards, so the best j moves outwards with i: the gains are
    a totally monotone matrix, and halving the rows needs O((m + n) log m) of its m·n entries.
    """
    if len(lefts) == 0 or len(rights) == 0:
        return 0.0, -1, -1
    if len(lefts) <= FEW:
        gain, row, column = best_entry(heights, lefts, rights, 0, len(lefts), 0, len(rights), p)
        return gain, int(lefts[row, 0]), int(rights[column, 0])
    best, best_row, best_column = 0.0, 0, 0
    todo = [(0, len(lefts), 0, len(rights))]
    while len(todo) > 0:
        first, last, lower, upper = todo.pop()
        middle = (first + last) // 2
        gain, row, column = best_entry(heights, lefts, rights, middle, middle + 1, lower, upper, p)
        if gain > best:
            best, best_row, best_column = gain, row, column
        if first < middle:
            todo.append((first, middle, lower, column + 1))
        if middle + 1 < last:
            todo.append((middle + 1, last, column, upper))
    return best, int(lefts[best_row, 0]), int(rights[best_column, 0])


@compiled
def best_entry(
    heights: Floats, lefts: Floats, rights: Floats, first: int, last: int, lower: int, upper: int, p: float
) -> tuple[float, int, int]:
    """The largest gain in the rows from ``first`` and the columns from ``lower``, with its row and column."""
    best, best_row, best_column = -np.inf, first, lower
    for row in range(first, last):
        height, cost = heights[int(lefts[row, 0])], lefts[row, 1]
        for column in range(lower, upper):
            gain = power(abs(heights[int(rights[column, 0])] - height), p) - cost - rights[column, 1]
            if gain > best:
                best, best_row, best_column = gain, row, column
    return best, best_row, best_column
