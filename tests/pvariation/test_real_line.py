"""The real-line engine and its parts against the reference, brute force and closed forms."""

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.pvariation.crossing import best_entry, best_pair
from depthlimit.pvariation.prefixes import sums_on_line
from depthlimit.pvariation.real_line import drop_short_windows, real_line, turning_points
from depthlimit.pvariation.reference import reference

Array = NDArray[np.float64]


def zoo(seed: int, N: int) -> list[Array]:
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=N)
    return [
        noise,
        noise.cumsum(),
        np.round(noise),
        np.arange(N) * 0.3 + noise,
        rng.standard_cauchy(N).cumsum(),
    ]


@pytest.mark.parametrize("p", [1.0, 1.01, 1.5, 2.0, 3.0, 9.0])
@pytest.mark.parametrize("seed", range(6))
def test_equals_the_reference(seed: int, p: float) -> None:
    for path in zoo(seed, N=7 + 60 * seed):
        turns = turning_points(path)
        partition = turns[real_line(path[turns], p)]
        total = (np.abs(np.diff(path[partition])) ** p).sum()
        assert total == pytest.approx(reference(path[:, None], [p])[0].sum, rel=1e-12)


def test_turning_points() -> None:
    assert turning_points(np.array([0.0, 1.0, 1.0, 2.0, 2.0, 1.0, 3.0])).tolist() == [0, 4, 5, 6]
    assert turning_points(np.array([5.0])).tolist() == [0]
    assert turning_points(np.array([5.0, 5.0, 5.0])).tolist() == [0, 2]
    assert 2 in turning_points(np.array([0.0, 1.0, np.nan, 2.0, 3.0])).tolist()


def test_short_windows_are_dropped() -> None:
    remaining, links = drop_short_windows(np.array([0.0, 0.6, 0.5, 1.0]), 2.0)
    assert remaining.tolist() == [0, 3]
    assert links[0] == 1.0


@pytest.mark.parametrize("p", [1.0, 1.2, 2.0, 4.0])
@pytest.mark.parametrize("seed", range(5))
def test_halving_the_rows_finds_the_best_pair(seed: int, p: float) -> None:
    rng = np.random.default_rng(seed)
    m, n = rng.integers(9, 60, size=2)
    heights = np.concatenate([-rng.uniform(size=m).cumsum(), rng.uniform(size=n).cumsum()])
    lefts = np.stack([np.arange(m), rng.uniform(size=m).cumsum()], axis=1)
    rights = np.stack([m + np.arange(n), rng.uniform(size=n).cumsum()], axis=1)
    gain, row, column = best_entry(heights, lefts, rights, p)
    found = best_pair(heights, lefts, rights, p)
    assert found[0] == pytest.approx(max(gain, 0.0))
    assert gain <= 0 or found[1:] == (row, m + column)


@pytest.mark.parametrize("p", [1.0, 1.4, 2.0, 5.0])
def test_prefixes_equal_the_reference(p: float) -> None:
    for path in zoo(1, N=150):
        scaled, span = sums_on_line(path, p)
        assert scaled * span**p == pytest.approx(reference(path[:, None], [p])[0].profile, rel=1e-11)


def test_zigzag_with_a_drift_stays_fast() -> None:
    """Every low is a candidate for every later high: a search over all pairs would need 10¹⁰ steps."""
    path = np.arange(200_000) * 0.01 + np.tile([0.0, 1.0], 100_000)
    turns = turning_points(path)
    links = np.abs(np.diff(path[turns][real_line(path[turns], 1.01)]))
    assert (links**1.01).sum() >= np.abs(np.diff(path)).sum() * 0.99
