"""A loss with a closed form, for tests of every part of the room."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from depthlimit.landscapes import ModuleLoss, Parameters, Plane

CURVATURES = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]], dtype=torch.float64)
MINIMUM = torch.tensor([[0.5, -1.0, 2.0], [0.0, 1.0, -0.5]], dtype=torch.float64)


class Quadratic(nn.Module):
    """``x ↦ x · ½ Σ c (w − m)²``: with x = 1 and the prediction as loss, a quadratic in w."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(MINIMUM + 0.25)

    def forward(self, x: Tensor) -> Tensor:
        value: Tensor = x * (CURVATURES * (self.w - MINIMUM).square()).sum() / 2
        return value


def prediction(predicted: Tensor, target: Tensor) -> Tensor:
    """The loss that is the prediction itself."""
    return predicted.flatten()


def quadratic_loss(plane: Plane) -> ModuleLoss:
    """The quadratic on a plane."""
    ones = torch.ones(3, 1, dtype=torch.float64)
    return ModuleLoss(Quadratic(), prediction, ones, ones, plane, batch_size=2)


def value(w: Tensor) -> float:
    """The quadratic, in one line."""
    return float((CURVATURES * (w - MINIMUM) ** 2).sum() / 2)


def gaussian(seed: int, *shape: int) -> Tensor:
    """Normal numbers in float64."""
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def point(w: Tensor) -> Parameters:
    """Parameters of one tensor."""
    return {"w": w}


def bowl(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """``(a − 0.1)² + 3 b²``, at module level so that it can be pickled."""
    a, b = points.T
    return np.asarray((a - 0.1) ** 2 + 3 * b**2)
