"""A path of matrices over depth with its exponent and provenance: the data of a weight path."""

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np

from depthlimit.errors import DataError, UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.manifest import Recorded, is_share, is_whole
from depthlimit.paths.values import Array, Values, real_values, rescaling, times


@dataclass(frozen=True, eq=False, repr=False)
class MatrixPath:
    """Path of matrices k ↦ W_k; see `WeightPath`, which compares, cuts and integrates it."""

    values: Values
    alpha: float
    provenance: Mapping[str, object] = field(default_factory=dict)
    connection: ConnectionName | None = None
    network_depth: int | None = None

    def __post_init__(self) -> None:
        """Make an array of the weights, and refuse what is not a path of matrices."""
        values = real_values(self.values, "the weights")
        if values.ndim != 3 or values.size == 0:
            raise UsageError(f"the weights have shape {values.shape}, expected (L, d, d)")
        if not is_share(self.alpha):
            raise UsageError(f"alpha is {self.alpha}, expected a number from 0 to 1")
        if self.connection is not None and self.connection not in get_args(ConnectionName):
            known = ", ".join(get_args(ConnectionName))
            raise UsageError(f"the connection is {self.connection}, expected one of {known}")
        if not isinstance(self.provenance, Mapping):
            raise UsageError(f"the provenance is {self.provenance!r:.60}, expected a mapping")
        if not (self.network_depth is None or is_whole(self.network_depth, len(values))):
            raise UsageError(
                f"network_depth is {self.network_depth!r:.60}, expected at least {len(values)}",
                {"network_depth": len(values)},
            )
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "alpha", float(self.alpha))

    def __len__(self) -> int:
        return len(self.values)

    def __iter__(self) -> Iterator[Values]:
        return iter(self.values)

    def __repr__(self) -> str:
        _, rows, columns = self.values.shape
        whole = f" of {self.L}" * (self.depth != self.L)
        width = rows if rows == columns else (rows, columns)
        facts = [f"L={self.depth}{whole}", f"d={width}", f"alpha={self.alpha:g}"]
        if self.connection is not None:
            facts.append(f"connection={self.connection!r}")
        if self.seed is not None:
            facts.append(f"seed={self.seed}")
        return f"{type(self).__name__}({', '.join(facts)})"

    @property
    def depth(self) -> int:
        """The number of layers."""
        return len(self.values)

    @property
    def L(self) -> int:  # noqa: N802 - the name in L^β and δ_L
        """The depth of the network, which is that of the path unless it is a slice."""
        return self.network_depth or self.depth

    @property
    def seed(self) -> int | None:
        """The seed that the provenance records, None where it records none."""
        try:
            return Recorded.of(self.provenance).seed
        except DataError:
            return None

    @property
    def dim(self) -> int:
        """The width d.

        Raises:
            UsageError: the matrices are not square.
        """
        _, rows, columns = self.values.shape
        if rows != columns:
            raise UsageError(
                f"the weights are {rows} × {columns} matrices, which have no width d: use square layers, "
                "or compute norms and variation only"
            )
        return int(rows)

    @property
    def beta(self) -> float:
        """β = 1 − α, the exponent of the rescaling."""
        return 1.0 - self.alpha

    @property
    def recorded_beta(self) -> float | None:
        """β where the provenance records α, None where α is only a default."""
        return self.beta if "alpha" in self.provenance else None

    def factor(self, beta: float | None = None) -> float:
        """Return L^β."""
        return rescaling(self.L, self.beta if beta is None else beta)

    def rescaled(self, beta: float | None = None) -> Array:
        """Return L^β W_k, shape (L, d, d)."""
        return times(self.factor(beta), self.values)

    def norms(self, beta: float | None = None) -> Array:
        """Return the Frobenius norms ‖L^β W_k‖, shape (L,)."""
        squares = np.einsum("kij,kij->k", self.values, self.values, dtype=np.float64, casting="safe")
        return np.asarray(self.factor(beta) * np.sqrt(squares))

    def entry(self, i: int, j: int, beta: float | None = None) -> Array:
        """Return the entries L^β (W_k)_ij, i the row and j the column, both from 0; shape (L,).

        Raises:
            UsageError: the matrices have no such entry.
            TypeError: i or j is not a whole number.
        """
        _, rows, columns = self.values.shape
        i, j = operator.index(i), operator.index(j)
        if not (0 <= i < rows and 0 <= j < columns):
            raise UsageError(
                f"there is no entry ({i}, {j}) in {rows} × {columns} matrices: rows go from 0 to {rows - 1}, "
                f"columns from 0 to {columns - 1}"
            )
        return times(self.factor(beta), self.values[:, i, j])

    def increments(self) -> Array:
        """Return W_{k+1} − W_k, not rescaled, shape (L − 1, d, d)."""
        return np.diff(self.values.astype(np.float64), axis=0)
