"""Fits of C/(t + T₀)^ρ against data whose truth is known."""

import json

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.analysis import RateFit, fit_rate, kept_points
from depthlimit.analysis.bootstrap import block_bootstrap, block_length
from depthlimit.analysis.power_law import derivatives, power_law

Floats = NDArray[np.float64]

PROBLEMS = (
    # C, ρ, T₀, N, noise/C, whether T₀ is inferred
    (7e-5, 1.0, 1.0, 200, 0.02, False),
    (700.0, 0.5, 1.0, 500, 0.1, False),
    (700.0, 1.0, 10.0, 200, 0.005, True),
    (7e-5, 0.5, 20.0, 400, 0.02, True),
)


def curve(C: float, rho: float, T0: float, N: int) -> tuple[Floats, Floats]:
    t = np.arange(N, dtype=float)
    return t, C / (t + T0) ** rho


def coverage(
    problem: tuple[float, float, float, int, float, bool], level: float, draws: int, window_size: int = 0
) -> Floats:
    """The share of draws whose intervals hold C, ρ and T₀."""
    C, rho, T0, N, noise, infer = problem
    t, g = curve(C, rho, T0, N)
    rng = np.random.default_rng(1)
    hits = np.zeros(3 if infer else 2)
    for _ in range(draws):
        y = g + noise * C * rng.normal(size=N)
        kept = kept_points(y, window_size=window_size)
        fit = fit_rate(t[kept], y[kept], infer, level)
        hits += [
            one.lower <= truth <= one.upper
            for one, truth in zip(fit.parameters.values(), (C, rho, T0), strict=False)
        ]
    return hits / draws


@pytest.mark.slow
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize(("level", "least", "most"), [(0.68, 0.63, 0.73), (0.95, 0.91, 0.98)])
def test_intervals_cover(
    problem: tuple[float, float, float, int, float, bool], level: float, least: float, most: float
) -> None:
    found = coverage(problem, level, draws=1000)
    assert (found >= least).all(), found
    assert (found <= most).all(), found


@pytest.mark.parametrize("problem", [PROBLEMS[0], PROBLEMS[2]])
def test_intervals_cover_in_a_few_draws(problem: tuple[float, float, float, int, float, bool]) -> None:
    """200 draws have a standard error of 3.3% at 68%; four of them are allowed."""
    assert np.abs(coverage(problem, 0.68, draws=200) - 0.68).max() < 0.132


def test_standard_errors_are_those_of_many_draws() -> None:
    """They come from the covariance, once: the spread of estimates is what they say."""
    C, rho, T0, N, noise, infer = PROBLEMS[2]
    t, g = curve(C, rho, T0, N)
    rng = np.random.default_rng(0)
    fits = [fit_rate(t, g + noise * C * rng.normal(size=N), infer) for _ in range(200)]
    for k in range(3):
        spread = np.std([list(fit.parameters.values())[k].value for fit in fits])
        said = np.median([list(fit.parameters.values())[k].error for fit in fits])
        assert said == pytest.approx(spread, rel=0.25)


@pytest.mark.slow
def test_intervals_of_trimmed_data_are_too_narrow() -> None:
    problem = (1.0, 0.2, 1.0, 270, 0.05, False)
    assert coverage(problem, 0.68, 600, window_size=5).max() < coverage(problem, 0.68, 600).min() - 0.05


@pytest.mark.parametrize("infer", [False, True])
def test_the_unit_does_not_matter(infer: bool) -> None:
    t, g = curve(1.0, 0.8, 3.0, 150)
    y = g + 0.01 * np.random.default_rng(3).normal(size=150)
    small, unit, large = (fit_rate(t, C * y, infer) for C in (7e-5, 1.0, 700.0))
    for fit, C in ((small, 7e-5), (large, 700.0)):
        for name in ("value", "error", "lower", "upper"):
            assert getattr(fit["C"], name) == pytest.approx(C * getattr(unit["C"], name), rel=1e-6)
            assert getattr(fit["rho"], name) == pytest.approx(getattr(unit["rho"], name), rel=1e-6)
        assert fit.r_squared == pytest.approx(unit.r_squared)
        assert fit.status == unit.status


@pytest.mark.parametrize("C", [7e-5, 1e-3, 1.0, 700.0, 7e3])
def test_exact_data_give_exact_answers(C: float) -> None:
    t, y = curve(C, 1.5, 7.0, 120)
    fit = fit_rate(t, y, infer_shift=True)
    assert [fit["C"].value, fit["rho"].value, fit["T0"].value] == pytest.approx([C, 1.5, 7.0], rel=1e-6)
    assert fit.r_squared == pytest.approx(1.0)
    assert (len(fit.status), fit.points) == (0, 120)
    assert fit_rate(t, C / (t + 1), infer_shift=False)["rho"].value == pytest.approx(1.0)


def correlated(N: int, r: float, rng: np.random.Generator) -> Floats:
    """Stationary autoregression of order one with unit variance."""
    e = rng.normal(size=N)
    for k in range(1, N):
        e[k] = r * e[k - 1] + np.sqrt(1 - r**2) * e[k]
    return e


def test_correlated_residuals_widen_the_intervals_as_they_should() -> None:
    t, g = curve(1.0, 0.5, 1.0, 600)
    rng = np.random.default_rng(0)
    fits = [fit_rate(t, g + 0.05 * correlated(600, 0.7, rng), level=0.95) for _ in range(150)]
    assert all(fit.method == "block bootstrap" for fit in fits)
    assert any("correlated from step to step" in sentence for sentence in fits[0].status)
    covered = np.mean([fit["rho"].lower <= 0.5 <= fit["rho"].upper for fit in fits])
    assert 0.86 <= covered <= 0.99
    spread = np.std([fit["rho"].value for fit in fits])
    assert np.median([fit["rho"].error for fit in fits]) == pytest.approx(spread, rel=0.3)


def test_blocks_of_one_draw_the_covariance() -> None:
    rng = np.random.default_rng(0)
    J, e = rng.normal(size=(80, 2)), rng.normal(size=80)
    e -= e.mean()
    errors = block_bootstrap(J, e, length=1, draws=20_000)
    truth = float(e @ e) / 78 * np.linalg.inv(J.T @ J)
    np.testing.assert_allclose(np.cov(errors.T), truth, atol=0.05 * truth.max())
    assert block_length(40, 0.999) == 10


def test_derivatives_are_those_of_finite_differences() -> None:
    t = np.linspace(0, 30, 7)
    for theta in (np.array([0.3, 0.7, 1.2]), np.array([-2.0, 1.5])):
        J = derivatives(theta, t)
        for k, step in enumerate(1e-6 * np.eye(len(theta))):
            slope = (power_law(theta + step, t) - power_law(theta - step, t)) / 2e-6
            np.testing.assert_allclose(J[:, k], slope, rtol=1e-6, atol=1e-9)


def status_of(t: Floats, y: Floats, infer: bool) -> tuple[RateFit, str]:
    fit = fit_rate(t, y, infer)
    return fit, "; ".join(fit.status)


def test_the_status_says_what_limits_a_fit() -> None:
    t = np.arange(50.0)
    growing, said = status_of(t, 1 + t, False)
    assert "ρ is at its bound" in said
    assert np.isnan(growing["rho"].error)
    _, said = status_of(t, np.exp(-t / 10), True)
    assert "ρ is at its bound" in said or "T₀ is at its bound" in said
    few, said = status_of(t[:3], 1 / (t[:3] + 1), True)
    assert said == "too few points, 3 for 3 parameters, so no rate is estimated"
    assert few.method == "none"
    assert "no curve with C > 0 fits" in status_of(t, -1 / (t + 1), False)[1]
    assert "no curve with C > 0 fits" in status_of(t, np.zeros(50), True)[1]
    assert "the curve misses their shape" in status_of(t, 1 + np.sin(t / 8), False)[1]
    five = np.array([1.0, 0.52, 0.33, 0.26, 0.2])
    assert "as long as the data" not in status_of(t[:5], five, False)[1]
    noise = np.random.default_rng(0).normal(size=50)
    assert "up to a factor only" in status_of(t, 1 / (t + 2) ** 2 + 0.02 * noise, True)[1]


def test_a_fit_that_determines_no_rate_says_so() -> None:
    """From t + T₀ = 100 to 150 a power is as good as an exponential."""
    t = np.arange(50.0)
    noise = 1 + 0.001 * np.random.default_rng(0).normal(size=50)
    fit, said = status_of(t, 30 / (t + 100) * noise, True)
    assert fit.shift > 49
    assert "t + T₀ does not double" in said
    assert not fit.describes
    assert not status_of(t, np.exp(-t / 10), True)[0].describes
    assert not status_of(t, 1 + np.sin(t / 8), False)[0].describes
    assert not status_of(t[:3], 1 / (t[:3] + 1), True)[0].describes
    assert status_of(t, 3 / (t + 2) * noise, True)[0].describes


def test_a_fit_in_json() -> None:
    fit = fit_rate(np.arange(2.0), np.ones(2))
    record = json.loads(json.dumps(fit.to_json(), allow_nan=False))
    assert record["parameters"]["C"] == {
        "value": None,
        "error": None,
        "lower": None,
        "upper": None,
    }
    assert record["y"] == [1.0, 1.0]
