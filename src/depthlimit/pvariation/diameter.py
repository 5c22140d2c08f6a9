"""p = ∞: the exact diameter, from tiles of distances most of which are never computed.

A pair is no farther apart than ‖X_i − c‖ + ‖X_j − c‖ for any centre c: points are taken in the order of their
distance from it, and the search stops where no two of them can be farther apart than the best pair.
"""

import numpy as np

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.coordinates import bounds_from_products, squared_lengths
from depthlimit.pvariation.distances import EUCLIDEAN, LINF, distance
from depthlimit.pvariation.products import padded, product


def diameter(path: Floats, metric: int) -> Indices:
    """Return the partition through the two points of a path (N, D) that are farthest apart.

    Time O(N·D) in linf, and where few points are near the boundary; at worst O(N²·D). Memory O(N·D).

    >>> diameter(np.array([[0.0, 0.0], [3.0, 4.0], [1.0, 1.0], [2.0, 0.0]]), EUCLIDEAN)
    array([0, 1, 3])
    """
    return np.unique([0, *ends_of_diameter(path, metric), len(path) - 1])


def ends_of_diameter(path: Floats, metric: int) -> tuple[int, int]:
    """Return the two points of a path (N, D) that are farthest apart, in any order."""
    return ends_of_widest_coordinate(path) if metric == LINF else farthest_pair(path, metric)


def ends_of_widest_coordinate(path: Floats) -> tuple[int, int]:
    """Return the ends of the widest coordinate, which are the farthest pair in linf."""
    widest = np.argmax(path.max(axis=0) - path.min(axis=0))
    return int(np.argmin(path[:, widest])), int(np.argmax(path[:, widest]))


def farthest_pair(path: Floats, metric: int) -> tuple[int, int]:
    """Return the two points farthest apart; any of several such pairs."""
    centred = path - path.mean(axis=0)
    radii = distances_to(centred, np.zeros((1, path.shape[1])), 0, metric)
    order = np.argsort(-radii, kind="stable")
    points, radii = centred[order], radii[order]  # the farthest from the centre first
    i = int(np.argmax(distances_to(points, points, 0, metric)))
    j = int(np.argmax(distances_to(points, points, i, metric)))
    i, j = farther_pair(points, radii, squared_lengths(points), metric, i, j)
    return int(order[i]), int(order[j])


@compiled
def farther_pair(
    points: Floats, radii: Floats, squares: Floats, metric: int, best_i: int, best_j: int
) -> tuple[int, int]:
    """Return the farthest pair of centred points in the order of their ``radii``, given a first candidate."""
    N, D = points.shape
    longest = distance(points, best_i, points, best_j, metric)
    tile = np.full((BLOCK, BLOCK), np.inf)  # bounds of squared distances, if there are any
    for row in range(0, N, BLOCK):
        top = min(row + BLOCK, N)
        for column in range(0, row + 1, BLOCK):
            stop = min(column + BLOCK, N)
            if radii[row] + radii[column] <= longest:
                break
            if metric == EUCLIDEAN:
                product(points[row:top], padded(points, column, stop), tile[: top - row])
                bounds_from_products(tile, squares[row:top], squares[column:stop], D, 1.0)
            for i in range(row, top):
                for j in range(column, stop):
                    if tile[i - row, j - column] > longest * longest and radii[i] + radii[j] > longest:
                        length = distance(points, i, points, j, metric)
                        if length > longest:
                            best_i, best_j, longest = i, j, length
    return best_i, best_j


@compiled
def distances_to(points: Floats, centres: Floats, centre: int, metric: int) -> Floats:
    """Return the distances of all points from one of the centres."""
    lengths = np.empty(len(points))
    for k in range(len(points)):
        lengths[k] = distance(points, k, centres, centre, metric)
    return lengths


@compiled
def running_diameter(path: Floats, metric: int) -> Floats:
    """Return the diameter of every prefix, shape (N,)."""
    radii = distances_to(path, path, 0, metric)
    longest = np.zeros(len(path))
    widest = 0.0
    for j in range(1, len(path)):
        longest[j] = longest[j - 1]
        for i in range(j if radii[j] + widest > longest[j] else 0):
            if radii[i] + radii[j] > longest[j]:
                longest[j] = max(longest[j], distance(path, i, path, j, metric))
        widest = max(widest, radii[j])
    return longest
