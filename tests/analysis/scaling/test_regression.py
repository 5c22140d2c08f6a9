"""Slopes on log L: exact on power laws, calibrated under noise, refused where there is no power law."""

import numpy as np
import pytest

from depthlimit.analysis.scaling import over_seeds, slope_on_depth

DEPTHS = (32, 64, 128, 256, 512, 1024)


def grid(seeds: int) -> tuple[list[int], list[str], np.ndarray]:
    depths = [L for _ in range(seeds) for L in DEPTHS]
    names = [str(s) for s in range(seeds) for _ in DEPTHS]
    return depths, names, np.array(depths, dtype=float)


def test_a_power_law_is_exact_whatever_the_seeds_intercepts() -> None:
    depths, seeds, L = grid(3)
    slope = slope_on_depth(depths, seeds, L**-0.7 * np.repeat([1.0, 5.0, 0.1], len(DEPTHS)))
    assert slope.value == pytest.approx(-0.7, abs=1e-12)
    assert slope.r_squared == pytest.approx(1)
    assert slope.method == "HC3"
    assert slope.is_power_law


@pytest.mark.parametrize(("seeds", "method"), [(3, "HC3"), (12, "bootstrap over seeds")])
def test_intervals_cover(seeds: int, method: str) -> None:
    """Noise that falls with the depth, as that of a mean over layers does."""
    rng = np.random.default_rng(0)
    depths, names, L = grid(seeds)
    covered = []
    for _ in range(300):
        slope = slope_on_depth(depths, names, np.exp(0.3 * np.log(L) + rng.normal(size=len(L)) / np.sqrt(L)))
        covered.append(slope.lower <= 0.3 <= slope.upper)
    assert slope.method == method
    assert 0.88 <= np.mean(covered) <= 0.99


def test_the_error_is_hc3() -> None:
    """(XᵀX)⁻¹ Xᵀ diag(e²/(1 − h)²) X (XᵀX)⁻¹ of MacKinnon and White, with an intercept for every seed."""
    depths, names, L = grid(2)
    y = np.exp(np.random.default_rng(1).normal(size=len(L)) / np.sqrt(L))
    X = np.column_stack([np.log(L), *[[name == seed for name in names] for seed in "01"]]).astype(float)
    inverse = np.linalg.inv(X.T @ X)
    residuals = np.log(y) - X @ inverse @ X.T @ np.log(y)
    weights = (residuals / (1 - np.diag(X @ inverse @ X.T))) ** 2
    covariance = inverse @ (X.T * weights) @ X @ inverse
    assert slope_on_depth(depths, names, y).error == pytest.approx(np.sqrt(covariance[0, 0]), rel=1e-6)


def test_the_sum_of_two_powers_is_not_a_power_law() -> None:
    depths, seeds, L = grid(2)
    slope = slope_on_depth(depths, seeds, 1 / L + 0.01)
    assert not slope.is_power_law
    assert slope.bend > 0.5
    assert "not a power law" in slope.status[0]


def test_statistics_without_a_slope() -> None:
    depths, seeds, L = grid(1)
    assert slope_on_depth(depths, seeds, 0 * L).value == -np.inf
    assert np.isnan(slope_on_depth(depths, seeds, L - 32).value)
    assert "two depths" in slope_on_depth([4, 4], ["0", "1"], np.ones(2)).status[0]
    assert "add depths" in slope_on_depth([4, 8], ["0", "0"], np.array([1.0, 2.0])).status[0]


def test_over_seeds_is_students_interval() -> None:
    estimate = over_seeds(np.array([1.0, 2.0, 3.0]))
    assert estimate.value == 2
    assert estimate.upper - 2 == pytest.approx(4.302653 / np.sqrt(3), abs=1e-6)
    alone = over_seeds(np.array([1.0]))
    assert not alone.known
    assert str(alone) == "1 (no interval)"
