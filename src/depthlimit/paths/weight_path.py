"""The weight path k ↦ W_k: the one object the whole laboratory turns around."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
from numpy.typing import NDArray

from depthlimit.pvariation import PVariation, p_variation

Array = NDArray[np.float64]
Values = NDArray[np.floating]


@dataclass(frozen=True)
class WeightPath:
    """The weights of a network of depth L, as a path in the space of matrices.

    Attributes:
        values: W_k for k = 0, …, L − 1, shape (L, d, d).
        alpha: the exponent of the step δ_L = L^(−α).
        provenance: where the path came from; written beside it as its manifest.

    >>> path = WeightPath(np.array([[[0.0]], [[1.0]], [[0.0]], [[2.0]]]), alpha=0.5)
    >>> path.rescaled().ravel()  # L^β = 2
    array([0., 2., 0., 4.])
    >>> path.variation(1.0).norm
    8.0
    """

    values: Values
    alpha: float
    provenance: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is no path of matrices."""
        if self.values.ndim != 3 or self.values.size == 0:
            raise ValueError(f"the weights have shape {self.values.shape}, needed is (L, d, d)")

    @property
    def depth(self) -> int:
        """The number of layers L."""
        return len(self.values)

    @property
    def dim(self) -> int:
        """The width d."""
        return int(self.values.shape[1])

    @property
    def beta(self) -> float:
        """β = 1 − α, the exponent of the rescaling."""
        return 1.0 - self.alpha

    def rescaled(self) -> Array:
        """L^β W_k, shape (L, d, d)."""
        return np.asarray(self.depth**self.beta * self.values.astype(np.float64))

    def norms(self) -> Array:
        """The Frobenius norms ‖L^β W_k‖, shape (L,)."""
        return np.asarray(np.linalg.norm(self.rescaled(), axis=(1, 2)))

    def increments(self) -> Array:
        """W_{k+1} − W_k, not rescaled, shape (L − 1, d, d)."""
        return np.diff(self.values.astype(np.float64), axis=0)

    @overload
    def variation(self, p: float) -> PVariation: ...
    @overload
    def variation(self, p: Sequence[float]) -> list[PVariation]: ...
    def variation(self, p: float | Sequence[float]) -> PVariation | list[PVariation]:
        """The exact p-variation of k ↦ L^β W_k, in R^(d²) with the Euclidean norm."""
        return p_variation(self.rescaled().reshape(self.depth, -1), p)
