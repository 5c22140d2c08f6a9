"""Loss of a network on a plane of its parameters: batched for the residual stack, generic for others."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from depthlimit.landscapes import Axes, ModuleLoss, Plane, PlaneLoss, SampleLoss
from depthlimit.nn.connections import CONNECTIONS
from depthlimit.nn.fused import use_fused
from depthlimit.paths.checkpoints import WEIGHT
from depthlimit.training import ResidualModel

SAMPLES = 2**16
"""Samples that the read-out processes at once."""
BATCH = 1000
"""Samples of one forward pass of other networks."""


@dataclass(frozen=True)
class StackLoss:
    """Mean loss of a residual network on a plane of its weights, many points in one pass.

    The read-in is applied once, the stack is evaluated at all points without copies of the weights
    (`ResidualStack.on_plane`), and the losses of many points are computed together. `ModuleLoss` gives the
    same numbers, point by point.

    Attributes:
        model: the network; its weights are the centre of the plane.
        x: samples, shape (N, …), on the device of the model.
        y: their targets.
        plane: the plane, on the same device.
    """

    model: ResidualModel
    x: Tensor
    y: Tensor
    plane: Plane

    @torch.no_grad()
    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean losses (M,) at points (a, b), shape (M, 2)."""
        network, N = self.model.network, len(self.x)
        h = self.x.flatten(1) @ network.readin.T
        where = torch.from_numpy(points).to(h.device, h.dtype)
        outputs = network.stack.on_plane(h, self.plane.first[WEIGHT], self.plane.second[WEIGHT], where)
        means = []
        for states in batches(outputs, max(1, SAMPLES // N)):
            P = len(states)
            prediction = states.flatten(0, 1) @ network.readout.T
            losses = self.model.loss(prediction, self.y.repeat(P, *[1] * (self.y.ndim - 1)))
            means.append(losses.view(P, N).cpu().double().mean(1))
        return torch.cat(means).numpy()


def batches(outputs: Iterator[Tensor], size: int) -> Iterator[Tensor]:
    """Yield outputs (N, d) stacked to (size, N, d), the last one with what is left."""
    while batch := list(islice(outputs, size)):
        yield torch.stack(batch)


def plane_loss(
    model: nn.Module, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane, evaluations: int
) -> PlaneLoss:
    """Return the loss of a network on a plane, with the engine that is faster for so many evaluations."""
    if not isinstance(model, ResidualModel):
        return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)
    stack = model.network.stack
    with torch.no_grad():
        h = (x[:1].flatten(1) @ model.network.readin.T).expand(len(x), -1)
        fused = use_fused(stack.engine, stack.weight, h, stack.augmentation, stack.activation, evaluations)
    stack.engine = "fused" if fused else "eager"  # auto would decide by the points of a single call
    return StackLoss(model, x, y, plane)


def differentiable_loss(model: nn.Module, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane) -> ModuleLoss:
    """Return the loss on a plane by the eager engine, which can be differentiated twice."""
    if isinstance(model, ResidualModel):
        model.network.stack.engine = "eager"
    return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)


def unit_axes(model: nn.Module) -> dict[str, Axes]:
    """Return the layout of parameters that are not laid out as those of PyTorch's layers."""
    if not isinstance(model, ResidualModel):
        return {}
    unit_axis = CONNECTIONS[model.network.stack.augmentation].unit_axis
    return {WEIGHT: Axes(layers=(0,), units=(0, unit_axis))}
