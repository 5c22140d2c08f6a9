"""The loss of a network on a plane of its parameters: fast for the residual stack, plain for all others."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from lightning.pytorch import LightningModule
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.landscapes import Axes, ModuleLoss, Plane, PlaneLoss, SampleLoss
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import use_fused
from depthlimit.paths.checkpoints import WEIGHT
from depthlimit.training import ResidualModel

ROWS = Axes(layers=(0,), units=(0, 1))
COLUMNS = Axes(layers=(0,), units=(0, 2))
UNITS: dict[ConnectionName, Axes] = {
    "none": ROWS,
    "skip": ROWS,
    "linear_skip": COLUMNS,
    "inc_skip": COLUMNS,
}
"""The output units of W_k (L, d, d): rows where a layer computes W h, columns where it computes Wᵀ σ(h)."""

SAMPLES = 2**16
"""That the read-out takes at once."""
BATCH = 1000
"""Samples that go through other networks at once."""


@dataclass(frozen=True)
class StackLoss:
    """The mean loss of a residual network on a plane of its weights, many points in one pass.

    The read-in is applied once, the stack goes forward at all points without copies of the weights
    (`ResidualStack.on_plane`), and the losses of many points are computed together. `ModuleLoss` is the slow
    twin.

    Attributes:
        model: the network; its weights are the plane's centre.
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
        """The mean losses at points (a, b), shape (M, 2)."""
        network, N = self.model.network, len(self.x)
        h = self.x.flatten(1) @ network.readin.T
        where = torch.from_numpy(points).to(h.device, h.dtype)
        outputs = network.stack.on_plane(h, self.plane.first[WEIGHT], self.plane.second[WEIGHT], where)
        means = []
        for states in portions(outputs, max(1, SAMPLES // N)):
            P = len(states)
            prediction = states.flatten(0, 1) @ network.readout.T
            losses = self.model.loss(prediction, self.y.repeat(P, *[1] * (self.y.ndim - 1)))
            means.append(losses.view(P, N).cpu().double().mean(1))
        return torch.cat(means).numpy()


def portions(outputs: Iterator[Tensor], size: int) -> Iterator[Tensor]:
    """Outputs (N, d) gathered, ``size`` at a time, to (size, N, d)."""
    while portion := list(islice(outputs, size)):
        yield torch.stack(portion)


def plane_loss(
    model: LightningModule, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane, evaluations: int
) -> PlaneLoss:
    """The loss of a network on a plane, by what is faster for so many evaluations in all."""
    if not isinstance(model, ResidualModel):
        return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)
    stack = model.network.stack
    with torch.no_grad():
        h = (x[:1].flatten(1) @ model.network.readin.T).expand(len(x), -1)
        fused = use_fused(stack.engine, stack.weight, h, stack.augmentation, stack.activation, evaluations)
    stack.engine = "fused" if fused else "eager"  # auto would judge by the points of a single call
    return StackLoss(model, x, y, plane)


def differentiable_loss(
    model: LightningModule, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane
) -> ModuleLoss:
    """The loss by the plain way, which can be differentiated twice."""
    if isinstance(model, ResidualModel):
        model.network.stack.engine = "eager"
    return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)


def unit_axes(model: LightningModule) -> dict[str, Axes]:
    """What the axes of the network's parameters count, where it is not what it is in PyTorch's layers."""
    return {WEIGHT: UNITS[model.network.stack.augmentation]} if isinstance(model, ResidualModel) else {}
