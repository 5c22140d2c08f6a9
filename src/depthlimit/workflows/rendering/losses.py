"""Loss of a network on a plane of its parameters: batched for the residual stack, generic for others."""

from copy import deepcopy

from torch import Tensor, nn

from depthlimit.landscapes import Axes, ModuleLoss, Plane, PlaneLoss, SampleLoss
from depthlimit.landscapes.stack import StackLoss, select_engine, stack_axes
from depthlimit.training import ResidualModel

BATCH = 1000
"""Samples of one forward pass of other networks."""


def plane_loss(
    model: nn.Module, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane, evaluations: int
) -> PlaneLoss:
    """Return the loss of a network on a plane, with the engine that is faster for so many evaluations."""
    if not isinstance(model, ResidualModel):
        return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)
    return StackLoss(model.network, loss, x, y, plane, select_engine(model.network, x, evaluations))


def differentiable_loss(model: nn.Module, loss: SampleLoss, x: Tensor, y: Tensor, plane: Plane) -> ModuleLoss:
    """Return the loss on a plane by the eager engine, which can be differentiated twice."""
    if isinstance(model, ResidualModel) and model.network.stack.engine != "eager":
        model = deepcopy(model)
        model.network.stack.engine = "eager"
    return ModuleLoss(model, loss, x, y, plane, batch_size=BATCH)


def unit_axes(model: nn.Module) -> dict[str, Axes]:
    """Return the layout of parameters that are not laid out as those of PyTorch's layers."""
    return stack_axes(model.network) if isinstance(model, ResidualModel) else {}
