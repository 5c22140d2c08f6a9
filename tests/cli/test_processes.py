"""Several processes share a batch: the same training as with one."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from depthlimit.cli import main

# 719 samples: an odd number, so the two parts are not equal; fused on the CPU where there is no GPU
LINE = (
    "fit --model=ClassificationModel --model.input_size=64 --model.L=6 --model.dim=3 --model.lr=2 "
    "--model.gamma=1 --model.init=ntrunc --model.engine=fused --model.store_grad=true "
    "--data.training_data_percentage=0.5 --trainer.max_epochs=3 --trainer.accelerator=cpu --export_every=2"
)


def run(folder: Path, *options: str) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "depthlimit", *LINE.split(), *options]
    command += [f"--trainer.default_root_dir={folder}", f"--export_dir={folder / 'exported_models'}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def rows(folder: Path) -> list[dict[str, float]]:
    (file,) = folder.glob("lightning_logs/version_*/metrics.csv")
    with file.open() as lines:
        return [{key: float(value) for key, value in row.items() if value} for row in csv.DictReader(lines)]


def trained(folder: Path) -> torch.Tensor:
    return torch.stack(torch.load(folder / "exported_models" / "resnet_6.pth", weights_only=True))


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The training with one process."""
    folder = tmp_path_factory.mktemp("one")
    run(folder)
    return folder


def test_two_processes_train_as_one_does(one: Path, tmp_path: Path) -> None:
    run(tmp_path, "--trainer.devices=2", "--trainer.strategy=ddp", "--trainer.num_nodes=1")
    torch.testing.assert_close(trained(tmp_path), trained(one), rtol=1e-5, atol=1e-7)
    ours, theirs = rows(tmp_path), rows(one)
    assert len(ours) == len(theirs) == 3
    for row, expected in zip(ours, theirs, strict=True):
        assert row == pytest.approx(expected, rel=1e-4)
    assert len(list(tmp_path.glob("lightning_logs/version_0/trajectory/*"))) == 2


def test_a_process_without_samples_adds_nothing(tmp_path: Path) -> None:
    """Five samples in batches of four: of the last one, a single sample, one of two processes has none."""
    tiny = ("--data.training_data_percentage=0.0035", "--data.batch_size=4", "--model.lr=0.1")
    run(tmp_path / "one", *tiny)
    run(tmp_path / "two", *tiny, "--trainer.devices=2", "--trainer.strategy=ddp")
    torch.testing.assert_close(trained(tmp_path / "two"), trained(tmp_path / "one"), rtol=1e-5, atol=1e-7)
    ours, theirs = rows(tmp_path / "two"), rows(tmp_path / "one")
    assert len(ours) == len(theirs) == 6
    for row, expected in zip(ours, theirs, strict=True):
        assert row == pytest.approx(expected, rel=1e-4)


def test_predictions_are_written_by_one_process(one: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = LINE.replace("fit ", "").replace("--export_every=2", "").split()
    (checkpoint,) = one.glob("lightning_logs/version_0/checkpoints/*.ckpt")
    assert main(["predict", *options, f"--ckpt_path={checkpoint}", "--trainer.devices=2"]) == 2
    assert "write --trainer.devices=1" in capsys.readouterr().err
