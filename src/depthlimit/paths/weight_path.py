"""The weight path k ↦ W_k, the central object of the package."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Self, SupportsIndex, overload

from torch import nn

from depthlimit.nn.connections import ConnectionName
from depthlimit.paths.comparison import difference, distance, part, resampled
from depthlimit.paths.drivers import NATURAL_BETAS, driver
from depthlimit.paths.grids import PathNorm
from depthlimit.paths.layers import stacked_layers
from depthlimit.paths.matrix_path import MatrixPath
from depthlimit.paths.tensor_files import module_tensors, safetensors_tensors
from depthlimit.paths.values import Array, Values
from depthlimit.pvariation import PVariation, p_variation


@dataclass(frozen=True, eq=False, repr=False)
class WeightPath(MatrixPath):
    """Path of the weights of one parameter over depth, in the space of matrices.

    Attributes:
        values: W_k for k = 0, …, L − 1, shape (L, d, d), float32 or float64. Matrices of another shape are
            welcome where only norms and variation are asked for. It may be given as nested lists or a tensor,
            and of whole numbers.
        alpha: the exponent of the step δ_L = L^(−α).
        provenance: where the path came from; written beside it as its manifest.
        connection: how a layer with weights W_k updates the hidden state, None where that is not known.
        network_depth: the depth of the network where these are some of its layers; None where they are all.

    Where β is an argument, None stands for 1 − α.

    ``path[k]`` is the matrix W_k, not rescaled. A slice ``path[a:b]`` is the path of these layers of the same
    network: its ``network_depth`` is the L of L^β, so that ``path[a:b].rescaled()`` equals
    ``path.rescaled()[a:b]``, and its provenance has their numbers as ``layers``. To rescale by the length of
    the slice instead, write ``dataclasses.replace(path[a:b], network_depth=None)``. The difference
    ``path - other`` of two paths of one depth and one α has the provenance in which both agree.

    Raises:
        UsageError: the values are not real numbers in the shape of a path, alpha is not from 0 to 1, or the
            connection is not known.

    >>> import numpy as np
    >>> path = WeightPath(np.array([[[0.0]], [[1.0]], [[0.0]], [[2.0]]]), alpha=0.5)
    >>> path
    WeightPath(L=4, d=1, alpha=0.5)
    >>> path.rescaled().ravel()  # L^β = 2
    array([0., 2., 0., 4.])
    >>> path[2:]
    WeightPath(L=2 of 4, d=1, alpha=0.5)
    >>> path[2:].rescaled().ravel()
    array([0., 4.])
    >>> path.variation(1.0).norm
    8.0
    """

    @classmethod
    def from_module(
        cls, model: nn.Module, pattern: str, alpha: float = 0.5, connection: ConnectionName | None = None
    ) -> Self:
        """Return the weights of a repeated layer of any network.

        Args:
            model: the network.
            pattern: the name of the weights in its ``state_dict``, ``{k}`` in place of the layer's number.
            alpha: the exponent α.
            connection: how a layer updates the hidden state, if it is one of the four.

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
        """Return the weights of a repeated layer in a ``.safetensors`` file, or in the shards of an index.

        Args:
            file: a ``.safetensors`` file, or the ``.safetensors.index.json`` of one in several parts.
            pattern: as for `from_module`, such as ``model.layers.{k}.self_attn.o_proj.weight``.
            alpha: the exponent α.
            connection: how a layer updates the hidden state, if it is one of the four.

        Raises:
            DataError: the file is missing, damaged, or of another kind.
            UsageError: the pattern fits nothing, or weights of different shapes.
        """
        values, layers = stacked_layers(safetensors_tensors(Path(file)), pattern)
        return cls(values, alpha, {"file": str(file), "pattern": pattern, "layers": layers}, connection)

    @overload
    def __getitem__(self, key: SupportsIndex) -> Values: ...
    @overload
    def __getitem__(self, key: slice) -> "WeightPath": ...
    def __getitem__(self, key: SupportsIndex | slice) -> "Values | WeightPath":
        """Return the matrix W_k, or the path of several layers in a row.

        Raises:
            UsageError: a slice is empty, or its step is not 1.
            IndexError: there is no layer k.
        """
        return part(self, key) if isinstance(key, slice) else self.values[operator.index(key)]

    def __sub__(self, other: "WeightPath") -> "WeightPath":
        """Return the path of W_k − V_k.

        Raises:
            UsageError: the paths differ in depth, in the shape of their matrices, or in α.
        """
        return difference(self, other) if isinstance(other, WeightPath) else NotImplemented

    def _repr_html_(self) -> str:
        """Return the path as a notebook shows it, with its norms at the first, middle and last layer."""
        layers = sorted({0, self.depth // 2, self.depth - 1})
        norms = self.norms(0.0)
        head = "".join(f"<th>k={k}</th>" for k in layers)
        row = "".join(f"<td>{norms[k]:.4g}</td>" for k in layers)
        return (
            f"<code>{escape(repr(self))}</code>"
            f"<table><tr><th></th>{head}</tr><tr><th>‖W_k‖</th>{row}</tr></table>"
        )

    @property
    def natural_beta(self) -> float | None:
        """The exponent that belongs to the path that drives the connection; None where that is not known."""
        rule = NATURAL_BETAS.get(self.connection) if self.connection else None
        return rule(self.alpha) if rule else None

    def primitive(self, connection: ConnectionName | None = None) -> Array:
        """Return the path S of which the weights are the increments: S_0 = 0, shape (L + 1, d, d).

        ``skip``: S_k = δ_L Σ_{j<k} W_j; ``linear_skip``: S_k = Σ_{j<k} W_j; ``inc_skip``, whose layers are
        driven by W_k − W_{k−1} with W_{−1} = 0: W itself, after a zero (Bayer, Friz and Tapia, 2023).

        Args:
            connection: by default the path's own.

        Raises:
            UsageError: the connection is not known, or is ``none``, which no path drives.

        >>> import numpy as np
        >>> path = WeightPath(np.array([[[1.0]], [[3.0]]]), alpha=1.0, connection="skip")
        >>> path.primitive().ravel(), path.primitive("linear_skip").ravel()
        (array([0. , 0.5, 2. ]), array([0., 1., 4.]))
        """
        delta = float(self.L) ** -self.alpha
        return driver(self.values, delta, connection or self.connection)

    @overload
    def variation(self, p: float, beta: float | None = None) -> PVariation: ...
    @overload
    def variation(self, p: Sequence[float], beta: float | None = None) -> list[PVariation]: ...
    def variation(
        self, p: float | Sequence[float], beta: float | None = None
    ) -> PVariation | list[PVariation]:
        """Return the exact p-variation of k ↦ L^β W_k, in R^(d²) with the Euclidean norm."""
        return p_variation(self.rescaled(beta).reshape(self.depth, -1), p)

    def resample(self, depth: int, beta: float | None = None) -> "WeightPath":
        """Return the path on the grid k/m, with k ↦ L^β W_k as its values there.

        Values between two layers are interpolated linearly, those after the last layer are its own. Where one
        depth divides the other, the layers that both grids share are exact.

        Args:
            depth: the number of layers m.
            beta: the exponent of the rescaling that is kept.

        Raises:
            UsageError: the depth is not a whole number, at least 1.

        >>> import numpy as np
        >>> path = WeightPath(np.arange(4.0).reshape(4, 1, 1), alpha=1.0)
        >>> path.resample(2).values.ravel(), path.resample(8).values.ravel()
        (array([0., 2.]), array([0. , 0.5, 1. , 1.5, 2. , 2.5, 3. , 3. ]))
        """
        return resampled(self, depth, self.beta if beta is None else beta)

    def distance(
        self, other: "WeightPath", norm: PathNorm = "l2", p: float | None = None, beta: float | None = None
    ) -> float:
        """Return the distance of t ↦ L^β W(t) and M^β V(t), two paths of depths L and M.

        They are compared at the times k/m, k = 0, …, m − 1, of the shallower one: exactly where one depth
        divides the other, by linear interpolation of the deeper one otherwise; see `resample`.

        Args:
            other: the path V.
            norm: of the difference D_k, with Frobenius norms of matrices. ``l2``: (1/m Σ_k ‖D_k‖²)^(1/2);
                ``sup``: max_k ‖D_k‖; ``p-var``: ‖D‖_p-var, which is 0 for a constant difference.
            p: the exponent, for ``p-var`` only.
            beta: the exponent of the rescaling.

        Raises:
            UsageError: the matrices differ in shape, the paths have several β = 1 − α and none is given, or
                the norm is not known.

        >>> import numpy as np
        >>> coarse, fine = (WeightPath(np.arange(L).reshape(L, 1, 1) / L, alpha=1.0) for L in (4, 8))
        >>> coarse.distance(fine)
        0.0
        >>> coarse.distance(WeightPath(np.ones((8, 1, 1)), alpha=1.0), "sup")
        1.0
        """
        return distance(self, other, norm, p, beta)
