"""The connections: functions of the hidden state h that a layer with weights W_k computes.

Formulas are written for a column h; the code holds a batch of rows, shape (N, d), so that ``W h`` reads
``h @ W.T``.

=============  ==========================================  =============================
name           layer                                       source
=============  ==========================================  =============================
none           h ← σ(W_k h)                                plain feed-forward network
skip           h ← h + δ_L σ(W_k h)                        Cont, Rossier, Xu (2022)
linear_skip    h ← h + W_kᵀ σ(h)                           Bayer, Friz, Tapia (2023)
inc_skip       h ← h + (W_k − W_{k−1})ᵀ σ(h), W_{−1} = 0   ``linear_skip`` on increments
=============  ==========================================  =============================
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from depthlimit.nn.activations import Activation

ConnectionName = Literal["none", "skip", "linear_skip", "inc_skip"]
Layer = Callable[[Tensor, Tensor, Activation, float], Tensor]


@dataclass(frozen=True)
class Connection:
    """Connection of a layer to the one before.

    Attributes:
        layer: ``(h, A, σ, δ) ↦ h'`` for states h (N, d) and a driving matrix A (d, d).
        driving_matrices: linear map from the weights (L, d, d) to the matrices A of the layers, (L, d, d).
        unit_axis: axis of the output units in the weights: 1, rows, for ``W h``; 2, columns, for ``Wᵀ σ(h)``.
    """

    layer: Layer
    driving_matrices: Callable[[Tensor], Tensor]
    unit_axis: int


def feed_forward(h: Tensor, A: Tensor, sigma: Activation, delta: float) -> Tensor:
    """Return ``σ(A h)``."""
    return sigma(h @ A.T)


def residual(h: Tensor, A: Tensor, sigma: Activation, delta: float) -> Tensor:
    """Return ``h + δ σ(A h)``."""
    return torch.add(h, sigma(h @ A.T), alpha=delta)


def linear_residual(h: Tensor, A: Tensor, sigma: Activation, delta: float) -> Tensor:
    """Return ``h + Aᵀ σ(h)``."""
    return torch.addmm(h, sigma(h), A)


def weights(W: Tensor) -> Tensor:
    """Return the weights themselves."""
    return W


def increments(W: Tensor) -> Tensor:
    """Return ``W_k − W_{k−1}`` with ``W_{−1} = 0``.

    >>> increments(torch.tensor([1.0, 3.0, 6.0]).view(3, 1, 1)).flatten()
    tensor([1., 2., 3.])
    """
    return torch.cat([W[:1], W[1:] - W[:-1]])


CONNECTIONS: dict[ConnectionName, Connection] = {
    "none": Connection(feed_forward, weights, 1),
    "skip": Connection(residual, weights, 1),
    "linear_skip": Connection(linear_residual, weights, 2),
    "inc_skip": Connection(linear_residual, increments, 2),
}
