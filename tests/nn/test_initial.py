"""The initial laws: size, mean, spread, bounds, and the coupling across depths."""

from typing import Any

import numpy as np
import pytest

from depthlimit.errors import UsageError
from depthlimit.nn.initial import InitialName, described_law, initial_weights
from depthlimit.paths import WeightPath

SPREAD = 0.5396  # of a standard normal truncated to [−1, 1]: √(1 − 2φ(1)/(2Φ(1) − 1)) = 0.53956


@pytest.mark.parametrize(("beta", "gamma"), [(0.25, 1.0), (0.5, 0.5), (0.0, 2.0)])
def test_constant(beta: float, gamma: float) -> None:
    W = initial_weights("constant", L=12, d=3, beta=beta, gamma=gamma)
    np.testing.assert_allclose(W, np.full((12, 3, 3), 12 ** (-beta - 1 / gamma) / 9), rtol=1e-15)


def test_truncated_normal_has_its_mean_spread_and_bounds() -> None:
    L, d, beta, gamma = 400, 15, 0.25, 1.0
    W = initial_weights("ntrunc", L, d, beta, gamma, seed=5) / (L ** (-beta - 1 / gamma) / d**2)
    assert np.abs(W).max() <= 1
    assert np.abs(W).max() > 0.999
    assert W.std() == pytest.approx(SPREAD, rel=0.01)
    assert abs(W.mean()) < 4 * SPREAD / np.sqrt(W.size)
    assert np.percentile(W, 75) == pytest.approx(0.4418, abs=0.01)  # Φ⁻¹(1/2 + (2Φ(1) − 1)/4)


def test_same_function_of_depth_at_every_depth() -> None:
    shallow, deep = (
        initial_weights("ntrunc", L, 3, beta=0.25, gamma=1.0, seed=2) * L**1.25 for L in (10, 30)
    )
    np.testing.assert_allclose(deep[::3], shallow, rtol=1e-12)
    assert not np.allclose(deep[1:11], shallow)


def test_layers_and_seeds_are_independent() -> None:
    W = initial_weights("ntrunc", 200, 4, beta=0.0, gamma=1.0, seed=0).reshape(200, -1)
    other = initial_weights("ntrunc", 200, 4, beta=0.0, gamma=1.0, seed=1).reshape(200, -1)
    for pair in (W[1:].ravel(), W[:-1].ravel()), (W.ravel(), other.ravel()):
        assert abs(np.corrcoef(*pair)[0, 1]) < 4 / np.sqrt(W.size)


@pytest.mark.parametrize("gamma", [1.0, 2.0])
def test_gamma_variation_stays_bounded(gamma: float) -> None:
    variations = [
        WeightPath(initial_weights("ntrunc", L, 2, 0.25, gamma, seed=1), alpha=0.75).variation(gamma).norm
        for L in (50, 200, 800)
    ]
    assert max(variations) / min(variations) < 1.2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"init": "normal"}, "init is 'normal', expected constant, ntrunc, gaussian, fbm, fgn or smooth"),
        ({"L": 0}, "L is 0, but it must be a whole number, at least 1: write L=1"),
        ({"d": 0}, "dim is 0"),
        ({"gamma": 0.0}, "gamma is 0.0, but it must be positive"),
        ({"init": "fbm", "hurst": 1.0}, "hurst is 1.0, but it must be between 0 and 1"),
    ],
)
def test_arguments_are_checked(options: dict[str, Any], sentence: str) -> None:
    arguments: dict[str, Any] = {"init": "constant", "L": 4, "d": 2, "beta": 0.5, "gamma": 1.0}
    with pytest.raises(UsageError, match=sentence):
        initial_weights(**(arguments | options))


def test_unknown_law_has_no_description() -> None:
    with pytest.raises(UsageError, match=r"init is 'gausian', expected .*: write init='gaussian'"):
        described_law("gausian", 0.5)  # type: ignore[arg-type]


@pytest.mark.parametrize("init", ["constant", "ntrunc", "fbm"])
def test_weights_of_one_function_are_independent_copies(init: InitialName) -> None:
    first = initial_weights(init, 8, 2, beta=0.5, gamma=1.0, seed=3)
    expected = first.copy()
    first[:] = 0.0
    np.testing.assert_array_equal(initial_weights(init, 8, 2, beta=0.5, gamma=1.0, seed=3), expected)
    assert not np.array_equal(initial_weights(init, 8, 2, beta=0.25, gamma=1.0, seed=3), expected)
