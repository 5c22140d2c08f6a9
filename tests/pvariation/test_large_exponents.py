"""Exponents from 1 to infinity: powers under- or overflow, norms do not."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from depthlimit.pvariation import p_variation, p_variation_batch, p_variation_norm
from depthlimit.pvariation.distances import Norm
from depthlimit.pvariation.prefixes import sums_on_line
from depthlimit.pvariation.search import MODERATE

Array = NDArray[np.float64]
ORDERS: dict[Norm, float] = {"euclidean": 2, "l1": 1, "linf": np.inf}
EXPONENTS = [1.0, 2.0, 40.0, MODERATE, MODERATE + 1.0, 500.0, 1e3, 1e4, 1e6, 1e12, 9e16, 1e17, 1e18, 1e308]


def norms_of_prefixes(distances: Array, p: float) -> Array:
    """Return the norm of every prefix by its definition, in logarithms: nothing over- or underflows."""
    norms, logs = np.full(len(distances), -np.inf), np.full(distances.shape, -np.inf)
    np.log(distances, out=logs, where=distances > 0)
    for j in range(1, len(distances)):
        longer, shorter = np.maximum(norms[:j], logs[:j, j]), np.minimum(norms[:j], logs[:j, j])
        gap = np.subtract(longer, shorter, out=np.zeros(j), where=longer > shorter)
        norms[j] = (
            longer + np.where(longer > -np.inf, np.log1p(np.exp(-np.minimum(gap, 800 / p) * p)) / p, 0)
        ).max()
    result: Array = np.exp(norms)
    return result


def distances_of(path: Array, metric: Norm = "euclidean") -> Array:
    return np.asarray(np.linalg.norm(path[:, None] - path[None], axis=2, ord=ORDERS[metric]))


def path_of(example: str, N: int, D: int) -> Array:
    rng = np.random.default_rng(N + D)
    noise = rng.normal(size=(N, D))
    return {
        "brownian": noise.cumsum(axis=0),
        "white": noise,
        "growing": noise * np.linspace(0, 1, N)[:, None] ** 6,
        "shrinking": noise * np.linspace(1, 0, N)[:, None] ** 6 - 1e6,
        "lattice": np.round(noise).cumsum(axis=0),
        "drift": 5 * np.linspace(0, 1, N)[:, None] + 0.1 * noise,
    }[example]


@pytest.mark.parametrize("D", [1, 2, 5])
@pytest.mark.parametrize("example", ["brownian", "white", "growing", "shrinking", "lattice", "drift"])
def test_norms_and_profiles_equal_the_definition(example: str, D: int) -> None:
    path = path_of(example, 150, D)
    distances = distances_of(path)
    for result in p_variation(path, EXPONENTS):
        norms = norms_of_prefixes(distances, result.p)
        assert result.norm == pytest.approx(norms[-1], rel=1e-13)
        assert result.norm >= distances.max() * (1 - 1e-15)
        with np.errstate(over="ignore", under="ignore"):
            sums = norms**result.p
        clear = (sums > 1e-290) & (sums < 1e290)
        if result.p < 1e6:  # beyond, a rounding error of a length changes its power
            assert result.profile[clear] == pytest.approx(sums[clear], rel=1e-13 * max(result.p, 10))
        assert (result.profile[sums == np.inf] > 1e280).all()
        assert (result.profile[sums == 0] < 1e-280).all()


@pytest.mark.parametrize("metric", ["l1", "linf"])
def test_other_norms(metric: Norm) -> None:
    path = path_of("brownian", 200, 3)
    for result in p_variation(path, EXPONENTS, metric=metric):
        expected = norms_of_prefixes(distances_of(path, metric), result.p)[-1]
        assert result.norm == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("assume_metric", [False, True])
def test_metrics_that_are_functions(assume_metric: bool) -> None:
    path = path_of("growing", 60, 2)
    metric = lambda x, y: float(np.linalg.norm(x - y))  # noqa: E731
    together = p_variation(path, [*EXPONENTS, np.inf], metric=metric, assume_metric=assume_metric)
    for result, expected in zip(together, p_variation(path, [*EXPONENTS, np.inf]), strict=True):
        assert result.norm == pytest.approx(expected.norm, rel=1e-13)
        if result.p < 1e6:
            assert result.profile == pytest.approx(expected.profile, rel=1e-10)


def test_a_batch() -> None:
    paths = np.stack([path_of("brownian", 90, 2), path_of("growing", 90, 2)])
    together = p_variation_batch(paths, 1e3)
    for path, result in zip(paths, together, strict=True):
        assert result.norm == p_variation(path, 1e3).norm


@pytest.mark.parametrize("p", [20.0, 100.0, 300.0, 1e4, 1e8])
def test_long_real_paths_equal_the_sums_over_records(p: float) -> None:
    """Another algorithm for the same value, since a block of small links must not lose an extreme point."""
    for example in ("brownian", "white", "growing", "drift"):
        path = path_of(example, 3000, 1)[:, 0]
        scaled, span = sums_on_line(path, p)
        assert p_variation(path, p).norm == pytest.approx(scaled[-1] ** (1 / p) * span, rel=1e-13)


@pytest.mark.parametrize(("N", "D"), [(2600, 3), (1100, 80)])
@pytest.mark.parametrize("p", [300.0, 1e5])
def test_long_paths_contain_the_diameter(N: int, D: int, p: float) -> None:
    path = path_of("brownian", N, D)
    assert p_variation(path, p).norm == pytest.approx(p_variation(path, np.inf).norm, rel=1e-12)


def test_the_profile_is_finite_wherever_a_float_can_hold_the_sum() -> None:
    path = np.array([0.0, 1e-5, 0.0, 1.0, 0.5, 1e80])
    assert p_variation(path, 4.0).profile == pytest.approx([0, 1e-20, 2e-20, 1, 1 + 0.5**4, np.inf])
    plane = np.stack([path, np.zeros(6)], axis=1)
    assert p_variation(plane, 4.0).profile == pytest.approx([0, 1e-20, 2e-20, 1, 1 + 0.5**4, np.inf])
    assert p_variation([0.0, 1.0, 1e200], 2.0).profile.tolist() == [0.0, 1.0, np.inf]


@pytest.mark.parametrize("D", [1, 2])
def test_extreme_sizes(D: int) -> None:
    path = path_of("white", 40, D)
    for size in (1e-300, 1e300):
        for result, expected in zip(
            p_variation(path * size, EXPONENTS), p_variation(path, EXPONENTS), strict=True
        ):
            assert result.norm == pytest.approx(expected.norm * size, rel=1e-12)
            assert not np.isnan(result.profile).any()


coordinates = st.floats(-8, 8).map(lambda x: round(x, 3))
short_paths = arrays(np.float64, st.tuples(st.integers(2, 60), st.integers(1, 3)), elements=coordinates)


@settings(max_examples=100, deadline=None)
@given(path=short_paths, p=st.floats(0, 308).map(lambda e: max(10.0**e, 1.0)))
def test_the_norm_lies_between_the_diameter_and_the_norm_for_any_smaller_p(path: Array, p: float) -> None:
    norms = [result.norm for result in p_variation(path, [1.0, p**0.5, p, np.inf])]
    assert norms[3] * (1 - 1e-15) <= norms[2] <= norms[1] * (1 + 1e-15) <= norms[0] * (1 + 1e-12)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("p", [500.0, 1e6, 1e17, 1e308])
def test_the_gradient_tends_to_that_of_the_diameter(p: float, dtype: torch.dtype) -> None:
    path = torch.tensor(
        [[0.0, 0.0], [1.0, 1.0], [-6.0, 8.0], [0.5, 0.0], [6.0, -8.0], [1.0, 0.0]], dtype=dtype
    )
    path.requires_grad_()
    norm = p_variation_norm(path, p)
    norm.backward()  # type: ignore[no-untyped-call]
    assert norm.item() == 20.0
    expected = torch.zeros(6, 2)
    expected[2], expected[4] = torch.tensor([-0.6, 0.8]), torch.tensor([0.6, -0.8])
    assert path.grad is not None
    torch.testing.assert_close(path.grad.float(), expected, rtol=1e-2, atol=1e-6)
