"""A few coordinates whose matrix product gives upper bounds of all squared distances at once.

Let z be K orthonormal coordinates of a point x, and t the length of the remaining component of x. Then
``‖x − y‖² ≤ ‖z_x − z_y‖² + (t_x + t_y)²``, and with ``a = ‖z‖² + t²`` this is the product of the row
``(−2z, 2t, a, 1)`` of x with the column ``(z, t, 1, a)`` of y. A bound of the rounding error is added to t.
"""

import math
from typing import NamedTuple

import numpy as np

from depthlimit.pvariation.arrays import Flags, Floats, Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled, compiled_fast, compiled_inline
from depthlimit.pvariation.products import product

LEADING = 29  # coordinates; with the three that make their product a bound, 32 columns
SAMPLES = 96  # points of the path from which the leading directions are computed
WIDE = 64  # dimensions beyond which leading coordinates pay
NEAR = 16  # blocks before a panel, which leading directions of their own stretch of the path bound better


class Bounding(NamedTuple):
    """The coordinates that bound the tiles of a panel.

    Attributes:
        squares: the squared lengths of the points, (N,).
        everywhere: bounding rows of the whole path, (N, K + 3).
        nearby: bounding rows of the panel's stretch of the path.
        stretch: the index of the first point of that stretch.
        crowded: for every distance of two blocks, whether leading coordinates leave too many links there.
    """

    squares: Floats
    everywhere: Floats
    nearby: Floats
    stretch: int
    crowded: Flags


class Coordinates:
    """The coordinates that a search needs, each computed at its first use.

    Args:
        path: shape (N, D).
        scale: 1 over a bound of its diameter.
    """

    def __init__(self, path: Floats, scale: float) -> None:
        self.path, self.scale = path, scale
        count = -(-len(path) // BLOCK)
        self.squares = np.empty(0)
        self.everywhere = self.nearby = np.zeros((len(path), 3))
        self.stretch, self.window = 0, -1
        self.crowded = np.ones(count, np.bool_)
        self.before_leading = BLOCK // 2 if path.shape[1] > WIDE else count**2
        self.before_nearby = 0

    @property
    def leading(self) -> bool:
        """True if leading coordinates are used from now on."""
        return self.before_leading <= 0

    def for_panel(self, panel: int, heavy: Indices, own: bool) -> Bounding:
        """Return the coordinates that bound the heavy blocks of a panel and, if ``own``, the panel itself.

        Leading coordinates are computed once so many tiles have been bounded without them that their cost
        would have paid.
        """
        if len(self.squares) == 0:
            self.squares = squared_lengths(self.path)
        if self.leading:
            self.prepare_leading(panel, heavy, own)
        else:
            self.before_leading -= len(heavy) + own
        return Bounding(self.squares, self.everywhere, self.nearby, self.stretch, self.crowded)

    def prepare_leading(self, panel: int, heavy: Indices, own: bool) -> None:
        """Compute the leading coordinates of the whole path, and of the panel's stretch where they pay."""
        if self.window < 0:
            self.everywhere = bounding_rows(self.path, self.squares, self.scale)
            self.crowded[NEAR + 1 :] = False
        if self.window != panel // NEAR:
            self.window = panel // NEAR
            self.crowded[: NEAR + 1] = True
            self.before_nearby = BLOCK // 8
        if self.before_nearby > 0:
            self.before_nearby -= own + int((panel - heavy <= NEAR).sum())
            if self.before_nearby <= 0:
                self.crowded[: NEAR + 1] = False
                self.stretch = max(self.window - 1, 0) * NEAR * BLOCK
                near = slice(self.stretch, (self.window + 1) * NEAR * BLOCK)
                self.nearby = bounding_rows(self.path[near], self.squares[near], self.scale)


@compiled
def bounding_rows(path: Floats, squares: Floats, scale: float) -> Floats:
    """Return the rows ``(−2z, 2t, a, 1)`` of a path (N, D) with these squared lengths, scaled, (N, K + 3)."""
    basis = leading_directions(path)
    z = np.empty((len(path), len(basis)))
    product(path, basis, z)
    return rows_of(z, squares, scale, path.shape[1])


@compiled
def rows_of(z: Floats, squares: Floats, scale: float, D: int) -> Floats:
    """Return the bounding rows of points with the coordinates z (N, K)."""
    N, K = z.shape
    rows = np.empty((N, K + 3))
    for i in range(N):
        square = 0.0
        for k in range(K):
            square += (z[i, k] * scale) ** 2
            rows[i, k] = -2.0 * z[i, k] * scale
        whole = squares[i] * scale * scale
        rest = max(whole - square, 0.0) + rounding(D) * whole
        rows[i, K] = 2.0 * np.sqrt(rest)
        rows[i, K + 1] = square + rest
        rows[i, K + 2] = 1.0
    return rows


@compiled
def bounding_columns(rows: Floats) -> Floats:
    """Return the columns ``(z, t, 1, a)`` of the same points, stored as rows."""
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
def leading_directions(path: Floats) -> Floats:
    """Return orthonormal directions (K, D): low frequencies of a sample of the path, orthonormalised.

    For a Brownian path the cosine sums are close to its principal directions (Karhunen–Loève), a smooth
    path is near the span of a few of them, and no eigenvalue problem is solved.
    """
    N, D = path.shape
    step = (N + SAMPLES - 1) // SAMPLES
    count = (N + step - 1) // step
    basis = np.zeros((min(LEADING, D, count), D))
    for k in range(len(basis)):
        for m in range(count):
            weight = np.cos(np.pi * k * (m + 0.5) / count)
            for d in range(D):
                basis[k, d] += weight * path[m * step, d]
    return orthonormal(basis)


@compiled_fast
def orthonormal(basis: Floats) -> Floats:
    """Orthonormalise directions (K, D) in place by Gram–Schmidt, twice; dependent ones become 0."""
    K, D = basis.shape
    for k in range(K):
        before = norm(basis, k)
        for _ in range(2):
            for m in range(k):
                inner = 0.0
                for d in range(D):
                    inner += basis[k, d] * basis[m, d]
                for d in range(D):
                    basis[k, d] -= inner * basis[m, d]
        length = norm(basis, k)
        inverse = 1.0 / length if length > 1e-13 * before else 0.0
        for d in range(D):
            basis[k, d] *= inverse
    return basis


@compiled_fast
def norm(points: Floats, k: int) -> float:
    """Return the Euclidean length of one point."""
    total = 0.0
    for d in range(points.shape[1]):
        total += points[k, d] * points[k, d]
    return math.sqrt(total)


@compiled_fast
def squared_lengths(path: Floats) -> Floats:
    """Return the squared Euclidean lengths of the points, shape (N,)."""
    squares = np.empty(len(path))
    for i in range(len(path)):
        total = 0.0
        for k in range(path.shape[1]):
            total += path[i, k] * path[i, k]
        squares[i] = total
    return squares


@compiled_fast
def bounds_from_products(
    bounds: Floats, row_squares: Floats, column_squares: Floats, D: int, scale: float
) -> None:
    """Turn products ``⟨x_i, x_j⟩`` over all D coordinates into bounds of ``‖x_i − x_j‖²``, in place, scaled.

    They are tight up to rounding, which matters where points are close and the difference cancels.

    Args:
        bounds: the products; more columns than there are squares are left as they are.
        row_squares: the squared lengths of the points x_i.
        column_squares: the squared lengths of the points x_j.
        D: the number of coordinates.
        scale: the factor of the lengths.
    """
    for i in range(len(row_squares)):
        for j in range(len(column_squares)):
            both = (row_squares[i] + column_squares[j]) * (1.0 + rounding(D))
            bounds[i, j] = (both - 2.0 * bounds[i, j]) * (scale * scale)


@compiled_inline
def rounding(D: int) -> float:
    """Return a bound of the relative error of a squared distance from a product over D coordinates."""
    return 8.0 * 2.2e-16 * (D + 64)
