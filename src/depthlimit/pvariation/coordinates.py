"""Few coordinates whose plain matrix product gives upper bounds of all squared distances at once.

Let z be K orthonormal coordinates of a point x, and t the length of the rest of x that they do not see. Then
``‖x − y‖² ≤ ‖z_x − z_y‖² + (t_x + t_y)²``, and with ``a = ‖z‖² + t²`` this is the product of the row
``(−2z, 2t, a, 1)`` of x with the column ``(z, t, 1, a)`` of y. What rounding may spoil is added to t.
"""

import math

import numpy as np

from depthlimit.pvariation.arrays import Flags, Floats, Indices
from depthlimit.pvariation.blocks import BLOCK
from depthlimit.pvariation.compiling import compiled, compiled_fast, compiled_inline
from depthlimit.pvariation.products import product

LEADING = 29  # coordinates: 32 columns with the three that make their product a bound
SAMPLES = 96  # points of the path that the leading directions are taken from
WIDE = 64  # dimensions beyond which leading coordinates pay
NEAR = 16  # blocks before a panel that leading directions of their own stretch of the path bound better


class Coordinates:
    """The coordinates that a search needs, each computed when it is first needed.

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
        """Whether there are leading coordinates from now on."""
        return self.before_leading <= 0

    def for_panel(self, panel: int, heavy: Indices, own: int) -> tuple[Floats, Floats, Floats, int, Flags]:
        """What bounds a panel: squared lengths, rows of the whole path, of its stretch, its start, and flags.

        The flags tell, by the distance of two blocks, where leading coordinates do not help. Those are
        computed once so many tiles were bounded without them that their cost would have paid.
        """
        if len(self.squares) == 0:
            self.squares = squared_lengths(self.path)
        if not self.leading:
            self.before_leading -= len(heavy) + own
            return self.squares, self.everywhere, self.nearby, self.stretch, self.crowded
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
        return self.squares, self.everywhere, self.nearby, self.stretch, self.crowded


@compiled
def bounding_rows(path: Floats, squares: Floats, scale: float) -> Floats:
    """The rows ``(−2z, 2t, a, 1)`` of a path (N, D) of known squared lengths, scaled; shape (N, K + 3)."""
    basis = leading_directions(path)
    seen = np.empty((len(path), len(basis)))
    product(path, 0, len(path), basis, seen)
    return rows_of(seen, squares, scale, path.shape[1])


@compiled
def rows_of(seen: Floats, squares: Floats, scale: float, D: int) -> Floats:
    """The bounding rows of points of which the coordinates ``seen`` (N, K) are known."""
    N, K = seen.shape
    rows = np.empty((N, K + 3))
    for i in range(N):
        square = 0.0
        for k in range(K):
            square += (seen[i, k] * scale) ** 2
            rows[i, k] = -2.0 * seen[i, k] * scale
        whole = squares[i] * scale * scale
        rest = max(whole - square, 0.0) + rounding(D) * whole
        rows[i, K] = 2.0 * np.sqrt(rest)
        rows[i, K + 1] = square + rest
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
def leading_directions(path: Floats) -> Floats:
    """Orthonormal directions (K, D): the low frequencies of a sample of the path, made orthonormal.

    For a Brownian path the cosine sums are close to its principal directions (Karhunen–Loève), a smooth
    path is near the span of few, and they cost no eigenvalues.
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
    """The directions (K, D) made orthonormal by Gram–Schmidt, twice over; dependent ones vanish."""
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
    """The Euclidean length of one point."""
    total = 0.0
    for d in range(points.shape[1]):
        total += points[k, d] * points[k, d]
    return math.sqrt(total)


@compiled_fast
def squared_lengths(path: Floats) -> Floats:
    """The squared Euclidean lengths of the points, shape (N,)."""
    squares = np.empty(len(path))
    for i in range(len(path)):
        total = 0.0
        for k in range(path.shape[1]):
            total += path[i, k] * path[i, k]
        squares[i] = total
    return squares


@compiled_fast
def bounds_from_products(
    bounds: Floats, squares: Floats, bottom: int, top: int, first: int, stop: int, D: int, scale: float
) -> None:
    """Turn products ``⟨x_i, x_j⟩`` over all D coordinates into bounds of ``‖x_i − x_j‖²``, in place, scaled.

    They are tight up to rounding, which matters: where points are close the difference cancels.
    """
    for i in range(top - bottom):
        for j in range(stop - first):
            both = (squares[bottom + i] + squares[first + j]) * (1.0 + rounding(D))
            bounds[i, j] = (both - 2.0 * bounds[i, j]) * (scale * scale)


@compiled_inline
def rounding(D: int) -> float:
    """A bound of the relative error of a squared distance from a product over D coordinates."""
    return 8.0 * 2.2e-16 * (D + 64)
