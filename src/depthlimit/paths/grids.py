"""Paths on the grid k/m of another depth, and norms of their differences."""

from collections.abc import Callable
from typing import Literal

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.paths.values import Array, Values
from depthlimit.pvariation import p_variation
from depthlimit.requirements import require_choice

PathNorm = Literal["l2", "sup", "p-var"]
"""A norm of k ↦ D_k: root mean square, maximum, p-variation."""


def on_grid(values: Values, m: int) -> Array:
    """Return a path of L layers at the times k/m, k = 0, …, m − 1, shape (m, …), float64.

    Layer k stands at the time k/L. A time between two layers is interpolated linearly, one after the last
    layer has its value. Where m divides L, every L/m-th layer is returned as it is; where L divides m, every
    m/L-th value is a layer as it is.

    >>> on_grid(np.array([0.0, 1.0, 2.0, 3.0]), 2), on_grid(np.array([0.0, 3.0]), 6)
    (array([0., 2.]), array([0., 1., 2., 3., 3., 3.]))
    """
    L = len(values)
    before, part = np.divmod(np.arange(m) * L, m)
    after = np.minimum(before + 1, L - 1)
    share = (part / m).reshape(-1, *[1] * (values.ndim - 1))
    first = values[before].astype(np.float64)
    moved = share > 0  # a value that is not used may be infinite
    return np.where(moved, (1 - share) * first + share * np.where(moved, values[after], 0.0), first)


def path_norm(D: Array, norm: PathNorm, p: float | None = None) -> float:
    """Return a norm of a path of matrices D_k, shape (m, rows, columns), with Frobenius norms of matrices.

    Args:
        D: the path.
        norm: ``l2``: (1/m Σ_k ‖D_k‖²)^(1/2); ``sup``: max_k ‖D_k‖; ``p-var``: the p-variation norm.
        p: the exponent, for ``p-var`` only.

    Raises:
        UsageError: the norm is not one of these, or p does not belong to it.

    >>> D = np.array([3.0, 0.0, 4.0, 0.0]).reshape(4, 1, 1)
    >>> path_norm(D, "l2"), path_norm(D, "sup"), path_norm(D, "p-var", 1.0)
    (2.5, 4.0, 11.0)
    """
    require_choice("norm", norm, NORMS)
    if (norm == "p-var") != (p is not None):
        expected = "an exponent p" if p is None else "no exponent p"
        raise UsageError(f"norm={norm!r} is given p={p}, expected {expected}", {"norm": "p-var", "p": 2.0})
    return NORMS[norm](D.reshape(len(D), -1), p or 0.0)


NORMS: dict[PathNorm, Callable[[Array, float], float]] = {
    "l2": lambda D, p: float(np.sqrt(np.mean(np.sum(D**2, axis=1)))),
    "sup": lambda D, p: float(np.linalg.norm(D, axis=1).max()),
    "p-var": lambda D, p: float(p_variation(D, p).norm),
}
