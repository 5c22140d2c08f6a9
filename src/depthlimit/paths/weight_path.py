"""The weight path k ↦ W_k: the one object the whole laboratory turns around."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, get_args, overload

import numpy as np
from torch import nn

from depthlimit.errors import UsageError
from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.layers import stacked_layers
from depthlimit.paths.manifest import is_share
from depthlimit.paths.tensor_files import module_tensors, safetensors_tensors
from depthlimit.paths.values import Array, Values, real_values, rescaling, times
from depthlimit.pvariation import PVariation, p_variation

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


@dataclass(frozen=True)
class WeightPath:
    """The weights of a network of depth L, as a path in the space of matrices.

    Attributes:
        values: W_k for k = 0, …, L − 1, shape (L, d, d), float32 or float64. Matrices of another shape are
            welcome where only norms and variation are asked for. It may be given as nested lists or a tensor,
            and of whole numbers.
        alpha: the exponent of the step δ_L = L^(−α).
        provenance: where the path came from; written beside it as its manifest.
        connection: how a layer with weights W_k moves the hidden state, None where that is not known.

    Where β is an argument, None stands for 1 − α.

    Raises:
        UsageError: the values are not real numbers in the shape of a path, alpha is not from 0 to 1, or the
            connection is not known.

    >>> path = WeightPath(np.array([[[0.0]], [[1.0]], [[0.0]], [[2.0]]]), alpha=0.5)
    >>> path.rescaled().ravel()  # L^β = 2
    array([0., 2., 0., 4.])
    >>> path.variation(1.0).norm
    8.0
    """

    values: Values
    alpha: float
    provenance: Mapping[str, object] = field(default_factory=dict)
    connection: ConnectionName | None = None

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
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "alpha", float(self.alpha))

    @classmethod
    def from_module(
        cls, model: nn.Module, pattern: str, alpha: float = 0.5, connection: ConnectionName | None = None
    ) -> Self:
        """The weights of a repeated layer of any network.

        Args:
            model: the network.
            pattern: the name of the weights in its ``state_dict``, ``{k}`` in place of the layer's number.
            alpha: the exponent α.
            connection: how a layer moves the hidden state, if it is one of the four.

        Kernels of a convolution, shape (out, in, …), become matrices (out, in · …), vectors one column.

        Raises:
            UsageError: the pattern fits nothing, or weights of different shapes.

        >>> model = nn.Sequential(*[nn.Linear(3, 2) for _ in range(4)])
        >>> WeightPath.from_module(model, "{k}.weight").values.shape
        (4, 2, 3)
        """
        values, layers = stacked_layers(module_tensors(model), pattern)
        origin = {"module": type(model).__name__, "pattern": pattern, "layers": layers}
        return cls(values, alpha, origin, connection)

    @classmethod
    def from_safetensors(
        cls,
        file: Path | str,
        pattern: str,
        alpha: float = 0.5,
        connection: ConnectionName | None = None,
    ) -> Self:
        """The weights of a repeated layer in a ``.safetensors`` file, or in the shards of an index.

        Args:
            file: a ``.safetensors`` file, or the ``.safetensors.index.json`` of one in several parts.
            pattern: as for `from_module`, such as ``model.layers.{k}.self_attn.o_proj.weight``.
            alpha: the exponent α.
            connection: how a layer moves the hidden state, if it is one of the four.

        Raises:
            DataError: the file is missing, damaged, or of another kind.
            UsageError: the pattern fits nothing, or weights of different shapes.
        """
        values, layers = stacked_layers(safetensors_tensors(Path(file)), pattern)
        return cls(values, alpha, {"file": str(file), "pattern": pattern, "layers": layers}, connection)

    @property
    def depth(self) -> int:
        """The number of layers L."""
        return len(self.values)

    @property
    def dim(self) -> int:
        """The width d.

        Raises:
            UsageError: the matrices are not square.
        """
        _, rows, columns = self.values.shape
        if rows != columns:
            raise UsageError(
                f"the weights are {rows} × {columns} matrices, a width d is asked for: choose square layers, "
                "or ask for norms and variation only"
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

    @property
    def natural_beta(self) -> float | None:
        """The exponent that belongs to the path that drives the connection; None where that is not known."""
        rule = NATURAL_BETAS.get(self.connection) if self.connection else None
        return rule(self.alpha) if rule else None

    def factor(self, beta: float | None = None) -> float:
        """L^β."""
        return rescaling(self.depth, self.beta if beta is None else beta)

    def rescaled(self, beta: float | None = None) -> Array:
        """L^β W_k, shape (L, d, d)."""
        return times(self.factor(beta), self.values)

    def norms(self, beta: float | None = None) -> Array:
        """The Frobenius norms ‖L^β W_k‖, shape (L,)."""
        squares = np.einsum("kij,kij->k", self.values, self.values, dtype=np.float64, casting="safe")
        return np.asarray(self.factor(beta) * np.sqrt(squares))

    def entry(self, i: int, j: int, beta: float | None = None) -> Array:
        """The entries L^β (W_k)_ij, i the row and j the column, both from 0; shape (L,).

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
        """W_{k+1} − W_k, not rescaled, shape (L − 1, d, d)."""
        return np.diff(self.values.astype(np.float64), axis=0)

    def primitive(self, connection: ConnectionName | None = None) -> Array:
        """The path S of which the weights are the increments: S_0 = 0, shape (L + 1, d, d).

        ``skip``: S_k = δ_L Σ_{j<k} W_j; ``linear_skip``: S_k = Σ_{j<k} W_j; ``inc_skip``, whose layers are
        driven by W_k − W_{k−1} with W_{−1} = 0: W itself, after a zero (Bayer, Friz and Tapia, 2023).

        Args:
            connection: by default the path's own.

        Raises:
            UsageError: the connection is not known, or is ``none``, which no path drives.

        >>> path = WeightPath(np.array([[[1.0]], [[3.0]]]), alpha=1.0, connection="skip")
        >>> path.primitive().ravel(), path.primitive("linear_skip").ravel()
        (array([0. , 0.5, 2. ]), array([0., 1., 4.]))
        """
        name = connection or self.connection
        if name not in DRIVERS:
            known = "not recorded" if name is None else f"{name}, which no path drives"
            raise UsageError(
                f"the connection of these weights is {known}: a primitive needs one of {', '.join(DRIVERS)}, "
                'as in path.primitive("skip")'
            )
        S = DRIVERS[name](self.values.astype(np.float64), float(self.depth) ** -self.alpha)
        return np.concatenate([np.zeros_like(S[:1]), S])

    @overload
    def variation(self, p: float, beta: float | None = None) -> PVariation: ...
    @overload
    def variation(self, p: Sequence[float], beta: float | None = None) -> list[PVariation]: ...
    def variation(
        self, p: float | Sequence[float], beta: float | None = None
    ) -> PVariation | list[PVariation]:
        """The exact p-variation of k ↦ L^β W_k, in R^(d²) with the Euclidean norm."""
        return p_variation(self.rescaled(beta).reshape(self.depth, -1), p)
