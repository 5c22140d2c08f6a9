"""Outcomes by group: the best group is found where there is one, and none is called better otherwise."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from depthlimit.analysis.outcomes import Outcomes, outcomes
from depthlimit.comparison import Group


@dataclass(frozen=True)
class Training:
    group: Group
    depth: int | None
    seed: str
    status: str = "finished"
    values: Mapping[str, float] = field(default_factory=dict)


def init(name: str) -> Group:
    return Group((("init", name),))


def losses(table: Mapping[str, list[float]], depth: int | None = 64) -> list[Training]:
    """One training for each loss, its seed by its place in the list."""
    return [
        Training(init(name), depth, str(seed), values={"loss": loss})
        for name, row in table.items()
        for seed, loss in enumerate(row)
    ]


CLEAR = {"fbm": [0.40, 0.42, 0.41], "ntrunc": [0.55, 0.58, 0.55], "smooth": [0.90, 0.93, 0.92]}


def test_the_best_group_is_found_with_its_paired_interval() -> None:
    found = outcomes(losses({name: CLEAR[name] for name in ("ntrunc", "fbm")}), "loss")
    (one,) = found.depths[0].differences
    # differences 0.15, 0.16, 0.14: mean 0.15, s = 0.01, t₂ = 4.3027 at 95%
    half = 4.302652729696142 * 0.01 / math.sqrt(3)
    assert (one.best, one.other) == (init("fbm"), init("ntrunc"))
    np.testing.assert_allclose(
        [one.difference.value, one.difference.lower, one.difference.upper], [0.15, 0.15 - half, 0.15 + half]
    )
    assert found.sentence() == (
        "At L = 64, init = fbm has the lowest loss, 0.41; the next, init = ntrunc, is higher by "
        "0.15 [0.125, 0.175] (95% interval, paired over 3 seeds)"
    )


def test_intervals_hold_for_all_pairs_at_once() -> None:
    found = outcomes(losses(CLEAR), "loss").depths[0]
    p = 1 - 0.05 / 3 / 2
    t = (2 * p - 1) / math.sqrt(2 * p * (1 - p))  # Student's t with two degrees of freedom
    np.testing.assert_allclose(
        found.differences[0].difference.lower, 0.15 - t * 0.01 / math.sqrt(3), rtol=1e-6
    )
    assert [one.other for one in found.differences] == [init("ntrunc"), init("smooth")]
    assert len(found.surely_worse) == 2


def test_high_is_better_for_accuracy() -> None:
    trainings = [
        Training(init(name), 8, str(seed), values={"accuracy": value})
        for name, row in {"fbm": [0.8, 0.82, 0.81], "ntrunc": [0.9, 0.91, 0.92]}.items()
        for seed, value in enumerate(row)
    ]
    found = outcomes(trainings, "accuracy", "high")
    assert found.sentence().startswith(
        "At L = 8, init = ntrunc has the highest accuracy, 0.91; the next, init = fbm, is lower by 0.1 [0.0"
    )
    assert len(found.depths[0].surely_worse) == 1


@pytest.mark.parametrize("groups", [2, 5])
def test_equal_groups_are_rarely_called_different(groups: int) -> None:
    rng = np.random.default_rng(groups)
    draws, called = 400, 0
    for _ in range(draws):
        common = rng.normal(size=4)  # of a seed, in all groups
        table = {str(k): list(common + rng.normal(size=4)) for k in range(groups)}
        called += bool(outcomes(losses(table), "loss").depths[0].surely_worse)
    assert called / draws <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / draws)


def test_clear_differences_are_found_although_seeds_differ_more() -> None:
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(100):
        common = 10 * rng.normal(size=4)
        table = {str(k): list(common + k + 0.05 * rng.normal(size=4)) for k in range(4)}
        at = outcomes(losses(table), "loss").depths[0]
        assert at.best is not None
        found += at.best.group == init("0") and len(at.surely_worse) == 3
    assert found >= 95


def test_ties_are_not_decided() -> None:
    found = outcomes(losses({"fbm": [0.5, 0.4, 0.3], "ntrunc": [0.5, 0.4, 0.3]}), "loss")
    assert not found.depths[0].surely_worse
    assert "not decided with these 3 seeds" in found.sentence()


def test_what_is_not_decided_says_how_often_the_best_was_best() -> None:
    found = outcomes(losses({"fbm": [0.41, 0.42], "ntrunc": [0.55, 0.57]}), "loss")
    assert "is higher by 0.145 [0.0815, 0.209]" in found.sentence()
    found = outcomes(losses({"fbm": [0.41, 0.42], "ntrunc": [0.42, 0.46]}), "loss")
    assert found.sentence().startswith(
        "At L = 64, init = fbm has the lowest mean loss, 0.415 (lowest for 2 of 2 seeds), but this is not "
        "decided with these 2 seeds: the next, init = ntrunc, is higher by 0.025 [−0.166, 0.216] (95%"
    )


def test_an_interval_wider_than_the_loss_is_not_printed() -> None:
    found = outcomes(losses({"fbm": [0.41, 0.42], "ntrunc": [0.55, 0.68]}), "loss")
    assert found.sentence().endswith(
        "the next, init = ntrunc, is higher by 0.2, with an interval wider than the loss itself "
        "(95%, paired over 2 seeds)"
    )


def test_one_seed_decides_nothing() -> None:
    found = outcomes(losses({"fbm": [0.4], "ntrunc": [0.5]}), "loss")
    assert found.sentence() == (
        "At L = 64, init = fbm has the lowest loss, 0.4; the next, init = ntrunc, has 0.5. "
        "One seed: no interval, nothing is decided"
    )
    assert math.isnan(found.depths[0].groups[0].mean.lower)


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_is_a_divergence_and_no_mean_hides_it(loss: float) -> None:
    found = outcomes(losses({"fbm": [0.1, loss, 0.1], "ntrunc": [0.5, 0.51, 0.52]}), "loss")
    worse = found.of(init("fbm"), 64)
    assert worse is not None
    assert (len(worse.values), worse.diverged, worse.mean.value) == (2, 1, 0.1)
    best = found.depths[0].best
    assert best is not None
    assert best.group == init("ntrunc")
    assert "init = ntrunc is the only group with a loss and without divergence" in found.sentence()
    assert "trainings diverged: init = fbm (1 of 3)" in found.sentence()


def test_values_of_trainings_that_diverged_or_failed_do_not_count() -> None:
    trainings = [
        *losses(CLEAR),
        Training(init("none"), 64, "0", "diverged", {"loss": 0.0}),
        Training(init("fbm"), 64, "3", "failed", {"loss": 0.0}),
    ]
    found = outcomes(trainings, "loss")
    fbm, none = found.of(init("fbm"), 64), found.of(init("none"), 64)
    assert fbm is not None
    assert none is not None
    assert (len(fbm.values), fbm.unfinished, none.diverged, none.values) == (3, 1, 1, {})
    assert "init = fbm has the lowest loss, 0.41" in found.sentence()


def test_all_diverged() -> None:
    trainings = [Training(init(name), 8, "0", "diverged") for name in ("fbm", "ntrunc")]
    assert outcomes(trainings, "loss").sentence() == "At L = 8, every training diverged"
    some = losses({"fbm": [0.1, math.inf], "ntrunc": [0.5, math.nan]})
    assert "no group is the best" in outcomes(some, "loss").sentence()


def test_differences_use_the_seeds_that_both_have() -> None:
    found = outcomes(losses({"fbm": [0.40, 0.42, 0.41], "ntrunc": [0.55, 0.58]}), "loss")
    (one,) = found.depths[0].differences
    assert one.difference.seeds == 2
    np.testing.assert_allclose(one.difference.value, 0.155)
    apart = [
        Training(init(name), 8, seed, values={"loss": value})
        for name, seed, value in (("a", "0", 1.0), ("a", "1", 1.1), ("b", "2", 2.0), ("b", "3", 2.1))
    ]
    assert "share at most one seed: no interval" in outcomes(apart, "loss").sentence()


def test_one_group_is_compared_along_the_depth() -> None:
    trainings = [
        Training(Group(), depth, str(seed), values={"loss": value})
        for depth, row in {32: [0.5, 0.6, 0.55], 128: [0.4, 0.51, 0.45]}.items()
        for seed, value in enumerate(row)
    ]
    said = outcomes(trainings, "loss").sentence()
    assert said.startswith("The loss is 0.55 [")
    assert (
        "at L = 128; the difference is −0.0967 [−0.111, −0.0823] (95% interval, paired over 3 seeds" in said
    )


def test_tables_hold_every_group_and_difference() -> None:
    found = outcomes([*losses(CLEAR, 64), *losses(CLEAR, 32)], "loss")
    assert [row[:2] for row in found.table().rows] == [(name, L) for L in (32, 64) for name in CLEAR]
    assert found.differences().names == ("L", "init", "best", "difference", "lower", "upper", "seeds")
    assert len(found.differences().rows) == 4
    assert [depth["depth"] for depth in found.to_json()["depths"]] == [32, 64]


def test_nothing() -> None:
    found = outcomes([], "loss")
    assert (found.sentence(), found.known, found.table().rows) == ("", False, ())
    assert isinstance(found, Outcomes)
