"""Coordinates in R^L for L points of a space R^D of more dimensions."""

import numpy as np
from numpy.typing import NDArray

from depthlimit.paths.values import Values

Floats = NDArray[np.float64]

CHUNK = 1 << 15
"""Columns that are converted to float64 at once."""


def isometric_points(points: Values) -> Floats:
    """Return points of R^min(L, D) with the distances of the L points given, shape (L, D).

    They are the columns of R in X^T = QR, where X are the points minus the first one: since Q has orthonormal
    columns, ‖X_k − X_l‖ = ‖R_k − R_l‖. R is computed chunk by chunk, without Gram products, which would cost
    half of the digits.

    >>> X = np.zeros((2, 10**5), dtype=np.float32)
    >>> X[1, [7, 70_000]] = 3, 4
    >>> float(np.linalg.norm(np.diff(isometric_points(X), axis=0)))
    5.0
    """
    L, D = points.shape
    if D <= L:
        return points.astype(np.float64)
    R = np.empty((0, L))
    for start in range(0, D, CHUNK):
        chunk = points[:, start : start + CHUNK].astype(np.float64)
        R = np.asarray(np.linalg.qr(np.concatenate([R, (chunk - chunk[0]).T]), mode="r"))
    return R.T
