"""The four training commands, as they are typed."""

import csv
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from depthlimit.cli import main

README = (Path(__file__).parents[2] / "README.md").read_text()
CLASSIFICATION, REGRESSION = re.findall(r"^ +depthlimit (fit .*)$", README, re.MULTILINE)
SMALL = "fit --model=ClassificationModel --model.input_size=64 --model.L=5 --model.dim=3 --model.lr=2"


def depthlimit(line: str, folder: Path) -> int:
    return main([*line.replace("PATH", str(folder)).split(), f"--trainer.default_root_dir={folder}"])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The current directory, where exported weights go."""
    monkeypatch.chdir(tmp_path)


def run_folder(folder: Path, version: int = 0) -> Path:
    return folder / "lightning_logs" / f"version_{version}"


def epochs(line: str, number: int) -> str:
    return re.sub(r"max_epochs=\d+", f"max_epochs={number}", line)


def test_the_classification_command_of_the_readme(
    tmp_path: Path, cifar: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = f"{epochs(CLASSIFICATION, 3)} --data.path={cifar} --data.verify=false"
    assert depthlimit(line, tmp_path) == 0
    assert "exported_models/resnet_100.pth" in capsys.readouterr().out
    tensors = torch.load(tmp_path / "exported_models" / "resnet_100.pth", weights_only=True)
    assert len(tensors) == 100
    assert tensors[0].shape == (15, 15)


def test_the_regression_command_of_the_readme(tmp_path: Path) -> None:
    assert depthlimit(epochs(REGRESSION, 3), tmp_path) == 0
    manifest = json.loads((tmp_path / "exported_models" / "resnet_128.json").read_text())
    assert (manifest["data"]["num_samples"], manifest["model"]["seed"]) == (10_000, 1234)
    assert manifest["steps"] == 3


def test_tags_of_every_step_are_in_tensorboard_and_csv(tmp_path: Path) -> None:
    assert depthlimit(f"{SMALL} --trainer.max_epochs=4 --model.store_grad=true", tmp_path) == 0
    events = EventAccumulator(str(run_folder(tmp_path)))
    events.Reload()
    header = (run_folder(tmp_path) / "metrics.csv").read_text().splitlines()[0].split(",")
    for tag in (
        "train_loss", "train_accuracy", "train_precision", "train_recall", "lr", "avg_grad_norm", "max_norm",
        "1.000-variation", "1.500-variation", "2.000-variation", "max_increment", "sum_squared_increments",
    ):  # fmt: skip
        assert [event.step for event in events.Scalars(tag)] == [0, 1, 2, 3]
        assert tag in header


def test_a_checkpoint_is_tested_validated_and_predicted_from(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert depthlimit(f"{SMALL} --trainer.max_epochs=3 --val_every=1", tmp_path) == 0
    config = run_folder(tmp_path) / "config.yaml"
    (checkpoint,) = (run_folder(tmp_path) / "checkpoints").glob("*.ckpt")
    assert "val_loss" in (run_folder(tmp_path) / "metrics.csv").read_text()
    for command in ("test", "validate", "predict"):
        assert depthlimit(f"{command} --config={config} --ckpt_path={checkpoint}", tmp_path) == 0
    printed = capsys.readouterr().out
    assert "test_accuracy" in printed
    assert "val_accuracy" in printed
    assert np.load(run_folder(tmp_path, 3) / "predictions.npy").shape == (360, 10)


def test_a_checkpoint_of_another_network_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert depthlimit(f"{SMALL} --trainer.max_epochs=1 --model.alpha=0.75", tmp_path) == 0
    (checkpoint,) = (run_folder(tmp_path) / "checkpoints").glob("*.ckpt")
    line = SMALL.replace("fit", "test") + f" --ckpt_path={checkpoint}"
    assert depthlimit(line, tmp_path) == 2
    assert "is of a network with alpha=0.75, the requested network has 0.5" in capsys.readouterr().err


@pytest.mark.parametrize("data", ["SinDataModule", "ConstantDataModule"])
def test_every_command_works_on_synthetic_data(data: str, tmp_path: Path) -> None:
    line = f"fit --model=RegressionModel --data={data} --data.num_samples=100 --trainer.max_epochs=2"
    assert depthlimit(line, tmp_path) == 0
    (checkpoint,) = (run_folder(tmp_path) / "checkpoints").glob("*.ckpt")
    for command in ("test", "validate", "predict"):
        line = f"{command} --config={run_folder(tmp_path) / 'config.yaml'} --ckpt_path={checkpoint}"
        assert depthlimit(line, tmp_path) == 0


def test_a_printed_configuration_is_read_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL.split(), "--trainer.max_epochs=1", "--print_config"]) == 0
    config = tmp_path / "config.yaml"
    config.write_text(capsys.readouterr().out)
    assert depthlimit(f"fit --config={config}", tmp_path) == 0
    assert (tmp_path / "exported_models" / "resnet_5.pth").exists()


def test_five_concurrent_trainings_have_separate_folders_and_exports(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "depthlimit", *SMALL.split(), "--trainer.max_epochs=1"]
    command.append(f"--trainer.default_root_dir={tmp_path}")
    begun = [
        subprocess.Popen([*command, f"--seed_everything={seed}"], stderr=subprocess.PIPE, text=True)
        for seed in range(5)
    ]
    for training in begun:
        _, said = training.communicate(timeout=280)
        assert training.returncode == 0, said
    runs = sorted((tmp_path / "lightning_logs").iterdir())
    assert len(runs) == 5
    for run in runs:
        assert json.loads((run / "manifest.json").read_text())["status"] == "finished"
        assert len((run / "metrics.csv").read_text().splitlines()) == 2
        assert len(list(run.glob("checkpoints/*.ckpt"))) == 1
    manifests = list((tmp_path / "exported_models").rglob("resnet_*.json"))
    assert {json.loads(file.read_text())["model"]["seed"] for file in manifests} == set(range(5))
    assert len(list((tmp_path / "exported_models").rglob("resnet_*.pth"))) == 5


def test_what_is_refused_leaves_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert depthlimit(f"{SMALL} --model.input_size=7", tmp_path) == 2
    assert "write --model.input_size=64" in capsys.readouterr().err
    assert depthlimit(f"{SMALL} --trainer.precision=16-true --trainer.accelerator=nope", tmp_path) == 2
    assert not list(tmp_path.iterdir())


def test_dynamic_learning_rate_resumes_from_a_checkpoint(tmp_path: Path) -> None:
    line = (
        f"{SMALL} --model.dynamic_lr=true --model.dynamic_lr_cap=.inf --model.init=ntrunc --model.gamma=1 "
        "--model.lr=0.01"
    )
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert depthlimit(f"{line} --trainer.max_epochs=6", whole) == 0
    assert depthlimit(f"{line} --trainer.max_epochs=3", parts) == 0
    (checkpoint,) = (run_folder(parts) / "checkpoints").glob("*.ckpt")
    assert depthlimit(f"{line} --trainer.max_epochs=6 --ckpt_path={checkpoint}", parts) == 0
    rates = [
        column(run_folder(whole), "lr"),
        column(run_folder(parts), "lr") + column(run_folder(parts, 1), "lr"),
    ]
    assert rates[0] == rates[1]
    assert len(set(rates[0])) == 6


def column(run: Path, tag: str) -> list[str]:
    with (run / "metrics.csv").open() as lines:
        return [row[tag] for row in csv.DictReader(lines)]


def test_nothing_is_logged_if_so_asked_and_twice_is_no_matter(tmp_path: Path) -> None:
    for _ in range(2):
        assert depthlimit(f"{SMALL} --trainer.max_epochs=1 --trainer.logger=false", tmp_path) == 0
    assert not (tmp_path / "lightning_logs").exists()


def test_training_resumes_from_a_checkpoint(tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert depthlimit(f"{SMALL} --trainer.max_epochs=6 --data.batch_size=700", whole) == 0
    assert depthlimit(f"{SMALL} --trainer.max_epochs=3 --data.batch_size=700", parts) == 0
    (checkpoint,) = (run_folder(parts) / "checkpoints").glob("*.ckpt")
    line = f"{SMALL} --trainer.max_epochs=6 --data.batch_size=700 --ckpt_path={checkpoint}"
    assert depthlimit(line, parts) == 0
    first, second = (
        torch.stack(torch.load(tmp_path / "exported_models" / name, weights_only=True))
        for name in ("previous/resnet_5.1.pth", "resnet_5.pth")
    )
    assert torch.equal(first, second)


def test_a_finished_export_is_kept_and_noted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = []
    for seed in (3, 3, 4):
        assert depthlimit(f"{SMALL} --trainer.max_epochs=1 --seed_everything={seed}", tmp_path) == 0
        said.append(capsys.readouterr().err)
    assert said == [
        "",
        "",  # the same run again
        "depthlimit: exported_models/resnet_5.pth, of another run, moved to exported_models/previous: write "
        "to exported_models/seed=4 to keep several seeds separate\n",
    ]
    exports = tmp_path / "exported_models"
    assert sorted(file.relative_to(exports).as_posix() for file in exports.rglob("*.pth")) == [
        "previous/resnet_5.1.pth", "previous/resnet_5.2.pth", "resnet_5.pth"
    ]  # fmt: skip


def test_five_depths_with_five_roots_are_one_collection(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in the README of the thesis: every depth has a root directory of its own."""
    depths = (2, 3, 4, 6, 8)
    for L in depths:
        line = f"{SMALL} --model.L={L} --trainer.max_epochs=1"
        assert depthlimit(line, tmp_path / "runs" / f"depth_{L}") == 0
    assert not list((tmp_path / "runs").rglob("exported_models"))
    capsys.readouterr()
    assert main(["path-norm", "--dir_path=exported_models", "--pvar_only", "--format=csv"]) == 0
    assert [int(L) for L in re.findall(r"^(\d+),", capsys.readouterr().out, re.MULTILINE)] == [*depths]


def listen() -> None:
    """Hear Ctrl-C, also below a shell that runs the tests in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def interrupt(process: "subprocess.Popen[str]") -> str:
    """Press Ctrl-C until it is heard: one that falls into a finaliser is lost in Python."""
    with process:
        for _ in range(12):
            process.send_signal(signal.SIGINT)
            try:
                return process.communicate(timeout=10)[1]
            except subprocess.TimeoutExpired:
                continue
        process.kill()
        return "not heard: " + process.communicate()[1]


def test_ctrl_c_leaves_a_readable_run_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "depthlimit", *SMALL.split(), "--trainer.max_epochs=1000000"]
    training = subprocess.Popen(
        [*command, f"--trainer.default_root_dir={tmp_path}"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=listen,
    )
    metrics = run_folder(tmp_path) / "metrics.csv"
    deadline = time.monotonic() + 120
    while not metrics.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    said = interrupt(training)
    assert training.returncode == 130, said
    assert said == "depthlimit: interrupted; finished results are kept\n"
    assert json.loads((run_folder(tmp_path) / "manifest.json").read_text())["status"] == "interrupted"
    steps = metrics.read_text().splitlines()
    assert len({line.count(",") for line in steps}) == 1
    goes_on = f"{SMALL} --trainer.max_steps={len(steps) + 5} --trainer.max_epochs=-1"
    checkpoint = run_folder(tmp_path) / "checkpoints" / "interrupted.ckpt"
    assert depthlimit(f"{goes_on} --ckpt_path={checkpoint}", tmp_path) == 0


def test_a_loss_that_is_not_finite_ends_the_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = f"{SMALL} --model.lr=1e30 --model.alpha=0 --model.activation=relu --trainer.max_epochs=9"
    assert depthlimit(line, tmp_path) == 2
    assert re.search(
        r"^depthlimit: the loss is \w+ at step \d, .* write --model.lr=1e\+29\n$", capsys.readouterr().err
    )
    assert (run_folder(tmp_path) / "checkpoints" / "last_finite.ckpt").exists()
    assert (run_folder(tmp_path) / "metrics.csv").exists()
