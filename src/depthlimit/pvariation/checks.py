"""What a path, an exponent and a metric must be, and one sentence for each that is not."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from depthlimit.pvariation.distances import KINDS

Floats = NDArray[np.float64]


def as_array(path: ArrayLike) -> Floats:
    """The path as float64 and in C order; a torch tensor is detached and brought to the CPU."""
    tensor: Any = path
    if not isinstance(path, np.ndarray) and hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu().double().numpy()
    if np.iscomplexobj(tensor):
        raise ValueError("the path is complex, needed are real coordinates: write path.view(float)")
    try:
        return np.asarray(tensor, dtype=np.float64, order="C")
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"the path is no array of real numbers ({error}): write np.asarray(path, float)"
        ) from None


def checked_path(points: Floats) -> Floats:
    """The path with the shape (N, D), N, D ≥ 1; not yet known to be finite.

    >>> checked_path(np.array([0.0, 1.0])).shape
    (2, 1)
    """
    if points.ndim not in (1, 2) or points.size == 0:
        raise ValueError(
            f"the path has shape {points.shape}, needed is (N,) or (N, D) with N, D ≥ 1: "
            "write path.reshape(len(path), -1)"
        )
    return points.reshape(len(points), -1)


def refuse_infinite(path: Floats) -> None:
    """Refuse a path (N, D) with NaN or infinity, and name the first of them."""
    finite = np.isfinite(path)
    if not finite.all():
        index = int(np.argmin(finite.all(axis=1)))
        value = path[index][~finite[index]][0]
        raise ValueError(
            f"the path is not finite at index {index} (it has {value} there): drop or repair that point"
        )


def checked_exponents(p: float | Sequence[float]) -> list[float]:
    """The exponents as a list of floats, each in [1, ∞].

    >>> checked_exponents([1, 2.5])
    [1.0, 2.5]
    """
    exponents = [float(cast(float, p))] if is_single(p) else [float(one) for one in cast(Sequence[float], p)]
    if not exponents:
        raise ValueError("p is an empty list, needed is at least one exponent: write p=2.0")
    for exponent in exponents:
        if not exponent >= 1:
            raise ValueError(
                f"p is {exponent}, needed is 1 ≤ p ≤ ∞: for p < 1 the supremum is the sum over the finest "
                f"grid and no norm; write grid_variation(path, {exponent})"
            )
    return exponents


def refuse_unknown(metric: str) -> None:
    """Refuse a name that is no norm of ours."""
    if metric not in KINDS:
        raise ValueError(
            f"metric is {metric!r}, needed is one of {', '.join(KINDS)} or a function of two points"
        )


def is_single(p: float | Sequence[float]) -> bool:
    """Whether p is one exponent."""
    return isinstance(p, int | float) or np.ndim(p) == 0
