"""p = ∞: the diameter, exactly, from bulk distances in tiles of which most are never computed.

A pair is no longer than ‖X_i − c‖ + ‖X_j − c‖ for any centre c: points are taken in the order of their
distance to it, and the search stops where two of them cannot beat the longest pair found.
"""

import numpy as np

from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.distances import EUCLIDEAN, LINF, Floats, distance
from depthlimit.pvariation.result import Solution

TILE = 512


def diameter(path: Floats, kind: int) -> Solution:
    """The partition through the two points of a path (N, D) that are farthest apart.

    Time O(N·D) in linf, and where few points are near the rim; at worst O(N²·D). Memory O(N·D).

    >>> diameter(np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 1.0], [2.0, 0.0]]), EUCLIDEAN)[0]
    array([0, 1, 3])
    """
    i, j = ends_of_widest_coordinate(path) if kind == LINF else farthest_pair(path, kind)
    return np.unique([0, i, j, len(path) - 1]), lambda: running_diameter(path, kind)


def ends_of_widest_coordinate(path: Floats) -> tuple[int, int]:
    """In linf the farthest pair spans the widest coordinate."""
    widest = np.argmax(path.max(axis=0) - path.min(axis=0))
    return int(np.argmin(path[:, widest])), int(np.argmax(path[:, widest]))


def farthest_pair(path: Floats, kind: int) -> tuple[int, int]:
    """The two points farthest apart; of several such pairs any."""
    centred = path - path.mean(axis=0)
    radii = distances_to(centred, np.zeros((1, path.shape[1])), 0, kind)
    order = np.argsort(-radii, kind="stable")
    points, radii = centred[order], radii[order]  # the farthest from the centre first
    i = int(np.argmax(distances_to(points, points, 0, kind)))
    j = int(np.argmax(distances_to(points, points, i, kind)))
    longest = distance(points, i, points, j, kind)
    for row in range(0, len(points), TILE):
        for column in range(0, row + TILE, TILE):
            rows, columns = slice(row, row + TILE), slice(column, column + TILE)
            if column >= len(points) or radii[row] + radii[column] <= longest:
                break
            bounds = upper_bounds(points[rows], points[columns], radii[rows], radii[columns], kind)
            a, b, found = longest_in_tile(points[rows], points[columns], bounds, longest, kind)
            if found > longest:
                i, j, longest = row + a, column + b, found
    return int(order[i]), int(order[j])


def upper_bounds(x: Floats, y: Floats, x_radii: Floats, y_radii: Floats, kind: int) -> Floats:
    """Bounds of the distances of two sets of centred points, in the Euclidean norm tight up to rounding.

    There ‖x − y‖² = ‖x‖² + ‖y‖² − 2⟨x, y⟩ is off by at most about D roundings of ‖x‖² + ‖y‖².
    """
    if kind != EUCLIDEAN:
        return x_radii[:, None] + y_radii
    squares = (x_radii**2)[:, None] + y_radii**2
    rounding = 2.0**-52 * (x.shape[1] + 8)
    bounds: Floats = np.sqrt(np.maximum(squares * (1 + rounding) - 2 * (x @ y.T), 0))
    return bounds


@compiled
def longest_in_tile(
    x: Floats, y: Floats, bounds: Floats, longest: float, kind: int
) -> tuple[int, int, float]:
    """The farthest pair of x and y if longer than ``longest``; the most promising is measured first."""
    best_a, best_b = divmod(int(np.argmax(bounds)), len(y))
    best = max(longest, distance(x, best_a, y, best_b, kind))
    for a in range(len(x)):
        for b in range(len(y)):
            if bounds[a, b] > best:
                length = distance(x, a, y, b, kind)
                if length > best:
                    best_a, best_b, best = a, b, length
    return best_a, best_b, best


@compiled
def distances_to(points: Floats, centres: Floats, centre: int, kind: int) -> Floats:
    """The distances of all points to one of the centres."""
    lengths = np.empty(len(points))
    for k in range(len(points)):
        lengths[k] = distance(points, k, centres, centre, kind)
    return lengths


@compiled
def running_diameter(path: Floats, kind: int) -> Floats:
    """The diameter of every prefix, shape (N,)."""
    radii = distances_to(path, path, 0, kind)
    longest = np.zeros(len(path))
    widest = 0.0
    for j in range(1, len(path)):
        longest[j] = longest[j - 1]
        for i in range(j if radii[j] + widest > longest[j] else 0):
            if radii[i] + radii[j] > longest[j]:
                longest[j] = max(longest[j], distance(path, i, path, j, kind))
        widest = max(widest, radii[j])
    return longest
