"""Roughness within one path, against paths whose roughness is known."""

import itertools

import numpy as np
import pytest

from depthlimit.analysis import roughness
from depthlimit.analysis.isometry import isometric_points
from depthlimit.analysis.roughness import Roughness, ShuffleTest
from depthlimit.errors import UsageError
from depthlimit.paths import WeightPath


def comparisons(result: Roughness) -> list[ShuffleTest]:
    return [result.slope, result.mean_step, *result.variations]


def test_slopes_are_those_of_theory() -> None:
    rng = np.random.default_rng(0)
    L, d = 400, 10
    noise = rng.normal(size=(L, d, d))
    for values, slope in (
        (noise, 0.0),
        (noise.cumsum(axis=0), 0.5),
        (np.arange(L)[:, None, None] * noise[0], 1.0),
    ):
        assert roughness(WeightPath(values, 0.5), [2.0], shuffles=2).slope.value == pytest.approx(
            slope, abs=0.03
        )


def test_order_is_smoother_than_chance_only_where_there_is_order() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(size=(24, 3, 3))
    walk = roughness(WeightPath(noise.cumsum(axis=0), 0.5))
    assert all(one.p_value == pytest.approx(1 / 201) for one in comparisons(walk))
    assert walk.variations[walk.exponents.index(2)].effect < -3
    assert walk.slope.effect > 3
    none = roughness(WeightPath(noise, 0.5))
    assert all(abs(one.effect) < 3 and one.p_value > 0.01 for one in comparisons(none))


def test_p_values_are_uniform_by_chance() -> None:
    rng = np.random.default_rng(2)
    paths = [WeightPath(rng.normal(size=(8, 2, 2)), 0.5) for _ in range(100)]
    p_values = [roughness(path, [2.0], shuffles=39).variations[0].p_value for path in paths]
    assert abs(np.mean(p_values) - 0.5) < 4 * 0.29 / 10
    assert 0.01 <= np.mean(np.array(p_values) <= 0.1) <= 0.22


def test_numbers_are_those_of_their_definitions() -> None:
    path = WeightPath(np.random.default_rng(3).normal(size=(6, 2, 3)), alpha=0.5)
    result = roughness(path, [1.0, 3.0], shuffles=5)
    X = path.rescaled().reshape(6, -1)
    assert result.lags.tolist() == [1, 2, 3]
    for m, S in zip(result.lags, result.structure, strict=True):
        assert pytest.approx(np.mean([np.linalg.norm(X[k + m] - X[k]) for k in range(6 - m)])) == S
    assert [one.value for one in result.variations] == pytest.approx(
        [r.norm for r in path.variation([1.0, 3.0])]
    )
    assert result.mean_step.value == pytest.approx(path.variation(1.0).norm / 5)
    other = roughness(path, [1.0, 3.0], beta=0.0, shuffles=5)
    assert other.slope.value == pytest.approx(result.slope.value)
    assert [one.p_value for one in comparisons(other)] == [one.p_value for one in comparisons(result)]
    assert other.structure == pytest.approx(result.structure / 6**0.5)


@pytest.mark.parametrize("D", [3, 7, 100_000])
def test_few_coordinates_keep_all_distances(D: int) -> None:
    X = 1e6 + np.random.default_rng(4).normal(size=(7, D))
    X[4] = X[3] + 1e-7  # a pair so close that a Gram product would lose it
    Y = isometric_points(X)
    assert Y.shape == (7, min(7, D))
    for i, j in itertools.combinations(range(7), 2):
        assert np.linalg.norm(Y[i] - Y[j]) == pytest.approx(np.linalg.norm(X[i] - X[j]), rel=1e-5)


def test_paths_without_roughness() -> None:
    constant = roughness(WeightPath(np.ones((9, 2, 2)), 0.5), [2.0])
    assert np.isnan([constant.slope.value, constant.slope.p_value]).all()
    assert constant.variations[0].p_value == 1.0
    assert np.isnan(constant.variations[0].effect)
    with pytest.raises(UsageError, match=r"has 3 layers, .* at least 4"):
        roughness(WeightPath(np.ones((3, 2, 2)), 0.5))
    values = np.ones((5, 2, 2))
    values[2] = np.nan
    with pytest.raises(UsageError, match="not finite"):
        roughness(WeightPath(values, 0.5))
