"""How long a direction is: the normalisations of Li, Xu, Taylor, Studer and Goldstein (2018).

*Visualizing the loss landscape of neural nets*, NeurIPS 31. A random direction says something about a network
only if it is as large as what it perturbs, block by block: rescaling a unit and the layer after it leaves a
relu network as it is, and should leave its picture so.
"""

from dataclasses import dataclass
from math import prod
from typing import Literal

from torch import Tensor

NormalizationName = Literal["filter", "layer", "none"]


@dataclass(frozen=True)
class Axes:
    """What the axes of a parameter count.

    Attributes:
        layers: the axes that count layers; none where the parameter is one layer's.
        units: the axes that count output units, those of the layers among them.
    """

    layers: tuple[int, ...] = ()
    units: tuple[int, ...] = (0,)


ORDINARY = Axes()
"""The weights of PyTorch's linear and convolutional layers: output units first."""


def normalized(
    first: Tensor, second: Tensor, weight: Tensor, axes: Axes, normalization: NormalizationName
) -> tuple[Tensor, Tensor]:
    """Two directions for one parameter, brought to its size.

    With ``filter`` (``layer``), in every unit (layer) the second is made orthogonal to the first
    (Gram–Schmidt), and then both get the norm that the weights have there. A unit of a single entry has no
    second dimension: there the directions are ± the weight. Parameters with fewer than two axes (biases,
    batch norm) are not moved. With ``none`` the directions stay as they are.

    Args:
        first: Gaussian, of the shape of ``weight``.
        second: Gaussian, of the shape of ``weight``.
        weight: the parameter.
        axes: what its axes count.
        normalization: filter, layer or none.

    >>> import torch
    >>> u, v = torch.tensor([[0.0, 4.0]]), torch.tensor([[1.0, 1.0]])
    >>> normalized(u, v, torch.tensor([[6.0, 8.0]]), ORDINARY, "filter")
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
