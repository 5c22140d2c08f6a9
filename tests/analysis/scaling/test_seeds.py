"""Seeds with one depth, or without logarithms, spoil nothing for the others."""

import numpy as np
import pytest
from numpy.typing import NDArray

from depthlimit.analysis.scaling import slope_on_depth
from depthlimit.analysis.scaling.growth import EXPONENTS, Growth, growth
from depthlimit.analysis.scaling.loss_decay import loss_decay
from depthlimit.analysis.scaling.report import scaling
from depthlimit.errors import UsageError
from depthlimit.paths import Member, PathCollection, WeightPath

Floats = NDArray[np.float64]
DEPTHS = (32, 64, 128)
THREE = [L for _ in range(3) for L in DEPTHS], [seed for seed in "012" for _ in DEPTHS]


def norms_of(depths: list[int], hurst: float = 0.5) -> Floats:
    """V_p of paths with that regularity, with the last step."""
    p = np.array(EXPONENTS)
    return np.array([L ** np.maximum(1 / p - hurst, 0) for L in depths])


def grown(depths: list[int], seeds: list[str], norms: Floats, deviations: Floats | None = None) -> Growth:
    sizes = np.ones(len(depths)) if deviations is None else deviations
    return growth(depths, seeds, norms, sizes, EXPONENTS, 0.0, 9, 0.95, open_end=False)


def test_a_seed_with_one_depth_is_left_out_of_the_growth() -> None:
    depths, seeds = [*THREE[0], 64], [*THREE[1], "3"]
    without = grown(*THREE, norms_of(THREE[0]))
    found = grown(depths, seeds, norms_of(depths) * ([[1.0]] * 9 + [[5.0]]))
    assert found.critical.value == pytest.approx(2.0)
    assert (found.hurst, found.shift, found.identified) == (without.hurst, without.shift, True)
    assert "seed 3 is left out: it has one depth" in found.sentence
    assert "left out" not in without.sentence


def test_a_seed_whose_path_is_constant_at_a_depth_is_left_out_of_the_growth() -> None:
    norms, sizes = norms_of(THREE[0]), np.ones(9)
    norms[4], sizes[4] = 0.0, 0.0
    found = grown(*THREE, norms, sizes)
    assert found.critical.value == pytest.approx(2.0)
    assert "seed 1 is left out: a value at some depth is zero or not finite" in found.sentence


def test_seeds_with_one_depth_each_have_no_growth() -> None:
    found = grown([32, 64], ["0", "1"], norms_of([32, 64]))
    assert np.isnan(found.critical.value)
    assert not found.identified
    assert (
        "no seed has a slope over the depth (seeds 0, 1 are left out: they have one depth each)"
        in found.sentence
    )
    slope = slope_on_depth([32, 64], ["0", "1"], np.array([1.0, 2.0]))
    assert np.isnan(slope.value)
    assert slope.status == ("no seed has two depths: seeds 0, 1 are left out: they have one depth each",)


@pytest.mark.parametrize("seeds", [3, 10])
def test_a_seed_with_one_depth_is_left_out_of_a_slope(seeds: int) -> None:
    names = [str(seed) for seed in range(seeds) for _ in DEPTHS]
    depths = list(DEPTHS) * seeds
    y = np.array(depths) ** -0.5 * np.exp(np.random.default_rng(0).normal(size=len(depths)) / 10)
    alone = slope_on_depth(depths, names, y)
    more = slope_on_depth([*depths, 64, 32], [*names, "x", "y"], np.array([*y, 7.0, 1e-9]))
    assert (more.value, more.lower, more.upper) == (alone.value, alone.lower, alone.upper)
    assert more.status[0] == "seeds x, y are left out: they have one depth each"


def path(L: int, seed: int) -> WeightPath:
    rng = np.random.default_rng(seed)
    return WeightPath(rng.normal(size=(L, 3, 3)).cumsum(axis=0) / L, alpha=0.5)


def test_a_report_notes_the_seed_and_has_numbers() -> None:
    members = [Member(path(L, seed), str(seed)) for seed in range(2) for L in DEPTHS]
    report = scaling(PathCollection.of([*members, Member(path(64, 9), "9")]))
    assert (
        "seed 9 has one depth, 64: it has no slope over the depth and is left out of all slopes"
        in report.notes
    )
    assert not any("missing for seed 9" in note for note in report.notes)
    assert np.isfinite([report.growth.shift.value, report.driver_growth.shift.value]).all()
    with pytest.raises(UsageError, match=r"no seed has two depths: .* run seed 0 at depth 64, too"):
        scaling(PathCollection.of([Member(path(32, 0), "0"), Member(path(64, 1), "1")]))


@pytest.mark.parametrize(
    ("losses", "rates"),
    [
        (np.zeros(9), np.ones(9)),
        (-np.ones(9), np.ones(9)),
        (np.full(9, np.nan), np.ones(9)),
        (np.ones(9), np.zeros(9)),
        (np.ones(9), np.full(9, np.inf)),
        (np.zeros(0), np.zeros(0)),
    ],
)
def test_losses_without_a_decay(losses: Floats, rates: Floats) -> None:
    decay = loss_decay(losses, rates)
    assert np.isnan([decay.rate, decay.exponent, decay.power]).all()


def test_losses_of_a_training_that_began_with_a_step_of_zero() -> None:
    rates = np.ones(20)
    rates[0] = 0.0
    tau = np.concatenate([[0.0], rates.cumsum()[:-1]])
    decay = loss_decay(np.exp(-0.3 * tau), rates)
    assert decay.rate == pytest.approx(0.3)
    assert np.isnan(decay.exponent)
