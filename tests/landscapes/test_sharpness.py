"""Second derivatives, against closed forms, a dense Hessian and another library."""

import importlib.util

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.autograd.functional import hessian
from torch.func import functional_call

from depthlimit.landscapes import ModuleLoss, random_plane, sharpness, top_eigenvalue, trained_parameters
from depthlimit.landscapes.sharpness import Hessian
from tests.landscapes.problems import CURVATURES, MINIMUM, gaussian, point, quadratic_loss

X, Y = gaussian(0, 12, 3), gaussian(1, 12, 2)


def network() -> nn.Module:
    """A small network in float64 with an indefinite Hessian."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2)).double()


def squares(prediction: Tensor, target: Tensor) -> Tensor:
    return (prediction - target).square().mean(1)


def dense_hessian(module: nn.Module) -> np.ndarray:
    """The whole matrix."""
    named = trained_parameters(module)
    shapes = {name: tensor.shape for name, tensor in named.items()}

    def loss(flat: Tensor) -> Tensor:
        pieces = torch.split(flat, [shape.numel() for shape in shapes.values()])
        moved = {name: piece.view(shapes[name]) for name, piece in zip(shapes, pieces, strict=True)}
        return squares(functional_call(module, moved, (X,)), Y).mean()

    flat = torch.cat([tensor.flatten() for tensor in named.values()])
    return np.asarray(hessian(loss, flat).numpy())  # type: ignore[no-untyped-call]


def test_a_quadratic_has_the_curvatures_it_is_made_of() -> None:
    plane = random_plane(point(MINIMUM + 1), seed=2)
    found = sharpness(quadratic_loss(plane).at, plane)
    D1, D2 = plane.first["w"], plane.second["w"]
    assert found.along_first == pytest.approx(float((CURVATURES * D1**2).sum() / (D1**2).sum()))
    assert found.along_second == pytest.approx(float((CURVATURES * D2**2).sum() / (D2**2).sum()))
    angles = np.linspace(0, np.pi, 2001)
    tried = [
        float((CURVATURES * v**2).sum() / (v**2).sum())
        for v in (np.cos(t) * D1 + np.sin(t) * D2 for t in angles)
    ]
    assert found.in_plane == pytest.approx(max(tried), rel=1e-5)
    assert found.top_eigenvalue == pytest.approx(9.0, rel=1e-4)
    assert "9 overall" in found.sentence()


def test_products_and_top_eigenvalue_are_those_of_the_dense_hessian() -> None:
    module = network()
    plane = random_plane(trained_parameters(module), seed=0)
    H = Hessian(ModuleLoss(module, squares, X, Y, plane, batch_size=5).at, plane.centre)
    dense = dense_hessian(module)
    v = gaussian(7, len(dense)).numpy()
    np.testing.assert_allclose(H.operator().matvec(v), dense @ v, rtol=1e-9, atol=1e-12)
    eigenvalues = np.linalg.eigvalsh(dense)
    assert eigenvalues[0] < 0
    assert top_eigenvalue(H.operator()) == pytest.approx(eigenvalues[-1], rel=1e-4)


@pytest.mark.skipif(importlib.util.find_spec("curvlinops") is None, reason="curvlinops is not installed")
@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")  # its import
def test_operators_of_curvlinops_are_taken() -> None:
    from curvlinops import HessianLinearOperator

    module = network()
    operator = HessianLinearOperator(module, nn.MSELoss(), list(module.parameters()), [(X, Y)])
    expected = np.linalg.eigvalsh(dense_hessian(module))[-1]
    assert top_eigenvalue(operator.to_scipy()) == pytest.approx(expected, rel=1e-4)
