"""The loss on a plane of weights: the fast one against the plain one."""

import numpy as np
import pytest
import torch
from torch import nn

from depthlimit.data import DigitsDataModule
from depthlimit.landscapes import ModuleLoss, random_plane, trained_parameters
from depthlimit.nn.connections import ConnectionName
from depthlimit.nn.fused import EngineName
from depthlimit.training import ClassificationModel, RegressionModel
from depthlimit.workflows.rendering.losses import differentiable_loss, plane_loss, unit_axes
from depthlimit.workflows.rendering.subject import Subject


@pytest.mark.parametrize("engine", ["eager", "fused"])
@pytest.mark.parametrize("connection", ["none", "skip", "linear_skip", "inc_skip"])
def test_the_fast_loss_is_the_plain_one(connection: ConnectionName, engine: EngineName) -> None:
    model = ClassificationModel(
        input_size=64,
        classes=10,
        L=6,
        dim=3,
        init="ntrunc",
        gamma=2.0,
        augmentation=connection,
        engine=engine,
    ).double()
    x, y = DigitsDataModule().training_set
    x, y = x[:70].double(), y[:70]
    plane = random_plane(trained_parameters(model), seed=1, axes=unit_axes(model))
    fast = plane_loss(model, model.loss, x, y, plane, evaluations=4)
    points = np.array([[0.0, 0.0], [1.0, -1.0], [0.5, 2.0]])
    found = fast(points)
    plain = differentiable_loss(model, model.loss, x, y, plane)
    np.testing.assert_allclose(found, plain(points), rtol=1e-11)


@pytest.mark.parametrize("connection", ["none", "skip", "linear_skip", "inc_skip"])
def test_every_unit_of_every_connection_has_the_norm_of_the_unit_it_perturbs(
    connection: ConnectionName,
) -> None:
    model = ClassificationModel(input_size=64, classes=10, L=4, dim=3, init="ntrunc", augmentation=connection)
    plane = random_plane(trained_parameters(model), seed=1, axes=unit_axes(model))
    W, D1, D2 = (part["network.stack.weight"] for part in (plane.centre, *plane.directions))
    for k in range(4):
        for i in range(3):
            unit = np.s_[k, i, :] if connection in ("none", "skip") else np.s_[k, :, i]
            for D in (D1, D2):
                torch.testing.assert_close(D[unit].norm(), W[unit].norm())
            assert abs(float(D1[unit] @ D2[unit])) < 1e-5 * float(W[unit].norm()) ** 2


def test_the_network_is_not_changed() -> None:
    model = ClassificationModel(input_size=64, classes=10, L=4, dim=3, init="ntrunc", engine="fused")
    x, y = torch.zeros(5, 64), torch.zeros(5, dtype=torch.long)
    plane = random_plane(trained_parameters(model), seed=1, axes=unit_axes(model))
    differentiable_loss(model, model.loss, x, y, plane)
    plane_loss(model, model.loss, x, y, plane, evaluations=1)
    assert model.network.stack.engine == "fused"
    moved = Subject(model, model.loss, x, y).to(torch.device("meta"))
    assert (model.weight.device.type, moved.x.device.type) == ("cpu", "meta")


def test_regression_has_a_landscape() -> None:
    model = RegressionModel(1, 1, L=3, dim=2, init="ntrunc")
    x, y = torch.linspace(-1, 1, 9)[:, None], torch.ones(9, 1)
    plane = random_plane(trained_parameters(model), seed=1, axes=unit_axes(model))
    points = np.array([[0.5, 1.0]])
    found = plane_loss(model, model.loss, x, y, plane, evaluations=1)(points)
    np.testing.assert_allclose(found, ModuleLoss(model, model.loss, x, y, plane)(points), rtol=1e-6)


def test_another_module_has_a_landscape() -> None:
    class Convolution(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.Sequential(
                nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(72, 10)
            )

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            found: torch.Tensor = self.layers(x)
            return found

    module = Convolution().eval()
    plane = random_plane(trained_parameters(module), seed=0)
    x = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    y = torch.arange(3)

    def loss(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        return nn.functional.cross_entropy(prediction, target, reduction="none")

    expected = loss(module(x), y).mean().item()
    assert ModuleLoss(module, loss, x, y, plane)(np.zeros((1, 2)))[0] == pytest.approx(expected)
