"""Single entries of the weights as paths over the depth."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from depthlimit.paths import PathCollection
from depthlimit.result import Result
from depthlimit.tables import Table

Floats = NDArray[np.float64]
Position = tuple[int, int]

THESIS_POSITIONS: tuple[Position, ...] = ((0, 0), (1, 1), (2, 2), (7, 3), (8, 5), (9, 6))
"""Entries that the thesis draws."""


@dataclass(frozen=True, repr=False)
class EntryCurve(Result):
    """L^β (W_k)_ij for k = 0, …, L − 1, one row for every position; ``values`` has shape (positions, L)."""

    depth: int
    values: Floats

    @property
    def position(self) -> Floats:
        """k/L, shape (L,)."""
        return np.arange(self.depth) / self.depth


@dataclass(frozen=True, repr=False)
class EntryCurves(Result):
    """Entries at every depth, from the shallowest to the deepest, for one β and one seed.

    There is no mean over seeds, since every seed has a limit of its own.
    """

    beta: float
    seed: str
    positions: tuple[Position, ...]
    curves: tuple[EntryCurve, ...]

    def table(self) -> Table:
        """Return a row for every depth, layer and position: L, k, i, j and L^β (W_k)_ij."""
        rows = [
            (curve.depth, k, i, j, value)
            for curve in self.curves
            for (i, j), values in zip(self.positions, curve.values.tolist(), strict=True)
            for k, value in enumerate(values)
        ]
        return Table(("L", "k", "i", "j", "value"), tuple(rows))


def default_positions(rows: int, columns: int) -> tuple[Position, ...]:
    """Return the six entries of the thesis, as far as the matrices have them.

    >>> default_positions(3, 3)
    ((0, 0), (1, 1), (2, 2))
    """
    return tuple((i, j) for i, j in THESIS_POSITIONS if i < rows and j < columns)


def entry_curves(
    collection: PathCollection, positions: Sequence[Position], seed: str, beta: float | None = None
) -> EntryCurves:
    """Return the entries at ``positions``, (row, column) from 0, at every depth of one seed.

    Raises:
        UsageError: an entry that the matrices do not have, or several β and none given.
    """
    beta = collection.beta if beta is None else beta
    curves = [
        EntryCurve(path.depth, np.stack([path.entry(i, j, beta) for i, j in positions]))
        for path in collection.of_seed(seed)
    ]
    return EntryCurves(beta, seed, tuple(positions), tuple(curves))
