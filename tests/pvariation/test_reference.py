"""The reference against brute force over every partition, and against closed forms."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from depthlimit.pvariation.reference import reference

Array = NDArray[np.float64]


def brute_force(path: Array, p: float) -> float:
    interior = range(1, len(path) - 1)
    partitions = (
        (0, *selected, len(path) - 1) for m in range(len(path) - 1) for selected in combinations(interior, m)
    )
    return float(max(sum(np.linalg.norm(np.diff(path[list(t)], axis=0), axis=1) ** p) for t in partitions))


@given(
    path=arrays(np.float64, st.tuples(st.integers(2, 8), st.integers(1, 3)), elements=st.floats(-2, 2)),
    p=st.sampled_from([1.0, 1.5, 2.0, 3.7]),
)
def test_equals_brute_force(path: Array, p: float) -> None:
    (result,) = reference(path, [p])
    assert result.sum == pytest.approx(brute_force(path, p), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("seed", range(3))
def test_equals_brute_force_on_twelve_points(seed: int) -> None:
    path = np.random.default_rng(seed).normal(size=(12, 2)).cumsum(axis=0)
    assert reference(path, [2.0])[0].sum == pytest.approx(brute_force(path, 2.0), rel=1e-13)


@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 4.0])
def test_closed_forms(p: float) -> None:
    rng = np.random.default_rng(0)
    monotone = np.sort(rng.uniform(size=(50, 1)), axis=0)
    zigzag = np.array([[0.0], [1.0]] * 10)
    constant = np.full((7, 3), 2.5)
    assert reference(monotone, [p])[0].sum == pytest.approx((monotone[-1, 0] - monotone[0, 0]) ** p)
    assert reference(zigzag, [p])[0].sum == pytest.approx(19.0)
    assert reference(constant, [p])[0].sum == 0.0
    assert reference(zigzag[:1], [p])[0].sum == 0.0


def test_p_one_is_the_total_variation() -> None:
    path = np.random.default_rng(1).normal(size=(40, 5))
    total = np.linalg.norm(np.diff(path, axis=0), axis=1).sum()
    assert reference(path, [1.0])[0].sum == pytest.approx(total, rel=1e-13)


def test_partition_is_a_certificate() -> None:
    path = np.random.default_rng(2).normal(size=(60, 4)).cumsum(axis=0)
    for result in reference(path, [1.0, 2.0, 3.0]):
        links = np.linalg.norm(np.diff(path[result.partition], axis=0), axis=1)
        assert (result.partition[0], result.partition[-1]) == (0, 59)
        assert (links**result.p).sum() == pytest.approx(result.sum, rel=1e-12)
        assert result.norm == pytest.approx(result.sum ** (1 / result.p))
