"""Gaussian processes: their covariances, exact or estimated, and the coupling across depths."""

from typing import get_args

import numpy as np
import pytest

from depthlimit.errors import UsageError
from depthlimit.nn.gaussian_paths import (
    NEIGHBOURS,
    continuation,
    embedding,
    fractional_brownian,
    smooth_gaussian,
    white_noise,
)
from depthlimit.nn.initial import LAWS, InitialName, initial_weights

HURSTS = [0.1, 0.3, 0.5, 0.7, 0.9]


def fractional_covariance(s: np.ndarray, H: float) -> np.ndarray:
    t = s[:, None]
    covariance: np.ndarray = (s ** (2 * H) + t ** (2 * H) - np.abs(s - t) ** (2 * H)) / 2
    return covariance


@pytest.mark.parametrize("H", HURSTS)
def test_the_embedding_holds_the_covariance_of_the_increments(H: float) -> None:
    steps = 256
    row = np.fft.ifft(embedding(H, steps)).real[: steps + 1]
    k = np.arange(steps + 1.0)
    exact = ((k + 1) ** (2 * H) - 2 * k ** (2 * H) + np.abs(k - 1) ** (2 * H)) / 2
    np.testing.assert_allclose(row, exact, atol=1e-12)


@pytest.mark.parametrize("H", HURSTS)
@pytest.mark.parametrize("L", [7, 48, 64])
def test_the_law_holds_between_grid_points(H: float, L: int) -> None:
    """The sample is linear in the grid's exact values: its covariance is computed, not estimated."""
    grid = 256
    C = fractional_covariance(np.arange(grid + 1.0), H)
    first, weights, deviation = continuation(L, H, grid)
    A = np.zeros((L + 1, grid + 1))
    if weights.shape[1]:
        for k in range(L + 1):
            A[k, first[k] : first[k] + NEIGHBOURS] = weights[k]
    else:
        A[np.arange(L + 1), first] = 1.0
    found = A @ C @ A.T + np.diag(deviation**2)
    exact = fractional_covariance(np.arange(L + 1) * grid / L, H)
    of_increments = np.diff(np.diff(found, axis=0), axis=1)
    exact_of_increments = np.diff(np.diff(exact, axis=0), axis=1)
    step = (grid / L) ** (2 * H)
    tolerance = 1e-9 if H == 0.5 or grid % L == 0 else 1e-3 if H >= 0.3 else 2e-2
    assert np.abs(of_increments - exact_of_increments).max() < tolerance * step


@pytest.mark.parametrize("H", [0.3, 0.7])
def test_sampled_motions_have_their_variance(H: float) -> None:
    B = fractional_brownian(3, 48, 1000, H, grid=256)
    np.testing.assert_allclose(B.var(axis=1)[1:], (np.arange(1, 49) / 48) ** (2 * H), rtol=0.2)
    increments = np.diff(B, axis=0)
    assert (increments**2).mean() == pytest.approx(48 ** (-2 * H), rel=0.03)
    lag_one = (increments[1:] * increments[:-1]).mean() / (increments**2).mean()
    assert lag_one == pytest.approx(2 ** (2 * H - 1) - 1, abs=0.03)


def test_the_smooth_process_has_its_covariance() -> None:
    G = smooth_gaussian(1, 16, 20_000)
    s = np.arange(16) / 16
    np.testing.assert_allclose(G @ G.T / 20_000, np.exp(-8 * (s - s[:, None]) ** 2), atol=0.04)


SIZES: dict[InitialName, float] = {
    "constant": 1.25,
    "ntrunc": 1.25,
    "gaussian": 0.25,
    "fbm": 0.25,
    "smooth": 0.25,
}
"""Exponents of L in the size of a law for β = 1/4 and γ = 1; ``fgn`` has one function for its sums only."""


def test_every_law_is_in_the_table() -> None:
    assert {*SIZES, "fgn"} == set(LAWS) == set(get_args(InitialName))


@pytest.mark.parametrize("law", SIZES)
def test_one_function_at_every_depth(law: InitialName) -> None:
    shallow, deep = (
        L ** SIZES[law] * initial_weights(law, L, 3, 0.25, 1.0, seed=2, hurst=0.3) for L in (10, 30)
    )
    np.testing.assert_allclose(deep[::3], shallow, rtol=1e-9, atol=1e-12)
    if law != "constant":
        assert not np.allclose(deep[1:11], shallow)


def test_increments_of_one_motion_add_up_over_depths() -> None:
    beta, H = 0.25, 0.7
    sums = [
        initial_weights("fgn", L, 2, beta, 1.0, seed=4, hurst=H).sum(axis=0) * L ** (beta - H)
        for L in (8, 24, 64)
    ]
    np.testing.assert_allclose(sums[1], sums[0], rtol=1e-9)
    np.testing.assert_allclose(sums[2], sums[0], rtol=1e-9)


@pytest.mark.parametrize("law", ["gaussian", "fgn", "smooth"])
def test_entries_have_variance_one_over_d(law: str) -> None:
    d, L = 20, 200
    W = initial_weights(law, L, d, beta=0.5, gamma=1.0, seed=1, hurst=0.6)  # type: ignore[arg-type]
    assert (W**2).mean() == pytest.approx(1 / d / L, rel=0.1)


def test_white_noise_is_white() -> None:
    X = white_noise(0, 300, 40)
    assert abs(np.corrcoef(X[1:].ravel(), X[:-1].ravel())[0, 1]) < 4 / np.sqrt(X.size)


def test_impossible_requests_are_refused() -> None:
    with pytest.raises(UsageError, match=r"up to L = 64 .*: write L=64"):
        fractional_brownian(0, 100, 1, 0.3, grid=256)
    with pytest.raises(UsageError, match=r"hurst is 1\.0"):
        initial_weights("fbm", 4, 1, 0.5, 1.0, hurst=1.0)
