"""Loss of any PyTorch module on a plane of its parameters, point by point."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.func import functional_call

from depthlimit.landscapes.plane import Array, Parameters, Plane

SampleLoss = Callable[[Tensor, Tensor], Tensor]
"""Losses (N,) of predictions and targets of N samples."""


@dataclass(frozen=True)
class ModuleLoss:
    """Mean loss of a module over fixed samples, with other parameters than its own.

    The module is evaluated in eval mode, on the device of the module and the samples, and is not changed. It
    may be any module.

    Attributes:
        module: the network; parameters that the plane does not move and buffers stay as they are.
        loss: (prediction, target) ↦ the losses of the samples, shape (N,).
        x: samples, shape (N, …).
        y: their targets, N of them.
        plane: the plane of parameters.
        batch_size: samples of one forward pass, by default all.

    >>> module = nn.Linear(1, 1, bias=False)
    >>> point = lambda value: {"weight": torch.tensor([[value]])}
    >>> plane = Plane(point(1.0), point(1.0), point(10.0))
    >>> square = lambda prediction, target: (prediction - target).square().sum(1)
    >>> loss = ModuleLoss(module, square, torch.ones(1, 1), torch.zeros(1, 1), plane)
    >>> loss(np.array([[0.0, 0.0], [1.0, 2.0]]))  # 1² and (1 + 1 + 20)²
    array([  1., 484.])
    """

    module: nn.Module
    loss: SampleLoss
    x: Tensor
    y: Tensor
    plane: Plane
    batch_size: int | None = None

    def __call__(self, points: Array) -> Array:
        """Return the mean losses (M,) at points (a, b), shape (M, 2)."""
        plane = self.plane.to(self.x.device)
        with torch.no_grad():
            return np.array([self.at(plane.at(a, b)).item() for a, b in points.tolist()])

    def at(self, parameters: Parameters) -> Tensor:
        """Return the mean loss at these parameters, differentiable in them."""
        was_training = self.module.training
        self.module.eval()
        try:
            size = self.batch_size or len(self.x)
            batches = zip(torch.split(self.x, size), torch.split(self.y, size), strict=True)
            sums = [self.loss(functional_call(self.module, dict(parameters), (x,)), y) for x, y in batches]
            return torch.stack([to_float64(losses).sum() for losses in sums]).sum() / len(self.x)
        finally:
            self.module.train(was_training)


def to_float64(losses: Tensor) -> Tensor:
    """Return losses in float64 where the device supports it."""
    return losses if losses.device.type == "mps" else losses.double()
