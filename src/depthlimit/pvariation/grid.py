"""The sum over the finest grid, which other code calls p-variation, and which is not."""

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import as_array, checked_path, refuse_infinite
from depthlimit.pvariation.distances import KINDS, Norm, link_lengths


def grid_variation(path: ArrayLike, p: float, *, metric: Norm = "euclidean") -> float:
    """The sum ``Σ_k ‖X_{k+1} − X_k‖^p`` over the finest grid: for p = 2 the realised quadratic variation.

    It takes no supremum, so it bounds the p-variation from below, tends to 0 for a smooth path as its grid is
    refined (for p > 1), and is no norm: it does not even vanish continuously. See ``docs/pvariation.md``.

    Args:
        path: shape (N,) or (N, D), NumPy or torch.
        p: any exponent > 0.
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``.

    Raises:
        ValueError: an empty path, a wrong shape, NaN or infinity in it, or p ≤ 0.

    >>> grid_variation([0.0, 1.0, 2.0], p=2.0), grid_variation([0.0, 2.0], p=2.0)
    (2.0, 4.0)
    """
    if not 0 < p < np.inf:
        raise ValueError(f"p is {p}, grid_variation needs 0 < p < ∞: write grid_variation(path, p=2)")
    points = checked_path(as_array(path))
    refuse_infinite(points)
    lengths = link_lengths(points, np.arange(len(points)), KINDS[metric])
    return float((lengths**p).sum())
