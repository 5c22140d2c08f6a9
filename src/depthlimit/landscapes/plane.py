"""Planes θ + a D₁ + b D₂ in the space of parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

Array = NDArray[np.float64]
Parameters = Mapping[str, Tensor]
"""Tensors by name, as `torch.nn.Module.named_parameters` has them."""


def trained_parameters(module: nn.Module) -> dict[str, Tensor]:
    """Return copies of the parameters that require gradients.

    >>> list(trained_parameters(nn.Linear(2, 1)))
    ['weight', 'bias']
    """
    return {name: p.detach().clone() for name, p in module.named_parameters() if p.requires_grad}


def inner_product(u: Parameters, v: Parameters) -> float:
    """Return the Euclidean inner product ⟨u, v⟩ over all entries, summed in float64.

    >>> inner_product({"w": torch.tensor([1.0, 2.0])}, {"w": torch.tensor([3.0, 4.0])})
    11.0
    """
    return sum(float((u[name].double() * v[name].double()).sum()) for name in u)


def difference(u: Parameters, v: Parameters) -> dict[str, Tensor]:
    """Return u − v in float64."""
    return {name: u[name].double() - v[name].double() for name in u}


@dataclass(frozen=True)
class Plane:
    """Plane of the points θ + a D₁ + b D₂; all three have the same names and shapes.

    Attributes:
        centre: θ.
        first: D₁.
        second: D₂.

    >>> point = lambda value: {"w": torch.tensor(value)}
    >>> plane = Plane(point([1.0, 1.0]), point([2.0, 0.0]), point([0.0, 3.0]))
    >>> plane.at(1.0, -1.0)["w"], plane.norms, plane.cosine
    (tensor([ 3., -2.]), (2.0, 3.0), 0.0)
    """

    centre: Parameters
    first: Parameters
    second: Parameters

    def at(self, a: float, b: float) -> dict[str, Tensor]:
        """Return the parameters θ + a D₁ + b D₂."""
        return {name: w + a * self.first[name] + b * self.second[name] for name, w in self.centre.items()}

    def to(self, device: torch.device) -> "Plane":
        """Return the plane on another device."""
        return Plane(
            *({name: t.to(device) for name, t in part.items()} for part in (self.centre, *self.directions))
        )

    @property
    def directions(self) -> tuple[Parameters, Parameters]:
        """D₁ and D₂."""
        return self.first, self.second

    @property
    def gram(self) -> Array:
        """Inner products ⟨D_i, D_j⟩, shape (2, 2)."""
        return np.array([[inner_product(u, v) for v in self.directions] for u in self.directions])

    @property
    def norms(self) -> tuple[float, float]:
        """Norms ‖D₁‖ and ‖D₂‖, the distances of the points (1, 0) and (0, 1) from θ."""
        first, second = np.sqrt(np.diag(self.gram))
        return float(first), float(second)

    @property
    def cosine(self) -> float:
        """Cosine ⟨D₁, D₂⟩ / ‖D₁‖‖D₂‖ of the angle between the directions."""
        G = self.gram
        return float(G[0, 1] / np.sqrt(G[0, 0] * G[1, 1]))
