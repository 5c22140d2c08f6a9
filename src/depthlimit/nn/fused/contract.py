"""The contract of the fused engines: what an engine does, the layers it runs, the states it keeps.

Symbols: A (L, d, d) are the matrices of the layers, h (N, d) the states, g (N, d) the gradient in the output.
C states are kept for the backward pass, K = ⌈L/C⌉ layers apart, in rows of W = ``stored_width(d)`` numbers.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor

from depthlimit.nn.activations import ActivationName
from depthlimit.nn.connections import ConnectionName

Precision = Literal["ieee", "tf32", "bf16"]
"""Of matrix products: float32, or factors rounded to TensorFloat-32 or bfloat16. Sums are float32."""

VECTOR = 4
"""Numbers of float32 that are read at once."""


@dataclass(frozen=True)
class LayerSpec:
    """Specification of the layers of a stack, apart from their matrices.

    Attributes:
        connection: the connection of the layers.
        activation: the activation σ.
        delta: the step δ of a layer.
        precision: of matrix products.
    """

    connection: ConnectionName
    activation: ActivationName
    delta: float
    precision: Precision = "ieee"


class Engine(Protocol):
    """Forward and backward pass through all layers of a stack, a tile of the batch at a time."""

    def kept(self, A: Tensor, h: Tensor) -> int:
        """Return C, the number of states to keep with the memory that is free."""

    def forward(self, A: Tensor, h: Tensor, kept: int) -> tuple[Tensor, Tensor]:
        """Return the output (N, d) and the inputs (C, N, W) of layers 0, K, 2K, …; none for C = 0."""

    def backward(self, A: Tensor, h: Tensor, kept: Tensor, g: Tensor) -> tuple[Tensor, Tensor]:
        """Return the gradients in A and h."""

    def plane(self, A: Tensor, D1: Tensor, D2: Tensor, h: Tensor, points: Tensor) -> Iterator[Tensor]:
        """Yield the output (N, d) of layers ``A + a D1 + b D2`` for each row (a, b) of ``points`` (M, 2)."""


def missing_formula(
    spec: LayerSpec, connections: Collection[str], activations: Collection[str]
) -> str | None:
    """Return the connection or activation of the layers that an engine has no formula for, or None.

    >>> missing_formula(LayerSpec("skip", "gelu", 1.0), ["skip"], ["tanh", "relu"])
    'the activations tanh and relu, but this one is gelu'
    """
    if spec.connection not in connections:
        return f"the connections {' and '.join(connections)}, but this one is {spec.connection}"
    if spec.activation not in activations:
        return f"the activations {' and '.join(activations)}, but this one is {spec.activation}"
    return None


def stored_width(d: int) -> int:
    """Return the length of a row of d numbers in memory: a whole number of vectors.

    >>> stored_width(15)
    16
    """
    return -(-d // VECTOR) * VECTOR


def state_bytes(A: Tensor, h: Tensor) -> int:
    """Return the bytes of one kept state."""
    return len(h) * stored_width(A.shape[1]) * h.itemsize


def kept_states(A: Tensor, h: Tensor, kept: int | torch.SymInt) -> Tensor:
    """Return an uninitialised tensor for the kept states, shape (C, N, W)."""
    return h.new_empty(kept, len(h), stored_width(A.shape[1]))
