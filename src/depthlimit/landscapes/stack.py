"""Loss of a residual network on a plane of its weights: many points in one forward pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from depthlimit.landscapes.module import SampleLoss
from depthlimit.landscapes.normalization import Axes
from depthlimit.landscapes.plane import Plane
from depthlimit.nn.connections import CONNECTIONS
from depthlimit.nn.fused import EngineName, use_fused
from depthlimit.nn.network import ResidualNetwork
from depthlimit.paths.checkpoints import WEIGHT

SAMPLES = 2**16
"""Samples that the read-out processes at once."""


@dataclass(frozen=True)
class StackLoss:
    """Mean loss of a residual network on a plane of its weights.

    The read-in is applied once, the stack is evaluated at all points without copies of the weights
    (`ResidualStack.on_plane`), and the losses of many points are computed together. `ModuleLoss` gives the
    same numbers, point by point. The network is not changed.

    Attributes:
        network: the network; its weights are the centre of the plane.
        loss: (prediction, target) ↦ losses of the samples, shape (N,).
        x: samples, shape (N, …), on the device of the network.
        y: their targets.
        plane: the plane, on the same device; its tensors are named as in a checkpoint.
        engine: computes the layers.
    """

    network: ResidualNetwork
    loss: SampleLoss
    x: Tensor
    y: Tensor
    plane: Plane
    engine: EngineName

    @torch.no_grad()
    def __call__(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean losses (M,) at points (a, b), shape (M, 2)."""
        N = len(self.x)
        h = self.network.read_in(self.x)
        where = torch.from_numpy(points).to(h.device, h.dtype)
        first, second = self.plane.first[WEIGHT], self.plane.second[WEIGHT]
        outputs = self.network.stack.on_plane(h, first, second, where, self.engine)
        means = []
        for states in batches(outputs, max(1, SAMPLES // N)):
            P = len(states)
            prediction = states.flatten(0, 1) @ self.network.readout.T
            losses = self.loss(prediction, self.y.repeat(P, *[1] * (self.y.ndim - 1)))
            means.append(losses.view(P, N).cpu().double().mean(1))
        return torch.cat(means).numpy()


def batches(outputs: Iterator[Tensor], size: int) -> Iterator[Tensor]:
    """Yield outputs (N, d) stacked to (size, N, d), the last one with what is left."""
    while batch := list(islice(outputs, size)):
        yield torch.stack(batch)


def select_engine(network: ResidualNetwork, x: Tensor, evaluations: int) -> EngineName:
    """Return the engine that is faster for so many evaluations on samples x, shape (N, …).

    ``auto`` would decide by the points of a single call.
    """
    stack = network.stack
    with torch.no_grad():
        h = network.read_in(x[:1]).expand(len(x), -1)
        fused = use_fused(stack.engine, stack.weight, h, stack.augmentation, stack.activation, evaluations)
    return "fused" if fused else "eager"


def stack_axes(network: ResidualNetwork) -> dict[str, Axes]:
    """Return the layout of the weights: which axes are layers and units."""
    unit_axis = CONNECTIONS[network.stack.augmentation].unit_axis
    return {WEIGHT: Axes(layers=(0,), units=(0, unit_axis))}
