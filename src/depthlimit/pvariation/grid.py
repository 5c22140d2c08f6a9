"""The sum over the finest grid, which other code calls p-variation although it takes no supremum."""

import numpy as np
from numpy.typing import ArrayLike

from depthlimit.pvariation.checks import (
    as_array,
    check_norm,
    checked_number,
    checked_path,
    in_checked_unit,
)
from depthlimit.pvariation.distances import METRICS, Norm, link_lengths
from depthlimit.pvariation.result import in_unit, scaled_sum


def grid_variation(path: ArrayLike, p: float, *, metric: Norm = "euclidean") -> float:
    """Return the sum ``Σ_k ‖X_{k+1} − X_k‖^p`` over the finest grid.

    For p = 2 it is the realised quadratic variation. It is a lower bound of ``‖X‖_p-var^p``. For p > 1 it
    tends to 0 for a smooth path as the grid is refined, so it measures the grid as much as the path: see
    ``docs/pvariation.md``.

    Args:
        path: shape (N,) or (N, D), NumPy or torch.
        p: any exponent > 0.
        metric: ``"euclidean"``, ``"l1"`` or ``"linf"``.

    Raises:
        TypeError: if p is not a number.
        ValueError: if the path is empty, has another shape or is not finite, if p ≤ 0, or if the metric is
            unknown.

    >>> grid_variation([0.0, 1.0, 2.0], p=2.0), grid_variation([0.0, 2.0], p=2.0)
    (2.0, 4.0)
    """
    exponent = checked_number(p)
    if not 0 < exponent < np.inf:
        raise ValueError(f"p is {p}, expected 0 < p < ∞: write grid_variation(path, p=2)")
    check_norm(metric)
    path = checked_path(as_array(path), "[grid_variation(path, p) for path in paths]")
    points, unit = in_checked_unit(path, path)
    longest, total = scaled_sum(link_lengths(points, np.arange(len(points)), METRICS[metric]), exponent)
    return float(in_unit(total, longest * unit, exponent))
