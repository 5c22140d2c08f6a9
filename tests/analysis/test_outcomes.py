"""Outcomes by group: the best group is found where there is one, and none is called better otherwise."""

import math
from collections.abc import Callable, Mapping
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


def test_clear_differences_are_found_although_seeds_differ_more() -> None:
    rng = np.random.default_rng(0)
    found = 0
    for _ in range(100):
        common = 10 * rng.normal(size=4)
        table = {str(k): list(common + k + 0.05 * rng.normal(size=4)) for k in range(4)}
        at = outcomes(losses(table), "loss").depths[0]
        assert at.best is not None
        found += at.best.group == init("0") and len(at.surely_worse) == 3
    assert found >= 90


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_is_a_divergence_and_no_mean_hides_it(loss: float) -> None:
    found = outcomes(losses({"fbm": [0.1, loss, 0.1], "ntrunc": [0.5, 0.51, 0.52]}), "loss")
    worse = found.of(init("fbm"), 64)
    assert worse is not None
    assert (len(worse.values), worse.diverged) == (2, 1)
    assert worse.mean.value == pytest.approx(0.1)
    best = found.depths[0].best
    assert best is not None
    assert best.group == init("ntrunc")
    assert found.sentence() == (
        "No other group can be compared with init = ntrunc at L = 64: loss 0.51. "
        "Diverged: init = fbm (1 of 3)"
    )


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
    assert "init = fbm has the lowest loss at L = 64: 0.41" in found.sentence()


def test_tables_hold_every_group_and_difference() -> None:
    found = outcomes([*losses(CLEAR, 64), *losses(CLEAR, 32)], "loss")
    assert [row[:2] for row in found.table().rows] == [(name, L) for L in (32, 64) for name in CLEAR]
    assert found.differences().names == ("L", "init", "best", "ratio", "lower", "upper", "seeds")
    assert len(found.differences().rows) == 4
    assert [depth["depth"] for depth in found.to_json()["depths"]] == [32, 64]


def test_nothing() -> None:
    found = outcomes([], "loss")
    assert (found.sentence(), found.known, found.table().rows) == ("", False, ())
    assert isinstance(found, Outcomes)


def accuracies(table: Mapping[str, list[float]]) -> list[Training]:
    return [
        Training(one.group, one.depth, one.seed, values={"accuracy": one.values["loss"]})
        for one in losses(table, 8)
    ]


def test_losses_are_compared_by_their_ratios() -> None:
    found = outcomes(losses({"ntrunc": [1.0, 4.0, 9.0], "fbm": [0.5, 1.6, 4.5]}), "loss")
    (one,) = found.depths[0].differences
    logs = np.log([2.0, 2.5, 2.0])
    half = 4.302652729696142 * logs.std(ddof=1) / math.sqrt(3)  # t₂ at 95%
    assert (one.best, one.other, found.relative) == (init("fbm"), init("ntrunc"), True)
    np.testing.assert_allclose(
        [one.difference.value, one.difference.lower, one.difference.upper],
        np.exp(logs.mean() + np.array([0, -half, half])),
    )
    assert found.sentence() == (
        "init = fbm has the lowest loss at L = 64: 1.53; init = ntrunc (3.3) is higher "
        "(95% confidence, 3 seeds)"
    )


def test_the_interval_of_a_positive_mean_is_positive() -> None:
    (one,) = outcomes(losses({"fbm": [0.01, 0.1, 2.0]}), "loss").depths[0].groups
    assert 0 < one.mean.lower < one.mean.value < one.mean.upper
    (zero,) = outcomes(losses({"fbm": [0.0, 0.1, 2.0]}), "loss").depths[0].groups
    assert zero.mean.lower == 0.0
    assert zero.mean.value == pytest.approx(0.7)
    (one,) = outcomes(accuracies({"fbm": [0.9, 0.97, 1.0]}), "accuracy", "high").depths[0].groups
    assert one.mean.upper == 1.0


def test_intervals_hold_for_all_pairs_at_once() -> None:
    found = outcomes(losses(CLEAR), "loss").depths[0]
    p = 1 - 0.05 / 3 / 2
    t = (2 * p - 1) / math.sqrt(2 * p * (1 - p))  # Student's t with two degrees of freedom
    logs = np.log(CLEAR["ntrunc"]) - np.log(CLEAR["fbm"])
    np.testing.assert_allclose(
        found.differences[0].difference.lower,
        np.exp(logs.mean() - t * logs.std(ddof=1) / math.sqrt(3)),
        rtol=1e-6,
    )
    assert [one.other for one in found.differences] == [init("ntrunc"), init("smooth")]
    assert len(found.surely_worse) == 2


def test_high_is_better_for_accuracy() -> None:
    found = outcomes(accuracies({"fbm": [0.8, 0.82, 0.81], "ntrunc": [0.9, 0.91, 0.92]}), "accuracy", "high")
    assert not found.relative
    assert found.sentence() == (
        "init = ntrunc has the highest accuracy at L = 8: 0.91; init = fbm (0.81) is lower "
        "(95% confidence, 3 seeds)"
    )


FAMILIES: dict[str, Callable[[np.random.Generator, tuple[int, int]], np.ndarray]] = {
    "equal variances": lambda rng, shape: np.exp(rng.normal(size=shape)),
    "a seed matters more than a group": lambda rng, shape: np.exp(
        10 * rng.normal(size=shape[1]) + 0.1 * rng.normal(size=shape)
    ),
    "heavy tails": lambda rng, shape: np.exp(rng.standard_t(2, size=shape)),
    "some trainings are stuck": lambda rng, shape: np.where(
        rng.random(shape) < 0.5, 2.303, 0.1 + 0.01 * rng.random(shape)
    ),
    "few digits": lambda rng, shape: np.round(0.7 + 0.03 * rng.normal(size=shape), 2),
    "32 images": lambda rng, shape: (33 - rng.binomial(32, 0.9, size=shape)) / 32,
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("groups", "seeds"), [(2, 2), (2, 3), (5, 2), (5, 3), (20, 3)])
def test_equal_groups_are_rarely_called_different(family: str, groups: int, seeds: int) -> None:
    rng, draws, called = np.random.default_rng(groups), 200, 0
    for _ in range(draws):
        rows = FAMILIES[family](rng, (groups, seeds))
        found = outcomes(losses({str(k): list(row) for k, row in enumerate(rows)}), "loss")
        called += bool(found.depths[0].surely_worse)
    assert called / draws <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / draws)


def test_ties() -> None:
    said = outcomes(accuracies({"a": [1.0] * 3, "b": [1.0] * 3}), "accuracy", "high").sentence()
    assert said == "All groups have the same accuracy at L = 8: 1"
    tied = {"a": [0.5, 0.4, 0.3], "b": [0.5, 0.4, 0.3], "c": [0.9, 0.9, 0.8]}
    found = outcomes(losses(tied), "loss")
    assert found.sentence() == "init = a and init = b have the lowest loss at L = 64: 0.391"
    assert init("b") not in {one.other for one in found.depths[0].surely_worse}


def test_groups_that_are_not_distinguishable_are_named() -> None:
    close = {"a": [0.40, 0.42, 0.41], "b": [0.41, 0.41, 0.43], "c": [0.90, 0.94, 0.93]}
    assert outcomes(losses(close), "loss").sentence() == (
        "init = a has the lowest loss at L = 64: 0.41; init = b (0.417) is not distinguishable from it "
        "(95% confidence, 3 seeds)"
    )


@pytest.mark.parametrize(("seeds", "number"), [(1, "One seed decides"), (2, "Two seeds decide")])
def test_few_seeds_decide_nothing(seeds: int, number: str) -> None:
    found = outcomes(losses({"fbm": [0.4] * seeds, "ntrunc": [0.5] * seeds}), "loss")
    assert found.sentence() == (
        f"init = fbm has the lowest loss at L = 64: 0.4; the next is init = ntrunc (0.5). {number} nothing"
    )
    assert not found.depths[0].surely_worse
    assert math.isnan(found.depths[0].groups[0].mean.lower)


def test_all_diverged() -> None:
    trainings = [Training(init(name), 8, "0", "diverged") for name in ("fbm", "ntrunc")]
    assert outcomes(trainings, "loss").sentence() == "Every training diverged at L = 8"
    some = losses({"fbm": [0.1, math.inf], "ntrunc": [0.5, math.nan]})
    assert "no group is the best" in outcomes(some, "loss").sentence()


def test_groups_are_compared_over_the_seeds_that_all_have() -> None:
    """The seeds differ by more than the groups: a group without the worst seed is not better for that."""
    found = outcomes(losses({"a": [10.0, 20.0, 30.0, 90.0], "b": [11.0, 21.0, 31.0]}), "loss")
    assert found.sentence().startswith("init = a has the lowest loss at L = 64: 18.2; init = b (19.3)")
    assert found.sentence().endswith("3 seeds that all groups have)")
    assert found.depths[0].seeds == ("0", "1", "2")


def test_a_group_of_few_seeds_is_not_compared() -> None:
    found = outcomes(losses({"a": [0.4, 0.41, 0.42], "b": [0.3], "c": [0.6, 0.61, 0.64]}), "loss")
    assert found.sentence() == (
        "init = a has the lowest loss at L = 64: 0.41; init = c (0.616) is higher "
        "(95% confidence, 3 seeds). Too few seeds to compare: init = b (1)"
    )


def test_groups_without_common_seeds_are_not_decided() -> None:
    apart = [
        Training(init(name), 8, str(seed), values={"loss": value})
        for name, first, value in (("a", 0, 1.0), ("b", 5, 2.0))
        for seed in range(first, first + 5)
    ]
    assert outcomes(apart, "loss").sentence().endswith("The groups share no seed: nothing is decided")


def test_groups_are_compared_at_the_largest_depth_that_several_have() -> None:
    a, b = {"a": [0.4, 0.41, 0.42]}, {"b": [0.2, 0.21, 0.22]}
    found = outcomes([*losses(a, 16), *losses(a, 64), *losses(b, 16)], "loss")
    assert found.sentence().startswith("init = b has the lowest loss at L = 16: 0.21")
    found = outcomes([*losses(a, 16), *losses(b, 64)], "loss")
    assert found.sentence() == "No two groups have a depth in common: they are not compared"


def test_a_group_that_is_best_at_large_depth_only() -> None:
    small = {"a": [0.10, 0.11, 0.12], "b": [0.50, 0.51, 0.53]}
    large = {"a": [0.90, 0.91, 0.93], "b": [0.40, 0.41, 0.42]}
    found = outcomes([*losses(small, 16), *losses(large, 64)], "loss")
    assert found.sentence().startswith("init = b has the lowest loss at L = 64")
    assert found.sentence().endswith(". At L = 16, init = a is better than it")


def test_one_group_is_compared_along_the_depth() -> None:
    trainings = [
        Training(Group(), depth, str(seed), values={"loss": value})
        for depth, row in {32: [0.5, 0.6, 0.55], 128: [0.4, 0.51, 0.45]}.items()
        for seed, value in enumerate(row)
    ]
    said = outcomes(trainings, "loss").sentence()
    assert said.startswith("The loss is 0.548 [")
    assert "at L = 128; the ratio is 0.822 [0.762, 0.888] (95% interval, 3 seeds)" in said
    assert outcomes(trainings[:4], "loss").sentence().endswith("(one seed in common: no interval)")


def test_a_seed_that_was_trained_twice_counts_once() -> None:
    twice = [Training(init("a"), 8, "0", values={"loss": value}) for value in (1.0, 3.0)]
    (one,) = outcomes(twice, "loss").depths[0].groups
    assert one.values == {"0": 2.0}
