"""Metrics given as functions: from all values, and pruned."""

from collections import Counter

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.pvariation import p_variation

Array = NDArray[np.float64]
PATH = np.random.default_rng(2).normal(size=(150, 3)).cumsum(axis=0)


def euclidean(x: Array, y: Array) -> float:
    return float(np.linalg.norm(x - y))


@pytest.mark.parametrize("assume_metric", [False, True])
@pytest.mark.parametrize("p", [1.0, 1.5, 2.0, 3.0, np.inf])
def test_equals_the_norm_it_is(p: float, assume_metric: bool) -> None:
    result = p_variation(PATH, p, metric=euclidean, assume_metric=assume_metric)
    expected = p_variation(PATH, p)
    assert result.sum == pytest.approx(expected.sum, rel=1e-12)
    assert result.profile == pytest.approx(expected.profile, rel=1e-11)
    assert (result.partition == expected.partition).all()


def test_assume_metric_avoids_most_calls() -> None:
    calls: Counter[str] = Counter()

    def counted(x: float, y: float) -> float:
        calls["metric"] += 1
        return abs(x - y)

    noise = np.random.default_rng(5).normal(size=400)
    result = p_variation(noise, 1.5, metric=counted, assume_metric=True)
    assert result.sum == pytest.approx(p_variation(noise, 1.5).sum, rel=1e-12)
    assert calls["metric"] < 400 * 399 / 4


def test_without_assume_metric_any_function_is_accepted() -> None:
    squared = p_variation(PATH, 1.0, metric=lambda x, y: euclidean(x, y) ** 2)
    assert squared.sum == pytest.approx(p_variation(PATH, 2.0).sum, rel=1e-12)


def test_violated_axioms_are_reported() -> None:
    with pytest.raises(ValueError, match="triangle inequality"):
        p_variation(PATH, 2.0, metric=lambda x, y: euclidean(x, y) ** 2, assume_metric=True)
    with pytest.raises(ValueError, match="not symmetric"):
        p_variation(
            PATH, 2.0, metric=lambda x, y: abs(x[0] - y[0]) + max(0.0, x[1] - y[1]), assume_metric=True
        )


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_invalid_distances_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="expected a finite distance"):
        p_variation(PATH, 2.0, metric=lambda x, y: value)
