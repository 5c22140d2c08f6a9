"""The sum over the finest grid, and how it differs from the p-variation."""

import numpy as np
import pytest

from depthlimit.pvariation import grid_variation, p_variation


def test_it_is_the_sum_over_all_steps() -> None:
    path = np.random.default_rng(0).normal(size=(50, 3))
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    for p in (0.5, 1.0, 2.0, 3.0):
        assert grid_variation(path, p) == pytest.approx((steps**p).sum(), rel=1e-12)


def test_it_vanishes_on_a_refined_straight_line_where_the_p_variation_does_not() -> None:
    for N in (11, 101, 1001):
        line = np.linspace(0, 1, N)
        assert grid_variation(line, 2.0) == pytest.approx(1 / (N - 1))
        assert p_variation(line, 2.0).sum == pytest.approx(1.0)


@pytest.mark.parametrize("p", [0.0, -1.0, np.inf, np.nan])
def test_exponents_it_refuses(p: float) -> None:
    with pytest.raises(ValueError, match="0 < p < ∞"):
        grid_variation([0.0, 1.0], p)
