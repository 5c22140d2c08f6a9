"""The norm under ``torch.func`` and ``torch.compile``."""

from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.pvariation import p_variation_norm
from depthlimit.pvariation.distances import Norm

# torch.func itself uses what torch deprecates
pytestmark = pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated:DeprecationWarning")

func: Any = torch.func
PATHS = torch.tensor(np.random.default_rng(0).normal(size=(3, 20, 2)).cumsum(axis=1))


def gradient(path: torch.Tensor, p: float, metric: Norm = "euclidean") -> torch.Tensor:
    path = path.clone().requires_grad_()
    (slope,) = torch.autograd.grad(p_variation_norm(path, p, metric=metric), path)
    return slope


@pytest.mark.parametrize("p", [1.0, 2.5, 1e3, 1e20, np.inf])
def test_transforms_of_torch(p: float) -> None:
    path, move = PATHS[0], torch.ones_like(PATHS[0]).cumsum(0)
    norm: Any = lambda x: p_variation_norm(x, p)  # noqa: E731
    assert torch.equal(func.grad(norm)(path), gradient(path, p))
    torch.testing.assert_close(func.vmap(norm)(PATHS), torch.stack([norm(path) for path in PATHS]))
    slopes = func.vmap(func.grad(norm), in_dims=1)(PATHS.transpose(0, 1))
    torch.testing.assert_close(slopes, torch.stack([gradient(path, p) for path in PATHS]))
    value, tangent = func.jvp(norm, (path,), (move,))
    torch.testing.assert_close(value, norm(path))
    torch.testing.assert_close(tangent, (gradient(path, p) * move).sum())
    assert func.hessian(norm)(path).isfinite().all()


def test_a_functional_call() -> None:
    linear = torch.nn.Linear(2, 2, dtype=torch.float64)
    weights = dict(linear.named_parameters())
    loss = lambda w: p_variation_norm(func.functional_call(linear, w, (PATHS[0],)))  # noqa: E731
    slope = func.grad(loss)(weights)["weight"]
    p_variation_norm(linear(PATHS[0])).backward()  # type: ignore[no-untyped-call]
    assert linear.weight.grad is not None
    torch.testing.assert_close(slope, linear.weight.grad)


def test_a_compiled_loss_without_a_break_in_its_graph() -> None:
    loss = torch.compile(lambda x: 2 * p_variation_norm(x, 3.0), fullgraph=True, backend="aot_eager")
    path = PATHS[0].clone().requires_grad_()
    loss(path).backward()  # type: ignore[no-untyped-call]
    assert path.grad is not None
    torch.testing.assert_close(path.grad, 2 * gradient(PATHS[0], 3.0))


def test_halting_paths_have_second_derivatives() -> None:
    path = torch.tensor([0.0, 1.0, 1.0, 0.0, 2.0], dtype=torch.float64)
    for p in (1.0, 1.5, 2.0):
        assert func.hessian(lambda x, p=p: p_variation_norm(x, p))(path).isfinite().all()
    assert not func.grad(p_variation_norm)(torch.ones(5)).any()
