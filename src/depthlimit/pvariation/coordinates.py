"""Coordinates whose plain matrix product gives upper bounds of all squared distances at once.

Let z be K orthonormal coordinates of a point x, and t the length of the rest of x that they do not see. Then
``‖x − y‖² ≤ ‖z_x − z_y‖² + (t_x + t_y)²``, and with ``a = ‖z‖² + t²`` this is the product of the row
``(−2z, 2t, a, 1)`` of x with the column ``(z, t, 1, a)`` of y. With all coordinates t is rounding alone, which is added
to it, so that the bound holds for the numbers computed (a Gram matrix cancels where points are close).
"""

import numpy as np

from depthlimit.pvariation.compiling import compiled
from depthlimit.pvariation.distances import Floats

LEADING = 29  # coordinates of the first, cheap bound: 32 columns with the three that make it a bound
SAMPLES = 96  # points of the path that the leading directions are taken from


@compiled
def bounding_rows(coordinates: Floats, tails: Floats) -> Floats:
    """The rows ``(−2z, 2t, a, 1)`` of points with coordinates z (N, K) and tails t (N,)."""
    N, K = coordinates.shape
    rows = np.empty((N, K + 3))
    for i in range(N):
        a = tails[i] * tails[i]
        for k in range(K):
            a += coordinates[i, k] * coordinates[i, k]
            rows[i, k] = -2.0 * coordinates[i, k]
        rows[i, K] = 2.0 * tails[i]
        rows[i, K + 1] = a
        rows[i, K + 2] = 1.0
    return rows


@compiled
def bounding_columns(rows: Floats) -> Floats:
    """The columns ``(z, t, 1, a)`` of the same points, themselves stored in rows."""
    K = rows.shape[1] - 3
    columns = np.empty(rows.shape)
    for j in range(len(rows)):
        for k in range(K):
            columns[j, k] = -0.5 * rows[j, k]
        columns[j, K] = 0.5 * rows[j, K]
        columns[j, K + 1] = 1.0
        columns[j, K + 2] = rows[j, K + 1]
    return columns


@compiled
def all_coordinates(path: Floats, centre: Floats, scale: float) -> Floats:
    """The bounding rows of the points as they are: tight up to rounding."""
    N, D = path.shape
    coordinates, tails = np.empty((N, D)), np.empty(N)
    for i in range(N):
        square = 0.0
        for k in range(D):
            coordinates[i, k] = (path[i, k] - centre[k]) * scale
            square += coordinates[i, k] * coordinates[i, k]
        tails[i] = np.sqrt(rounding(D) * square)
    return bounding_rows(coordinates, tails)


@compiled
def leading_coordinates(path: Floats, centre: Floats, scale: float) -> Floats:
    """The bounding rows in the few directions in which a sample of the path spreads most."""
    N, D = path.shape
    basis = leading_directions(path, centre)
    coordinates = np.dot(path, basis)
    origin = np.dot(centre, basis)
    tails = np.empty(N)
    for i in range(N):
        whole, seen = 0.0, 0.0
        for k in range(D):
            whole += (path[i, k] - centre[k]) * (path[i, k] - centre[k])
        for k in range(basis.shape[1]):
            coordinates[i, k] = (coordinates[i, k] - origin[k]) * scale
            seen += coordinates[i, k] * coordinates[i, k]
        whole *= scale * scale
        tails[i] = np.sqrt(max(whole - seen, 0.0) + rounding(D) * whole)
    return bounding_rows(coordinates, tails)


@compiled
def leading_directions(path: Floats, centre: Floats) -> Floats:
    """Orthonormal directions (D, K): the leading principal ones of a sample of the path."""
    N, D = path.shape
    step = (N + SAMPLES - 1) // SAMPLES
    sample = path[::step] - centre
    values, vectors = np.linalg.eigh(np.dot(sample, sample.T))
    K = min(LEADING, D, len(values))
    spanning = np.dot(sample.T, np.ascontiguousarray(vectors[:, len(values) - K :]))
    return np.ascontiguousarray(np.linalg.qr(spanning)[0])


@compiled
def rounding(D: int) -> float:
    """A bound of the relative error of a squared distance from a product over D coordinates."""
    return 8.0 * 2.2e-16 * (D + 64)
