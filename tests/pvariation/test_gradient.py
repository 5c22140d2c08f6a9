"""The gradient: equal to finite differences where the partition is unique, a subgradient elsewhere."""

import numpy as np
import pytest
import torch

from depthlimit.pvariation import p_variation, p_variation_norm
from depthlimit.pvariation.distances import Norm


def brownian(*shape: int, seed: int = 0) -> torch.Tensor:
    noise = np.random.default_rng(seed).normal(size=shape)
    return torch.tensor(noise.cumsum(axis=-2), dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0, np.inf])
@pytest.mark.parametrize("metric", ["euclidean", "l1", "linf"])
def test_gradcheck(p: float, metric: Norm) -> None:
    path = brownian(14, 3)
    assert torch.autograd.gradcheck(lambda x: p_variation_norm(x, p, metric=metric), path)


@pytest.mark.parametrize("p", [1.0, 2.0, 2.5])
def test_equals_finite_differences(p: float) -> None:
    path = brownian(40, 2, seed=1)
    p_variation_norm(path, p).backward()  # type: ignore[no-untyped-call]
    points = path.detach().numpy()
    direction = np.random.default_rng(2).normal(size=points.shape)
    step = 1e-6
    slope = p_variation(points + step * direction, p).norm - p_variation(points - step * direction, p).norm
    assert path.grad is not None
    assert (path.grad.numpy() * direction).sum() == pytest.approx(slope / (2 * step), rel=1e-6)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, np.inf])
def test_constant_paths_and_zero_links_have_gradient_zero(p: float) -> None:
    constant = torch.full((6, 2), 3.0, requires_grad=True)
    value = p_variation_norm(constant, p)
    value.backward()  # type: ignore[no-untyped-call]
    assert value.item() == 0.0
    assert constant.grad is not None
    assert not constant.grad.any()
    halting = torch.tensor([[0.0], [1.0], [1.0], [0.5]], requires_grad=True)
    p_variation_norm(halting, p).backward()  # type: ignore[no-untyped-call]
    assert halting.grad is not None
    assert halting.grad.isfinite().all()


def test_ties_give_a_subgradient() -> None:
    """On 0, 1, 0, 1 … many partitions are optimal for p = 1; a convex function lies above its tangents."""
    path = torch.tensor([0.0, 0.5, 1.0, 0.0, 1.0], dtype=torch.float64, requires_grad=True)
    value = p_variation_norm(path, 1.0)
    value.backward()  # type: ignore[no-untyped-call]
    assert path.grad is not None
    for seed in range(20):
        move = torch.tensor(np.random.default_rng(seed).normal(size=5))
        moved = p_variation_norm(path.detach() + move, 1.0)
        assert moved >= value.detach() + (path.grad * move).sum() - 1e-12


def test_a_batch_and_its_type() -> None:
    paths = brownian(4, 30, 2)
    norms = torch.func.vmap(p_variation_norm)(paths)
    assert norms.shape == (4,)
    assert norms.tolist() == pytest.approx([p_variation_norm(path, 2.0).item() for path in paths])
    assert p_variation_norm(paths[0].float(), 2.0).dtype == torch.float32


def test_tiny_and_huge_paths() -> None:
    for size in (1e-200, 1e200):
        path = (brownian(20, 2).detach() * size).requires_grad_()
        p_variation_norm(path, 3.0).backward()  # type: ignore[no-untyped-call]
        reference = brownian(20, 2)
        p_variation_norm(reference, 3.0).backward()  # type: ignore[no-untyped-call]
        assert path.grad is not None
        assert reference.grad is not None
        assert path.grad.numpy() == pytest.approx(reference.grad.numpy(), rel=1e-9)
