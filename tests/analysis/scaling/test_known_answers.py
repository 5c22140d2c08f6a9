"""Families whose scaling is known; ``python -m benchmarks scaling`` is the long form."""

import numpy as np
import pytest

from depthlimit.analysis.scaling import ScalingReport, scaling
from depthlimit.analysis.scaling.statistics import FORMULAS
from depthlimit.analysis.scaling.trend import denoised, trend_of
from depthlimit.errors import UsageError
from depthlimit.nn.gaussian_paths import smooth_gaussian
from depthlimit.paths import Member, PathCollection, WeightPath
from tests.analysis.scaling.families import AMPLITUDES, FAMILIES, NOISE, SMOOTH, Family, draw, noisy

DEPTHS = (32, 64, 128, 256)
DIM = 8
EXPONENTS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)


def report_on(family: Family, amplitude: float = AMPLITUDES[0], seeds: int = 3) -> ScalingReport:
    return scaling(draw(family, amplitude, 1, DIM, seeds, DEPTHS), exponents=EXPONENTS)


@pytest.mark.parametrize("name", list(FAMILIES))
def test_regime_and_exponent_are_found(name: str) -> None:
    family = FAMILIES[name]
    report = report_on(family, AMPLITUDES[1])
    assert report.regime.name == family.regime
    assert report.regime.decided_by
    assert len(report.reasons) >= len(report.regime.decided_by)
    assert report.collapse.beta.value == pytest.approx(AMPLITUDES[1] * family.critical, abs=0.02)


@pytest.mark.parametrize("name", [name for name, one in FAMILIES.items() if one.hurst or one.driver_hurst])
def test_the_critical_exponent_is_found(name: str) -> None:
    family = FAMILIES[name]
    report = report_on(family)
    truth = family.hurst or family.driver_hurst
    found = (report.growth if family.hurst else report.driver_growth).hurst
    assert found.value == pytest.approx(truth, abs=0.08 if name == "white" else 0.03)
    if not family.hurst:
        assert not report.growth.identified
        assert np.isnan(report.growth.critical.value)


def test_white_noise_is_called_white_and_not_brownian() -> None:
    report = report_on(FAMILIES["white"])
    assert report.growth.sentence.startswith("white, amplitude L^(")


def test_a_wrong_beta_shifts_every_slope_and_moves_no_kink() -> None:
    collection = draw(FAMILIES["fbm 0.5"], 0.3, 1, DIM, 3, DEPTHS)
    right, wrong = (scaling(collection, beta, EXPONENTS).growth for beta in (0.3, 0.8))
    assert wrong.shift.value - right.shift.value == pytest.approx(0.5)
    assert wrong.critical.value == pytest.approx(right.critical.value)


def test_a_smooth_path_has_no_larger_critical_exponent() -> None:
    assert report_on(FAMILIES["smooth"]).growth.critical.upper <= 1.1


def test_noise_is_measured_and_subtracted() -> None:
    report = report_on(FAMILIES["smooth + noise"])
    size = NOISE * DIM**0.5 * DEPTHS[-1] ** -0.3
    assert report.trend.noise.value == pytest.approx(size, rel=0.05)
    assert report.trend.noise_exponent.value == pytest.approx(0.3, abs=0.05)
    assert "is consistent with white noise" in report.trend.sentence
    paths = draw(FAMILIES["smooth + noise"], 0.3, 1, DIM, 1, DEPTHS).of_seed("1")
    truth = smooth_gaussian(1, DEPTHS[-1], DIM**2) * DEPTHS[-1] ** -0.3 / np.sqrt(DIM)
    found = denoised(paths[-1], trend_of(paths, 0.3), 0.3)
    noise = noisy(1, DEPTHS[-1], DIM**2) * DEPTHS[-1] ** -0.3 / np.sqrt(DIM) - truth
    assert np.linalg.norm(found - truth) < 0.35 * np.linalg.norm(noise)


def test_one_seed_gives_estimates_and_says_what_is_missing() -> None:
    report = report_on(FAMILIES["smooth"], seeds=1)
    assert report.regime.name == "ordinary differential equation"
    assert not report.collapse.beta.known
    assert any("run three" in remark for remark in report.remarks)


def test_two_depths_are_too_few_for_a_regime() -> None:
    report = scaling(draw(FAMILIES["smooth"], 0.3, 0, 4, 3, (32, 64)), exponents=EXPONENTS)
    assert report.regime.name == "undecided"
    assert any("run 128 and 256" in remark for remark in report.remarks)


def test_diverged_and_shallow_paths_are_left_out_and_named() -> None:
    members = list(draw(FAMILIES["smooth"], 0.3, 0, 4, 2, DEPTHS).members)
    members.append(Member(WeightPath(np.full((512, 4, 4), np.nan), 0.7, connection="skip"), "0"))
    members.append(Member(WeightPath(np.ones((8, 4, 4)), 0.7, connection="skip"), "0"))
    report = scaling(PathCollection.of(members), exponents=EXPONENTS)
    assert max(report.depths) == 256
    assert "smaller learning rate" in " ".join(report.notes)
    assert "8 layers are too few" in " ".join(report.notes)


def test_one_depth_is_refused_with_the_next_to_run() -> None:
    with pytest.raises(UsageError, match="run 64 and 128"):
        scaling(draw(FAMILIES["smooth"], 0.3, 0, 4, 2, (32,)))


def test_networks_without_skip_have_no_driving_path() -> None:
    rng = np.random.default_rng(0)
    paths = [WeightPath(rng.normal(size=(L, 3, 3)), 0.5, connection="none") for L in DEPTHS]
    report = scaling(PathCollection.of([Member(path, "0") for path in paths]), exponents=EXPONENTS)
    assert {FORMULAS[name].path for name in report.statistics} == {"W"}
    assert report.regime.name == "undecided"
    assert "the connection is none" in " ".join(report.notes)


def test_weights_that_hardly_moved_show_their_start() -> None:
    collection = draw(FAMILIES["smooth"], 0.3, 0, 4, 2, DEPTHS)
    starts = {
        (one.path.depth, one.seed): WeightPath(one.path.values / 1.01, one.path.alpha, connection="skip")
        for one in collection.members
    }
    report = scaling(collection, exponents=EXPONENTS, starts=starts)
    assert report.regime.name == "not moved"
    assert report.moves[0].ratio == pytest.approx(0.01 / 1.01, rel=1e-6)
    assert report.reasons == ("‖W(T) − W(0)‖ is at least 0.0099 of ‖W(T)‖",)
    assert "much of what is measured is the initial law" in report.remarks[0]
    assert "moves" in report.tables()
    assert report.distances == ""
    by_path = scaling(collection, exponents=EXPONENTS, starts=lambda path: starts[path.depth, "0"])
    assert by_path.moves[0] == report.moves[0]


def test_weights_far_from_their_start_have_one_sentence() -> None:
    collection = draw(FAMILIES["smooth"], 0.3, 0, 4, 2, DEPTHS)
    starts = {
        (one.path.depth, one.seed): WeightPath(one.path.values * 1e-3, one.path.alpha, connection="skip")
        for one in collection.members
    }
    report = scaling(collection, exponents=EXPONENTS, starts=starts)
    assert f"within 1% of 1 in all {len(collection)} trainings" in report.distances
    assert "moves" not in report.tables()


def test_unknown_initial_weights_are_a_remark() -> None:
    report = scaling(draw(FAMILIES["smooth"], 0.3, 0, 4, 3, DEPTHS), exponents=EXPONENTS, starts={})
    assert report.regime.name == SMOOTH
    assert report.moves == ()
    assert (
        "how far the weights moved from their initial values is not known: no run records them"
        in report.remarks
    )
    assert "moves" not in report.tables()
