"""Normalisation of random directions, after Li, Xu, Taylor, Studer and Goldstein (2018).

*Visualizing the loss landscape of neural nets*, NeurIPS 31. Directions are scaled block by block to the size
of the weights: a relu network does not change when a unit is rescaled and the layer after it rescaled back,
so its landscape should not change either.
"""

from dataclasses import dataclass
from math import prod
from typing import Literal

from torch import Tensor

NormalizationName = Literal["filter", "layer", "none"]


@dataclass(frozen=True)
class Axes:
    """Layout of a parameter.

    Attributes:
        layers: axes that index layers; none if the parameter belongs to one layer.
        units: axes that index output units, including those of the layers.
    """

    layers: tuple[int, ...] = ()
    units: tuple[int, ...] = (0,)


OUTPUT_UNITS_FIRST = Axes()
"""Layout of the weights of PyTorch's linear and convolutional layers."""


def normalized(
    first: Tensor, second: Tensor, weight: Tensor, axes: Axes, normalization: NormalizationName
) -> tuple[Tensor, Tensor]:
    """Return two directions for one parameter, scaled to its size.

    With ``filter`` (``layer``), in every unit (layer) the second is made orthogonal to the first
    (Gram–Schmidt), and both get the norm of the weights there. In units of a single entry, which have no
    orthogonal direction, both are ± the weight. Directions of parameters with fewer than two axes (biases,
    batch norm) are zero. With ``none`` the directions are returned unchanged.

    Args:
        first: Gaussian, of the shape of ``weight``.
        second: Gaussian, of the shape of ``weight``.
        weight: the parameter.
        axes: its layout.
        normalization: filter, layer or none.

    >>> import torch
    >>> u, v = torch.tensor([[0.0, 4.0]]), torch.tensor([[1.0, 1.0]])
    >>> normalized(u, v, torch.tensor([[6.0, 8.0]]), OUTPUT_UNITS_FIRST, "filter")
    (tensor([[ 0., 10.]]), tensor([[10.,  0.]]))
    """
    if normalization == "none":
        return first, second
    if weight.ndim < 2:
        return first * 0, second * 0
    blocks = axes.units if normalization == "filter" else axes.layers
    rest = tuple(axis for axis in range(weight.ndim) if axis not in blocks)

    def dot(u: Tensor, v: Tensor) -> Tensor:
        return (u * v).sum(dim=rest, keepdim=True)

    if prod(weight.shape[axis] for axis in rest) > 1:
        second = second - dot(first, second) / dot(first, first) * first
    size = dot(weight, weight).sqrt()
    return first * size / dot(first, first).sqrt(), second * size / dot(second, second).sqrt()
