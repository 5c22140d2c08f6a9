"""The sum over the finest grid, which other code calls p-variation, and which is not."""

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import (
    as_array,
    checked_number,
    checked_path,
    in_checked_unit,
    refuse_unknown,
)
from depthlimit.pvariation.distances import KINDS, Norm, link_lengths
from depthlimit.pvariation.result import in_unit, scaled_sum


def grid_variation(path: ArrayLike, p: float, *, metric: Norm = "euclidean") -> float:
    """The sum ``Σ_k ‖X_{k+1} − X_k‖^p`` over the finest grid: for p = 2 the realised quadratic variation.

    It takes no supremum, so it bounds the p-variation from below, tends to 0 for a smooth path as its grid is
    refined (for p > 1), and is no norm: it does not even vanish continuously. See ``docs/pvariation.md``.

    Args:
        path: shape (N,) or (N, D), NumPy or torch.
        p: any exponent > 0.
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``.

    Raises:
        TypeError: p is not a number.
        ValueError: an empty path, a wrong shape, NaN or infinity in it, p ≤ 0, or an unknown metric.

    >>> grid_variation([0.0, 1.0, 2.0], p=2.0), grid_variation([0.0, 2.0], p=2.0)
    (2.0, 4.0)
    """
    exponent = checked_number(p)
    if not 0 < exponent < np.inf:
        raise ValueError(f"p is {p}, grid_variation needs 0 < p < ∞: write grid_variation(path, p=2)")
    refuse_unknown(metric)
    path = checked_path(as_array(path))
    points, unit = in_checked_unit(path, path)
    longest, total = scaled_sum(link_lengths(points, np.arange(len(points)), KINDS[metric]), exponent)
    return float(in_unit(total, longest * unit, exponent))
