"""Plans: the trials of a base, depths, seeds and a grid."""

import time

import pytest

from depthlimit.errors import UsageError
from depthlimit.sweeps.ranges import read_depths, read_seeds
from depthlimit.sweeps.trial import flat
from tests.sweeps.trials import BASE, READ, small_plan


def test_the_grid_is_the_product_and_every_identity_its_own() -> None:
    trials = small_plan((4, 8, 16), (0, 1), "model.alpha=0.6,0.75", "model.init=constant,ntrunc")
    assert len(trials) == len({trial.id for trial in trials}) == 3 * 2 * 4
    assert len({trial.series for trial in trials}) == 4
    points = {(trial.series.label, trial.depth, trial.seed) for trial in trials}
    assert ("model.alpha=0.6,model.init=ntrunc", 8, 1) in points
    for trial in trials:
        options = dict(flat(trial.config))
        alpha, law = options["model.alpha"], options["model.init"]
        assert trial.series.label == f"model.alpha={alpha},model.init={law}"


def test_a_trial_is_what_fit_would_train_and_its_identity_does_not_depend_on_other_trials() -> None:
    (alone,) = small_plan((8,), (1,), "model.alpha=0.75")
    among = small_plan((4, 8), (0, 1), "model.alpha=0.75,0.6")
    assert alone.id in {trial.id for trial in among}
    typed = READ([*BASE, "--model.L=8", "--model.alpha=0.75", "--seed_everything=1"])
    assert dict(flat(alone.config)).items() <= dict(flat(typed)).items()


def test_identity_depends_on_every_option_but_not_on_folders() -> None:
    (first,) = small_plan((8,))
    (elsewhere,) = small_plan((8,), base=[*BASE, "--trainer.default_root_dir=x", "--export_dir=y"])
    (other,) = small_plan((8,), base=[*BASE, "--trainer.gradient_clip_val=1"])
    assert first.id == elsewhere.id != other.id
    assert first.series.id == elsewhere.series.id != other.series.id
    assert first.series.id == small_plan((4,), (3,))[0].series.id


def test_rules_depend_on_depth_and_grid() -> None:
    trials = small_plan(
        (16, 64), (0,), "model.lr=9*L**(2*alpha-1)", "model.alpha=0.5,0.75", "trainer.max_epochs=L//4"
    )
    found = {
        (options["model.L"], options["model.alpha"]): (options["model.lr"], options["trainer.max_epochs"])
        for options in (dict(flat(trial.config)) for trial in trials)
    }
    assert found == {(16, 0.5): (9, 4), (64, 0.5): (9, 16), (16, 0.75): (36, 4), (64, 0.75): (72, 16)}
    assert {type(lr) for lr, _ in found.values()} == {float}
    assert len({trial.series for trial in trials}) == 2


def test_a_grid_over_classes() -> None:
    trials = small_plan((4,), (0,), "data=SinDataModule,ConstantDataModule", base=["--model=RegressionModel"])
    assert [dict(flat(trial.config))["data"] for trial in trials] == ["SinDataModule", "ConstantDataModule"]
    assert ["data.rescaled" in dict(flat(trial.config)) for trial in trials] == [True, False]


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("model.alpha=high", "--model.alpha=high is not accepted, expected a number"),
        ("model.lr=9*l", "--model.lr=9*l is not accepted, expected a number"),
        ("model.lr=9*L**beta2", "unknown name beta2"),
        ("model.p_var_every_n_steps=L/3", "expected a whole number"),
        ("model.beta=0.5", "has no option beta"),
        ("trainer.epochs=3", "no option --trainer.epochs"),
        ("model.init=constant,normal", "expected constant, ntrunc, gaussian, fbm, fgn or smooth"),
        ("model.L=3", "write --depths"),
        ("model.init_args.L=3", "write --depths"),
        ("seed_everything=3", "write --seeds"),
        ("seed=3", "a sweep sets seed_everything itself"),  # its short form
        ("trainer.default_root=x", "a sweep sets trainer.default_root_dir itself"),
        ("trainer.default_root_dir=x", "write --out"),
        ("model.alpha=", "write --set"),
        ("model.alpha=0.6,,0.7", "write --set"),
        ("model.alpha=0.6,0.6", "has the value 0.6 twice, expected every value once"),
        ("model.lr=max(L,8", "lacks a ) at its end"),
        ("model.lr=max(L,8)],3", "has an unmatched ]"),
        ("model.lr='0.5", "lacks a ' at its end"),
        ("model.lr=,", "write --set"),
        ("model.lr=9**9**9**9", "the rule 9**9**9**9 cannot be computed: 9**"),
        ("model.lr=L+9**9**9**9", "the rule L+9**9**9**9 cannot be computed at L=4: 9**"),
        ("model.lr=L+max()", "the rule L+max() cannot be computed at L=4: max expected"),
        (f"model.lr={'(' * 100}L{')' * 99}", "lacks a ) at its end"),
        ("0.6", "write --set"),
    ],
)
def test_a_plan_refuses_the_options_that_fit_refuses(setting: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        small_plan((4, 8), (0,), setting)
    assert said in caught.value.for_shell()


def test_a_base_without_a_log_is_refused() -> None:
    with pytest.raises(UsageError, match=r"sets trainer\.logger"):
        small_plan((4,), base=[*BASE, "--trainer.logger=false"])


def test_an_option_is_set_once() -> None:
    with pytest.raises(UsageError, match=r"the grid has model\.alpha twice"):
        small_plan((4,), (0,), "model.alpha=0.5", "model.alpha=0.6")


def test_a_rule_for_whole_numbers_gives_whole_numbers_at_every_depth() -> None:
    with pytest.raises(UsageError, match=r"gives 8\.5 at L=9, expected a whole number"):
        small_plan((4, 9), (0,), "trainer.max_epochs=min(L, 8.5)")


@pytest.mark.parametrize(
    "text",
    [
        "",
        ",",
        "0",
        "4,-1",
        "4:2",
        "2:8:0",
        "a",
        "2:4:1:1",
        "1:9999999",
        "2.5",
        "8:4:-2",
        "9" * 5000,
        "٣",
        "1:99999999999999999999",
        "99999999999999999999",
        "1:90000,100001:190000",
        "4:",
        "1e3",
        "10000000000",
    ],
)
def test_texts_that_are_not_depths_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="write depths='2000:12000:1000'"):
        read_depths(text)


def test_depths_and_seeds() -> None:
    assert read_depths("2000:12000:1000") == list(range(2000, 12001, 1000))
    assert read_depths("8, 4, 8, 10:14:2") == [4, 8, 10, 12, 14]
    assert read_seeds("3", first=5) == [5, 6, 7]
    assert read_seeds("4294967295,") == [4294967295]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "seeds is 0, but it must be from 1 to 100,000: write --seeds=3"),
        ("-1", "seeds is -1, but it must be from 1"),
        ("999999999", "seeds is 999999999, but it must be from 1"),
        ("3.5", "seeds is 3.5, expected whole numbers"),
        ("-1,", "seeds contains -1, expected whole numbers from 0"),
        ("4294967296,", "seeds contains 4294967296, expected whole numbers from 0 to 4,294,967,295"),
        ("x", "seeds is x, expected"),
        ("9" * 5000, "9…, expected"),
    ],
)
def test_texts_that_are_not_seeds_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_seeds(text)
    assert said in caught.value.for_shell()
    assert len(str(caught.value)) < 250


def test_values_with_commas_in_brackets_and_quotes() -> None:
    trials = small_plan((4, 100), (0,), "model.lr=max(L,min(8,9)),9*L")
    assert [dict(flat(trial.config))["model.lr"] for trial in trials] == [8.0, 100.0, 36.0, 900.0]


def test_a_plan_too_large_is_refused_before_it_is_made() -> None:
    settings = [f"model.{name}=" + ",".join(map(str, range(1, 101))) for name in ("lr", "gamma", "dim")]
    with pytest.raises(UsageError, match="the plan has 1,000,000,000 trials, expected at most 100,000"):
        small_plan(range(1, 101), range(10), *settings)


ZEROS = "0" * 180


def test_a_long_label_is_shortened_and_stays_unique() -> None:
    rules = [f"9*L+0.{ZEROS}{k}" for k in range(2)]
    labels = {trial.series.label for trial in small_plan((4,), (0,), f"model.lr={','.join(rules)}")}
    assert len(labels) == 2
    assert all(len(label) < 60 and label.startswith("model.lr=9_L+0.000") for label in labels)


def test_a_thousand_trials_are_planned_in_two_seconds() -> None:
    small_plan((4,))  # the parser is made
    started = time.process_time()
    trials = small_plan(
        range(10, 510, 10), range(5), "model.lr=9*L**(2*alpha-1)", "model.alpha=0.5,0.6,0.7,0.8"
    )
    names = {trial.name for trial in trials}
    assert time.process_time() - started < 2
    assert len(names) == 1000


def test_an_error_does_not_repeat_all_of_a_long_value() -> None:
    with pytest.raises(UsageError) as caught:
        small_plan((4,), (0,), f"model.lr={'(' * 5000}")
    assert len(str(caught.value)) < 200
