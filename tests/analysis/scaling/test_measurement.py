"""Measurements of one path, in closed form."""

import numpy as np
import pytest

from depthlimit.analysis.scaling.collapse import best_collapse
from depthlimit.analysis.scaling.estimate import Estimate
from depthlimit.analysis.scaling.measurement import largest_detrended, means, measure, noise_size
from depthlimit.paths import WeightPath

L = 64


def test_a_line() -> None:
    """W_k = k/L in one entry of 2 × 2."""
    W = np.zeros((L, 2, 2))
    W[:, 0, 1] = np.arange(L) / L
    one = measure(WeightPath(W, alpha=1.0), "0", (1.0, 2.0), "skip", shallowest=L)
    last = (L - 1) / L
    assert one.max_norm == pytest.approx(last)
    assert one.max_increment == one.most_increments == pytest.approx(1 / L)
    assert one.quadratic_variation == pytest.approx((L - 1) / L**2)
    assert one.root_sum_of_increments == pytest.approx(np.sqrt(L * (L - 1)) / L)
    assert one.max_primitive == pytest.approx((L - 1) / 2 / L)  # Σ k/L over L layers, times 1/L
    assert one.primitive_quadratic_variation == pytest.approx(np.sum((np.arange(L) / L) ** 2) / L**2)
    assert one.noise == pytest.approx(0, abs=1e-14)
    assert one.deviation == pytest.approx(last / np.sqrt(12), rel=1e-3)
    np.testing.assert_allclose(one.variations, [last, last])


def test_noise_on_a_trend_is_seen_through_second_differences() -> None:
    rng = np.random.default_rng(0)
    W = np.sin(np.arange(2000) / 300)[:, None] * np.ones(25) + 0.1 * rng.normal(size=(2000, 25))
    assert noise_size(np.diff(W, axis=0)) == pytest.approx(0.1 * 5, rel=0.02)


def test_means_are_exact_for_parabolas() -> None:
    np.testing.assert_allclose(means(np.arange(5.0), L=4, end=1.0, parts=2), [1.0, 3.0])
    k = np.arange(20.0)
    edges = np.linspace(0, 19 * 31 / 32, 9)  # of parts that do not end on the grid
    truth = np.diff(edges**3) / np.diff(edges) / 3
    np.testing.assert_allclose(means(k**2, L=19, end=31 / 32, parts=8), truth)


def test_means_of_vectors_are_those_of_their_entries() -> None:
    values = np.random.default_rng(0).normal(size=(9, 2, 3))
    found = means(values, L=8, end=0.7, parts=4)
    assert found.shape == (4, 2, 3)
    np.testing.assert_allclose(found[:, 1, 2], means(values[:, 1, 2], L=8, end=0.7, parts=4))


def test_the_detrended_primitive_of_a_step_is_half_of_it() -> None:
    S = np.where(np.arange(101) < 50, 0.0, 1.0)[:, None]
    assert largest_detrended(S) == pytest.approx(0.5, abs=0.06)


def test_the_interval_of_beta_is_widened_only_by_a_change_that_seeds_share() -> None:
    """‖W‖ = 1 + c/L: leaving out the shallowest depth changes β for every seed alike."""

    def beta(bias: float, noise: float) -> Estimate:
        rng = np.random.default_rng(0)
        measured = []
        for seed in "012":
            for L in (32, 64, 128, 256):
                path = np.full((L, 2, 2), 1 + bias / L + noise * rng.normal())
                measured.append(measure(WeightPath(path, alpha=1.0), seed, (2.0,), None, shallowest=32))
        return best_collapse(measured, 0.95).beta

    shared, chance = beta(1.0, 0.0), beta(0.0, 0.05)
    assert shared.covers(0)
    assert shared.upper - shared.lower > 0.01
    assert chance.covers(0)
