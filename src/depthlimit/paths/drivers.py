"""The path that drives the hidden states, for every connection (docs/notation.md)."""

from collections.abc import Callable

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.values import Array, Values

DRIVERS: dict[ConnectionName, Callable[[Array, float], Array]] = {
    "skip": lambda W, delta: delta * np.cumsum(W, axis=0),
    "linear_skip": lambda W, delta: np.cumsum(W, axis=0),
    "inc_skip": lambda W, delta: W,
}
"""``(W, δ_L) ↦ S_1, …, S_L``, the path that drives a connection."""

NATURAL_BETAS: dict[ConnectionName, Callable[[float], float]] = {
    "skip": lambda alpha: 1.0 - alpha,
    "linear_skip": lambda alpha: 1.0,
    "inc_skip": lambda alpha: 0.0,
}
"""``α ↦ β`` for which L^β W_k has the size of a path that drives the connection."""


def driver(values: Values, delta: float, connection: ConnectionName | None) -> Array:
    """Return S_0 = 0, S_1, …, S_L, shape (L + 1, d, d), for a step δ_L.

    Raises:
        UsageError: the connection is not known, or is ``none``, which no path drives.
    """
    if connection not in DRIVERS:
        known = "not recorded" if connection is None else f"{connection}, which no path drives"
        raise UsageError(
            f"the connection of these weights is {known}, expected one of {', '.join(DRIVERS)}: "
            'write path.primitive("skip")'
        )
    S = DRIVERS[connection](values.astype(np.float64), delta)
    return np.concatenate([np.zeros_like(S[:1]), S])
