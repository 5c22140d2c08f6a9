"""Directions: normalised block by block, through checkpoints, along a trajectory."""

import itertools

import numpy as np
import pytest
import torch
from torch import Tensor

from depthlimit.errors import UsageError
from depthlimit.landscapes import (
    Axes,
    NormalizationName,
    plane_through,
    principal_plane,
    project,
    random_plane,
    trained_parameters,
)
from tests.landscapes.problems import gaussian, point, quadratic_loss, value

PATH = Axes(layers=(0,), units=(0, 1))
COLUMNS = Axes(layers=(0,), units=(0, 2))


def blocks(W: Tensor, axes: Axes, normalization: NormalizationName) -> list[Tensor]:
    """The units or layers of a path (L, d, d), one by one."""
    if normalization == "layer":
        return list(W)
    if axes is PATH:
        return [W[k, i] for k, i in itertools.product(range(len(W)), range(W.shape[1]))]
    return [W[k, :, j] for k, j in itertools.product(range(len(W)), range(W.shape[2]))]


@pytest.mark.parametrize("axes", [PATH, COLUMNS])
@pytest.mark.parametrize("normalization", ["filter", "layer"])
def test_every_block_has_the_norm_of_what_it_perturbs(axes: Axes, normalization: NormalizationName) -> None:
    W = gaussian(0, 5, 4, 4) * gaussian(1, 5, 4, 1) * gaussian(2, 5, 1, 4)
    plane = random_plane(point(W), normalization, seed=3, axes={"w": axes})
    parts = (blocks(part["w"], axes, normalization) for part in (plane.centre, *plane.directions))
    for w, u, v in zip(*parts, strict=True):
        torch.testing.assert_close(u.norm(), w.norm(), rtol=1e-12, atol=0)
        torch.testing.assert_close(v.norm(), w.norm(), rtol=1e-12, atol=0)
        assert abs(float((u * v).sum())) < 1e-12 * float(w.norm()) ** 2
    assert abs(plane.cosine) < 1e-12


def test_units_of_one_entry_are_plus_minus_the_weight() -> None:
    W = gaussian(0, 50, 1, 1)
    plane = random_plane(point(W), seed=1, axes={"w": PATH})
    for direction in plane.directions:
        torch.testing.assert_close(direction["w"].abs(), W.abs())
    assert 0 < abs(plane.cosine) < 1


def test_biases_and_batch_norm_do_not_move_and_convolutions_move_per_filter() -> None:
    module = torch.nn.Sequential(torch.nn.Conv2d(3, 4, 3), torch.nn.BatchNorm2d(4))
    plane = random_plane(trained_parameters(module), seed=0)
    for direction in plane.directions:
        assert [name for name, part in direction.items() if part.any()] == ["0.weight"]
        weight = plane.centre["0.weight"]
        torch.testing.assert_close(
            direction["0.weight"].flatten(1).norm(dim=1), weight.flatten(1).norm(dim=1)
        )


def test_without_normalisation_the_numbers_are_normal() -> None:
    plane = random_plane({"w": torch.zeros(100, 100), "b": torch.zeros(5)}, "none", seed=0)
    assert float(plane.first["w"].std()) == pytest.approx(1, abs=0.03)
    assert plane.first["b"].all()
    assert abs(plane.cosine) < 0.05


def test_another_seed_changes_the_directions_only() -> None:
    W = point(gaussian(0, 3, 2, 2))
    first, second, again = (random_plane(W, seed=seed) for seed in (0, 1, 0))
    assert torch.equal(first.centre["w"], second.centre["w"])
    assert torch.equal(first.first["w"], again.first["w"])
    assert not torch.equal(first.first["w"], second.first["w"])
    assert not torch.equal(first.first["w"], first.second["w"])


def test_a_module_without_parameters_is_refused() -> None:
    with pytest.raises(UsageError, match="normalization='none'"):
        random_plane({"bias": torch.ones(3)})


def test_the_plane_through_three_checkpoints_returns_their_losses() -> None:
    centre, one, other = (gaussian(seed, 2, 3) for seed in range(3))
    plane = plane_through(point(centre), point(one), point(other))
    losses = quadratic_loss(plane)(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    np.testing.assert_allclose(losses, [value(w) for w in (centre, one, other)], rtol=1e-12)


def test_three_checkpoints_on_a_line_are_refused() -> None:
    centre, step = gaussian(0, 2, 3), gaussian(1, 2, 3)
    with pytest.raises(UsageError, match="lie on a line"):
        plane_through(point(centre), point(centre + step), point(centre - 2 * step))


def test_principal_directions_are_those_of_the_singular_value_decomposition() -> None:
    centre = gaussian(0, 2, 3)
    states = [point(centre + gaussian(seed, 2, 3) * torch.tensor([5.0, 2.0, 0.1])) for seed in range(1, 9)]
    plane = principal_plane(point(centre), states)
    X = np.array([(state["w"] - centre).flatten().numpy() for state in states])
    _, singular, V = np.linalg.svd(X)
    for direction, v in zip(plane.directions, V, strict=False):
        u = direction["w"].flatten().numpy()
        assert abs(u @ v) == pytest.approx(np.linalg.norm(u), rel=1e-10)
    trajectory = project(plane, states)
    assert trajectory.explained == pytest.approx((singular[:2] ** 2).sum() / (singular**2).sum(), rel=1e-10)
    assert np.abs(trajectory.points).max() == pytest.approx(1)
    assert plane.norms[0] == pytest.approx(plane.norms[1])


def test_a_trajectory_on_a_line_has_no_principal_plane() -> None:
    centre, step = gaussian(0, 2, 3), gaussian(1, 2, 3)
    with pytest.raises(UsageError, match="train again with export_every=1"):
        principal_plane(point(centre), [point(centre + t * step) for t in (1.0, 2.0, 3.0)])


def test_projection_on_directions_that_are_not_orthogonal() -> None:
    centre, one, other = (gaussian(seed, 2, 3) for seed in range(3))
    plane = plane_through(point(centre), point(one), point(other))
    D1, D2 = one - centre, other - centre
    normal = gaussian(5, 2, 3)
    A = torch.stack([D1.flatten(), D2.flatten()], dim=1)
    normal -= (A @ torch.linalg.lstsq(A, normal.flatten()[:, None]).solution).view(2, 3)
    trajectory = project(plane, [point(centre + 0.3 * D1 - 2 * D2 + normal)])
    np.testing.assert_allclose(trajectory.points, [[0.3, -2.0]], rtol=1e-10)
    assert trajectory.off_plane[0] == pytest.approx(float(normal.norm()), rel=1e-8)
