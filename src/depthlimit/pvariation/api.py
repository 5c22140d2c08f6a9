"""The one public function: checks its input, picks an engine."""

from collections.abc import Sequence
from typing import overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.pvariation.reference import reference
from depthlimit.pvariation.result import PVariation


@overload
def p_variation(path: ArrayLike, p: float) -> PVariation: ...
@overload
def p_variation(path: ArrayLike, p: Sequence[float]) -> list[PVariation]: ...
def p_variation(path: ArrayLike, p: float | Sequence[float]) -> PVariation | list[PVariation]:
    """The exact p-variation of a path: ``sup Σ ‖X_{t_{i+1}} − X_{t_i}‖^p`` over all its partitions.

    Args:
        path: N points, shape (N,) or (N, D), measured with the Euclidean norm.
        p: an exponent ≥ 1, or several, which share the distances.

    Returns:
        One result for one exponent, a list for several; ``.sum`` is the supremum, ``.norm`` its p-th root.

    Raises:
        ValueError: an empty path, a wrong shape, NaN or infinity in it, or p < 1.

    >>> p_variation([0.0, 1.0, 0.0, 2.0], p=2.0).sum  # 1 + 1 + 4
    6.0
    >>> p_variation([0.0, 1.0, 0.0, 2.0], p=2.0).partition
    array([0, 1, 2, 3])
    """
    points = checked_path(path)
    exponents = [p] if isinstance(p, int | float) else list(p)
    for exponent in exponents:
        if not 1 <= exponent < np.inf:
            raise ValueError(f"p is {exponent}, but the p-variation is a norm for 1 ≤ p < ∞ only")
    results = reference(points, exponents)
    return results[0] if isinstance(p, int | float) else results


def checked_path(path: ArrayLike) -> NDArray[np.float64]:
    """The path as finite float64 points of shape (N, D), N ≥ 1."""
    points = np.asarray(path, dtype=np.float64)
    points = points[:, None] if points.ndim == 1 else points
    if points.ndim != 2 or points.size == 0:
        raise ValueError(f"the path has shape {np.shape(path)}, needed is (N,) or (N, D) with N, D ≥ 1")
    if not np.isfinite(points).all():
        index = int(np.argmin(np.isfinite(points).all(axis=1)))
        raise ValueError(f"the path has a value that is not finite at index {index}")
    return points
