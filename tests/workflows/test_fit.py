"""Training from Python: the same run as the command's, with what it leaves behind."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import yaml

import depthlimit
from depthlimit.cli import main
from depthlimit.data import ConstantDataModule, DigitsDataModule
from depthlimit.errors import DivergedError, UsageError
from depthlimit.training import ClassificationModel, RegressionModel
from depthlimit.workflows.experiment import Experiment

OPTIONS: dict[str, Any] = {"L": 4, "dim": 3, "lr": 1.0, "gamma": 1.0, "init": "ntrunc"}
SMALL = "--model.dim=3 --model.lr=1.0 --model.gamma=1.0 --model.init=ntrunc --seed_everything=1"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current directory, where exported weights go."""
    monkeypatch.chdir(tmp_path)


def trained(steps: int = 3, **options: Any) -> Experiment:
    model = ClassificationModel(**OPTIONS, seed=1)
    return depthlimit.fit(model, DigitsDataModule(seed=1), steps=steps, **options)


def rows(run: Path) -> list[dict[str, str]]:
    with (run / "metrics.csv").open() as lines:
        return list(csv.DictReader(lines))


def test_the_function_makes_the_run_of_the_command(capfd: pytest.CaptureFixture[str]) -> None:
    run = trained(out="python", export_dir="python")
    assert capfd.readouterr() == ("", "")  # silent
    line = f"fit --model.L=4 --model=ClassificationModel {SMALL} --steps=3 --out=shell --export_dir=shell"
    assert main(line.split()) == 0
    printed = capfd.readouterr().out.splitlines()
    assert run.folder is not None
    shell = Path("shell/lightning_logs/version_0")
    assert rows(run.folder) == rows(shell)
    assert printed[0].startswith("train_accuracy ")
    assert f"train_loss {run.metrics['train_loss']:.6g}" in printed[0]
    paths = [depthlimit.load_path(f"{folder}/resnet_4.pth") for folder in ("python", "shell")]
    np.testing.assert_array_equal(paths[0].values, paths[1].values)
    names = [
        {file.name for file in folder.iterdir() if "tfevents" not in file.name}
        for folder in (run.folder, shell)
    ]
    assert names[0] == names[1]


def test_the_configuration_of_a_run_from_python_makes_it_again() -> None:
    run = trained()
    assert run.folder is not None
    assert main(["fit", f"--config={run.folder / 'config.yaml'}", "--out=again"]) == 0
    assert rows(run.folder) == rows(Path("again/lightning_logs/version_0"))


def test_a_run_with_two_seeds_has_no_configuration_and_is_rebuilt_all_the_same() -> None:
    run = depthlimit.fit(ClassificationModel(**OPTIONS, seed=1), DigitsDataModule(seed=2), steps=1)
    assert run.folder is not None
    assert not (run.folder / "config.yaml").exists()
    found = Experiment.open(run.folder)
    assert (found.model().hparams["seed"], found.data().seed) == (1, 2)


def test_an_experiment_describes_itself() -> None:
    run = trained(steps=2)
    assert repr(run) == f"Experiment(L=4, seed=1, finished, train_loss={run.metrics['train_loss']:.4g})"
    assert str(run) == repr(run)
    assert run.exported == (Path("exported_models/resnet_4.pth"),)


def test_training_resumes_bit_for_bit() -> None:
    whole, part = trained(4, out="whole"), trained(2, out="part")
    assert part.weights is not None
    rest = trained(4, out="part", ckpt_path=str(part.weights))
    np.testing.assert_array_equal(whole.path().values, rest.path().values)
    assert (whole.record.steps, rest.record.steps) == (4, 4)


def test_options_of_the_trainer_are_those_of_the_command() -> None:
    run = depthlimit.fit(
        RegressionModel(), ConstantDataModule(num_samples=20), trainer={"max_epochs": 2, "logger": False}
    )
    assert run.folder is None
    assert run.metrics["train_loss"] > 0
    assert run.path().provenance["steps"] == 2
    assert not Path("lightning_logs").exists()
    with pytest.raises(UsageError, match="the trainer refuses its options"):
        trained(trainer={"accelerator": "nope"})


def test_sizes_are_those_of_the_data() -> None:
    model = ClassificationModel(**OPTIONS)
    with pytest.raises(UsageError, match="sizes of samples and predictions are not set yet"):
        model(torch.zeros(1, 64))
    run = depthlimit.fit(model, DigitsDataModule(), steps=1)
    assert (run.record.model["input_size"], run.record.model["classes"]) == (64, 10)
    given = ClassificationModel(64, 10, **OPTIONS)
    assert torch.equal(model.network.readin, given.network.readin)
    assert torch.equal(model.network.readout, given.network.readout)
    regression = RegressionModel()
    regression.check_data(ConstantDataModule(num_samples=20))
    assert (regression.hparams["input_size"], regression.hparams["output_size"]) == (1, 1)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"steps": 0}, "steps is 0, but it must be a whole number, at least 1: write steps=1"),
        ({"steps": 2.5}, "steps is 2.5, expected a whole number or None"),
        ({"val_every": 1.5}, "val_every is 1.5, expected a whole number or None"),
        ({"export_every": 0}, "write export_every=1"),
        ({"out": "s3://x"}, "not to s3://x: write out='FOLDER'"),
        ({"ckpt_path": "missing.ckpt"}, "there is no checkpoint missing.ckpt"),
    ],
)
def test_impossible_arguments_are_refused_in_the_words_of_python(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        trained(**{"steps": 1, **options})
    assert "--" not in str(refused.value)
    assert not list(Path().iterdir()) or options.keys() == {"ckpt_path"}


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"activation": "swish"}, "activation is 'swish', expected tanh, relu, elu, gelu or sigmoid"),
        ({"init": "normal"}, "init is 'normal', expected constant, ntrunc, gaussian, fbm, fgn or smooth"),
        ({"augmentation": "skp"}, "expected none, skip, linear_skip or inc_skip: write augmentation='skip'"),
        ({"engine": "cuda"}, "expected auto, eager or fused"),
        ({"readin": "ones"}, "expected uniform, orthonormal or identity"),
        ({"alpha": 2.0}, "alpha is 2.0, but it must be between 0 and 1: write alpha=0.75"),
    ],
)
def test_constructors_check_their_arguments(option: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said) as refused:
        ClassificationModel(**option)
    assert "--" not in str(refused.value)


def test_a_loss_that_is_not_finite_ends_with_advice() -> None:
    model = ClassificationModel(64, L=4, dim=2, alpha=0.0, lr=1e30, activation="relu")
    with pytest.raises(DivergedError, match=r"write lr=1e\+29$"):
        depthlimit.fit(model, DigitsDataModule(), steps=9)
    (run,) = depthlimit.load_runs(".")
    assert run.status == "diverged"
    assert run.trained_model().weight_paths()  # the last weights with a finite loss


def test_the_network_is_given_before_or_after_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    printed = []
    for line in (
        "--model.L=4 --model=RegressionModel --data.num_samples=9 --data=SinDataModule",
        "--data=SinDataModule --data.num_samples 9 --model=RegressionModel --model.L 4",
    ):
        assert main(f"fit {line} --print_config".split()) == 0
        printed.append(yaml.safe_load(capsys.readouterr().out))
    assert printed[0] == printed[1]
    assert printed[0]["model"]["init_args"]["L"] == 4


@pytest.mark.parametrize("command", ["fit", "test", "predict"])
def test_help_says_first_how_the_options_of_classes_are_seen(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    first = " ".join(capsys.readouterr().out.partition("options:\n")[0].split())
    assert "--model.help=ClassificationModel" in first.replace("- -", "--")
    assert "--trainer.help" in first


def test_a_trained_network_is_not_trained_as_if_it_were_new() -> None:
    model, data = ClassificationModel(**OPTIONS, seed=1), DigitsDataModule(seed=1)
    run = depthlimit.fit(model, data, steps=2)
    with pytest.raises(UsageError, match=r"trained already, for 2 steps, .*: build it again") as error:
        depthlimit.fit(model, data, steps=2)
    assert "write ckpt_path=" in str(error.value)
    with pytest.raises(UsageError, match="trained already"):
        depthlimit.fit(run.trained_model(), data, steps=2)
    assert len(depthlimit.load_runs(".")) == 1
    assert run.folder is not None
    (checkpoint,) = (run.folder / "checkpoints").glob("*.ckpt")
    longer = depthlimit.fit(model, data, steps=3, ckpt_path=checkpoint)
    new = depthlimit.fit(ClassificationModel(**OPTIONS, seed=1), data, steps=3)
    assert longer.record.steps == 3
    assert np.array_equal(longer.path().values, new.path().values)


class NarrowModel(ClassificationModel):
    """A network that fixes some options of its base and has one of its own."""

    def __init__(self, L: int = 4, slope: float = 1.0, seed: int = 0) -> None:
        super().__init__(L=L, dim=3, seed=seed)
        self.save_hyperparameters()


def test_a_network_with_options_of_its_own_is_rebuilt() -> None:
    run = depthlimit.fit(NarrowModel(L=5, slope=2.0, seed=1), DigitsDataModule(seed=1), steps=2)
    assert run.model().hparams["slope"] == 2.0
    assert np.array_equal(run.trained_model().weight_path().values, run.path().values)
    assert run.folder is not None
    again = Experiment.open(run.folder / "config.yaml")
    assert np.array_equal(depthlimit.predict(again), depthlimit.predict(run))


def test_a_notebook_shows_a_run_with_its_last_values() -> None:
    shown = trained()._repr_html_()
    assert "Experiment(L=4, seed=1, finished" in shown
    assert "train_loss" in shown
    assert "<table" in shown
