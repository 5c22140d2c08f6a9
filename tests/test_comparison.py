"""Groups of trained networks by the options in which they differ."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from depthlimit.comparison import Comparison, Facts, Group
from depthlimit.jsonable import to_jsonable
from depthlimit.tables import Cell

DEPTHS = (16, 64)


def run(depth: int | None = 16, seed: int = 0, folder: str = "", source: str = "", **options: Any) -> Facts:
    """Return the facts about a run, with names of options without their part ``model.``."""
    return Facts(
        depth, str(seed), {f"model.{name}": value for name, value in options.items()}, folder, source
    )


def grid(depths: Sequence[int] = DEPTHS, seeds: int = 2, **axes: Sequence[Any]) -> Iterator[Facts]:
    """Yield the runs of a grid."""
    for depth, seed, *values in product(depths, range(seeds), *axes.values()):
        yield run(depth, seed, **dict(zip(axes, values, strict=True)))


def labels(*facts: Facts) -> list[str]:
    return [group.label for group in Comparison(facts).groups]


def test_two_initial_laws_at_one_depth() -> None:
    comparison = Comparison((run(init="ntrunc", lr=3.0), run(init="fbm", lr=3.0)))
    assert [group.label for group in comparison.groups] == ["init = fbm", "init = ntrunc"]
    assert comparison.group_of(run(init="fbm", lr=3.0)).options == {"init": "fbm"}
    assert comparison.common == {"model.lr": 3.0}
    with pytest.raises(KeyError):
        comparison.group_of(run(init="smooth", lr=3.0))


def test_networks_of_one_family_are_one_group_without_a_label() -> None:
    assert Comparison(tuple(grid(lr=[3.0]))).groups == (Group(),)
    assert labels(*grid(lr=[3.0])) == [""]
    assert Comparison(()).groups == ()


def test_two_options_in_the_order_of_their_values() -> None:
    found = labels(*grid(init=["smooth", "fbm"], alpha=[1.0, 0.5]))
    assert found == [
        "init = fbm, α = 0.5", "init = fbm, α = 1", "init = smooth, α = 0.5", "init = smooth, α = 1",
    ]  # fmt: skip


def test_numbers_are_ordered_as_numbers() -> None:
    assert labels(*grid(lr=[5, 20, 100])) == ["η = 5", "η = 20", "η = 100"]


def test_a_number_that_the_depth_decides_is_not_an_option() -> None:
    assert labels(*(run(L, seed, lr=9 * L**0.5) for L in DEPTHS for seed in (0, 1))) == [""]
    both = labels(*(run(L, lr=9 * L**0.5, init=init) for L in DEPTHS for init in ("fbm", "smooth")))
    assert both == ["init = fbm", "init = smooth"]


def test_a_name_is_an_option_even_if_each_depth_has_its_own() -> None:
    assert labels(run(16, init="fbm"), run(64, init="smooth")) == ["init = fbm", "init = smooth"]


def test_two_learning_rates_at_every_depth_are_all_shown_without_a_rule_of_a_sweep() -> None:
    rules = [run(L, seed, lr=c * L**0.5) for L in DEPTHS for seed in (0, 1) for c in (9, 10)]
    assert labels(*rules) == ["η = 36", "η = 40", "η = 72", "η = 80"]


@pytest.mark.parametrize("name", ["alpha", "dim", "gamma", "hurst", "conv_width"])
def test_only_the_learning_rate_is_taken_as_decided_by_the_depth(name: str) -> None:
    runs = [Facts(depth, "0", {f"model.{name}": value}) for depth, value in ((8, 0.5), (64, 0.75))]
    assert len(labels(*runs)) == 2


def test_runs_that_differ_in_more_than_the_depth_show_all_that_differs() -> None:
    one = run(64, init="ntrunc", alpha=0.75, dim=16, lr=80.0)
    other = run(8, init="constant", alpha=0.5, dim=8, lr=0.001)
    assert labels(one, other) == [
        "init = constant, α = 0.5, d = 8, η = 0.001", "init = ntrunc, α = 0.75, d = 16, η = 80",
    ]  # fmt: skip
    grown = [run(L, init="ntrunc", lr=9 * L**0.5) for L in DEPTHS]
    assert labels(*grown, run(8, init="fbm", lr=3)) == ["init = fbm, η = 3", "init = ntrunc, η = 36 … 72"]
    assert labels(*grown, run(16, init="fbm", lr=36)) == ["init = fbm", "init = ntrunc"]


def test_an_option_that_moves_within_a_series_of_a_sweep_has_a_rule() -> None:
    widths = [Facts(L, "0", {"model.dim": L // 2}, series="4f18") for L in DEPTHS]
    assert labels(*widths) == [""]
    assert labels(*(replace(one, series=str(one.depth)) for one in widths)) == ["d = 8", "d = 32"]


def test_rules_that_a_sweep_knows_may_share_values() -> None:
    rules = {"9_L__0.5": 9, "18_L__0.5": 18}  # 18·√16 = 9·√64
    facts = [
        Facts(L, "0", {"model.lr": c * L**0.5}, rules={"model.lr": rule})
        for L in DEPTHS
        for rule, c in rules.items()
    ]
    assert labels(*facts) == ["η = 36 … 72", "η = 72 … 144"]


def test_a_rule_of_depth_and_another_option_moves_within_its_groups() -> None:
    facts = [run(L, alpha=a, lr=9 * L ** (2 * a - 1)) for L in DEPTHS for a in (0.5, 0.75, 1.0)]
    assert labels(*facts) == ["α = 0.5, η = 9", "α = 0.75, η = 36 … 72", "α = 1, η = 144 … 576"]


def test_a_rule_is_found_in_a_grid_that_is_not_complete() -> None:
    facts = [run(L, alpha=a, lr=9 * L ** (2 * a - 1)) for L in DEPTHS for a in (0.5, 0.75, 1.0)]
    assert labels(*facts[:-1]) == ["α = 0.5, η = 9", "α = 0.75, η = 36 … 72", "α = 1, η = 144"]
    rates = list(grid(lr=[5, 20]))
    assert labels(*rates[:-1]) == ["η = 5", "η = 20"]


def test_equal_numbers_are_one_value_whatever_their_type() -> None:
    assert labels(run(alpha=1), run(alpha=1.0)) == [""]
    assert labels(run(lr=0.1), run(lr=0.10000000149011612)) == [""]  # read from 32 bits


def test_null_is_a_value_and_a_missing_option_is_not() -> None:
    assert labels(run(dynamic_lr_cap=None), run(dynamic_lr_cap=3.0)) == [
        "dynamic_lr_cap = 3", "dynamic_lr_cap = none",
    ]  # fmt: skip
    assert labels(run(lr=3.0, dynamic_lr_cap=None), run(lr=3.0)) == [""]
    assert labels(run(dynamic_lr=True), run(dynamic_lr=False)) == ["dynamic_lr = false", "dynamic_lr = true"]


def test_options_of_other_kinds_of_networks() -> None:
    network: dict[str, Cell] = {
        "model": "ClassificationModel",
        "data": "Digits",
        "model.lr": 3.0,
        "model.init": "fbm",
    }
    other: dict[str, Cell] = {"model": "ConvModel", "data": "CIFAR10", "model.lr": 3.0, "model.filters": 16}
    facts = [Facts(16, "0", one) for one in (network, other)]
    assert labels(*facts) == [
        "model = ClassificationModel, data = Digits", "model = ConvModel, data = CIFAR10",
    ]  # fmt: skip


def test_an_option_that_is_not_recorded_may_have_the_value_of_others() -> None:
    comparison = Comparison((run(lr=5, init="fbm"), run(lr=20, init="fbm"), run(64, lr=5)))
    assert comparison.group_of(run(64, lr=5)).label == "η = 5"
    several = Comparison((run(lr=5, init="fbm"), run(lr=5, init="smooth"), run(64, lr=5), run(64)))
    assert several.group_of(run(64)).label == "options not recorded"


def test_all_options_that_vary_together_are_shown() -> None:
    names = ("init", "gamma", "dim", "hurst", "readin")
    options: list[dict[str, Any]] = [dict.fromkeys(names, value) for value in (1, 2)]
    assert labels(*(run(**one) for one in options)) == [
        f"init = {k}, γ = {k}, d = {k}, H = {k}, readin = {k}" for k in (1, 2)
    ]


def test_two_options_that_vary_together_are_both_shown() -> None:
    assert labels(*(run(dim=d, hidden_dim=4 * d) for d in (8, 16))) == ["d = 8, m = 32", "d = 16, m = 64"]


def test_options_of_one_last_name_keep_their_full_names() -> None:
    facts = [
        Facts(8, "0", {"model.size": size, "data.size": other}) for size, other in ((1, 4), (2, 4), (2, 5))
    ]
    assert labels(*facts)[0] == "model.size = 1, data.size = 4"


def test_seeds_and_what_changes_no_number_are_no_options() -> None:
    assert labels(run(seed=0, input_size=None), run(seed=1, input_size=64)) == [""]


def test_long_values_and_class_paths_are_short() -> None:
    assert labels(run(block="pkg.blocks.MyBlock"), run(block="tanh")) == ["block = MyBlock", "block = tanh"]
    assert labels(run(widths=list(range(50))), run(widths=[1, 2])) == [
        "widths = [0, 1, 2, 3, 4,…46, 47, 48, 49]", "widths = [1, 2]",
    ]  # fmt: skip
    alike = [[*range(20), middle, *range(20)] for middle in (100, 200)]
    assert labels(*(run(widths=widths) for widths in alike)) == [f"widths = {widths}" for widths in alike]


def test_repeated_trainings_are_told_apart_by_their_folders() -> None:
    facts = [
        run(folder=f"/x/{place}/{part}", source=source)
        for place in ("first", "second")
        for source, part in (("weights", "exported_models"), ("run", "lightning_logs/version_0"))
    ]
    comparison = Comparison(tuple(facts))
    assert comparison.options == ("folder",)
    assert [group.label for group in comparison.groups] == ["folder = first", "folder = second"]
    assert comparison.group_of(facts[0]) == comparison.group_of(facts[1])


def test_folders_of_depths_seeds_and_trials_are_no_repetitions() -> None:
    assert labels(*(run(L, seed, folder=f"d{L}/s{seed}") for L in DEPTHS for seed in (0, 1))) == [""]
    parts = ("exported_models/model.lr=5/seed=0", "trials/L=16_seed=0_abc/lightning_logs/version_1")
    assert labels(*(run(folder=part, source=part) for part in parts)) == [""]
    attempts = [run(folder=f"lightning_logs/version_{k}") for k in (0, 1)]
    assert labels(*attempts) == [""]


def test_repetitions_in_one_group_only() -> None:
    facts = [run(init="fbm", folder="a"), run(init="fbm", folder="b"), run(init="smooth", folder="a")]
    assert labels(*facts) == ["init = fbm, folder = a", "init = fbm, folder = b", "init = smooth"]


def test_a_run_of_several_weights_belongs_to_all_of_them() -> None:
    weights = [run(folder=f"x/exported_models/{name}", source="weights") for name in ("conv1", "conv2")]
    logged = run(folder="x/lightning_logs/version_0", source="run")
    comparison = Comparison((*weights, logged))
    assert comparison.group_of(logged).label == ""
    assert comparison.group_of(weights[1]).label == "folder = conv2"


def test_weights_without_any_record_are_told_apart_by_their_folders() -> None:
    facts = [run(L, folder=place, dim=4) for L in DEPTHS for place in ("a", "b")]
    assert labels(*facts) == ["folder = a", "folder = b"]


def test_a_group_in_json() -> None:
    group = Comparison(tuple(grid(init=["fbm"], lr=[5, 20]))).groups[0]
    assert json.loads(json.dumps(to_jsonable(group.options))) == {"η": 5}
