"""Rates over seeds: the unit is the seed, and a fit that does not describe its log has no rate."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from depthlimit.analysis import fit_rate
from depthlimit.analysis.group_rates import SeedRate, group_rates
from depthlimit.comparison import Group

T = np.arange(60.0)
SMALL, LARGE = Group((("η", 5.0),)), Group((("η", 20.0),))


def rate(group: Group, depth: int, seed: int, rho: float, quantity: str = "loss") -> SeedRate:
    """Fit to an exact power law; to a wave, which is none, where ρ is NaN."""
    y = 1 + np.sin(T / 8) if np.isnan(rho) else 3 / (T + 2) ** rho
    return SeedRate(group, depth, str(seed), quantity, fit_rate(T, y, infer_shift=True))


def test_the_interval_is_students_over_seeds() -> None:
    rates = (0.5, 0.7, 0.9)
    (found,) = group_rates([rate(SMALL, 8, seed, rho) for seed, rho in enumerate(rates)], [SMALL]).rates
    low, high = ttest_1samp(rates, 0).confidence_interval(0.95)
    assert (found.value, found.half_width) == pytest.approx((0.7, (high - low) / 2), rel=1e-5)
    assert (found.seeds, found.described) == (3, 3)


def test_one_seed_has_no_interval() -> None:
    (found,) = group_rates([rate(SMALL, 8, 0, 0.5)], [SMALL]).rates
    assert found.value == pytest.approx(0.5)
    assert np.isnan(found.half_width)


def test_two_logs_of_one_seed_are_one_seed() -> None:
    (found,) = group_rates([rate(SMALL, 8, 0, rho) for rho in (0.5, 0.7)], [SMALL]).rates
    assert (found.seeds, found.value) == pytest.approx((1, 0.6))
    assert np.isnan(found.half_width)


def test_a_seed_whose_log_is_not_described_leaves_the_rate_open() -> None:
    fits = [rate(SMALL, 8, 0, 0.5), rate(SMALL, 8, 1, np.nan), rate(SMALL, 16, 0, 0.5)]
    found = group_rates(fits, [SMALL])
    broken, fine = found.rates
    assert (broken.seeds, broken.described) == (2, 1)
    assert np.isnan(broken.value)
    assert found.known.rates == (fine,)


def test_rows_are_in_the_order_of_quantities_groups_and_depths() -> None:
    fits = [
        rate(group, depth, 0, 0.5, quantity)
        for quantity in ("loss", "Ω")
        for depth in (16, 8)
        for group in (LARGE, SMALL)
    ]
    table = group_rates(fits, [SMALL, LARGE]).table()
    assert table.names == ("quantity", "η", "L", "ρ", "ρ from", "ρ to", "seeds described", "seeds")
    assert [row[:3] for row in table.rows] == [
        (quantity, value, depth) for quantity in ("loss", "Ω") for value in (5.0, 20.0) for depth in (8, 16)
    ]
    assert group_rates([], []).table().rows == ()
