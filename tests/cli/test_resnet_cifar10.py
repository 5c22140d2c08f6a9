"""The command that trains the convolutional networks, as it is typed."""

import csv
import json
import os
import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from depthlimit.cli import main
from depthlimit.cli.resnet_cifar10 import parser
from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
from depthlimit.nn.conv import blocks_per_stage
from depthlimit.paths import load_path
from depthlimit.training import ConvModel
from depthlimit.training.top_k import top_k_table
from depthlimit.workflows.published import PUBLISHED

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small(cifar: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A run of a second."""
    monkeypatch.chdir(tmp_path)
    return f"resnet-cifar10 --L=8 --batch_size=40 --data.path={cifar} --data.verify=false"


def run_folder(version: int = 0) -> Path:
    return Path("resnet_events") / f"version_{version}"


def checkpoint(version: int = 0) -> Path:
    (file,) = (run_folder(version) / "checkpoints").glob("*.ckpt")
    return file


def test_a_run_logs_tests_and_exports(small: str, cifar: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(f"{small} --epochs=2".split()) == 0
    printed = capsys.readouterr()
    with (run_folder() / "metrics.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    steps = [row for row in rows if row["train_loss"]]
    assert [int(row["step"]) for row in steps] == list(range(6))
    assert all(float(row["avg_grad_norm"]) > 0 and float(row["lr"]) > 0 for row in steps)
    accuracies = [float(row["test_accuracy"]) for row in rows if row["test_accuracy"]]
    assert len(accuracies) == 2

    model = ConvModel.load_from_checkpoint(checkpoint(), weights_only=True).eval()
    x, y = AugmentedCIFAR10(path=str(cifar), verify=False).test_set
    with torch.no_grad():
        everything, *by_class = top_k_table(model(x), y, AugmentedCIFAR10.class_names)
    record = json.loads((run_folder() / "test_accuracy.json").read_text())
    assert record["rows"][0]["top1"] == pytest.approx(everything.top1)
    assert record["rows"][0]["top1"] == pytest.approx(accuracies[-1])
    assert [row["top2"] for row in record["rows"][1:]] == pytest.approx([row.top2 for row in by_class])
    assert re.search(rf"^all +20 +{everything.top1:.2%} +{everything.top2:.2%}$", printed.out, re.MULTILINE)
    assert "truck" in printed.out
    assert "published" not in printed.out  # this was no full run
    assert json.loads((run_folder() / "manifest.json").read_text())["status"] == "finished"
    events = EventAccumulator(str(run_folder()))
    events.Reload()
    assert {"train_loss", "avg_grad_norm", "lr", "test_accuracy"} <= set(events.Tags()["scalars"])


def test_exported_kernels_are_read_by_pvar(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = small.replace("--L=8", "--L=20")
    assert main(f"{line} --epochs=1 --limit=40".split()) == 0
    file = Path("resnet_events/exported_models/stage2_conv1/resnet_20.pth")
    path = load_path(file)
    assert (path.depth, path.alpha) == (2, 0.75)
    model = ConvModel.load_from_checkpoint(checkpoint(), weights_only=True)
    kernel = model.network.kernel(1, 1, 2).detach().numpy()
    np.testing.assert_array_equal(path.values[1].reshape(kernel.shape), kernel)
    capsys.readouterr()
    assert main(["pvar", str(file), "--p", "1", "2"]) == 0
    assert "2 points in R^9216, β = 0.25" in capsys.readouterr().out


def test_a_resumed_run_equals_an_uninterrupted_one(small: str) -> None:
    assert main(f"{small} --epochs=3".split()) == 0
    assert main(f"{small} --epochs=1".split()) == 0
    assert main(f"{small} --epochs=3 --ckpt_path={checkpoint(1)}".split()) == 0
    whole, parts = (torch.load(checkpoint(version), weights_only=True) for version in (0, 2))
    assert whole["global_step"] == parts["global_step"] == 9
    for name, tensor in whole["state_dict"].items():
        assert torch.equal(tensor, parts["state_dict"][name]), name


def test_the_configuration_of_a_run_is_read_again(small: str) -> None:
    assert main(f"{small} --epochs=1 --limit=20 --lr_drops 5 9".split()) == 0
    assert main(f"resnet-cifar10 --config={run_folder() / 'config.yaml'}".split()) == 0
    first, second = (torch.load(checkpoint(version), weights_only=True) for version in (0, 1))
    assert first["hyper_parameters"] == second["hyper_parameters"]
    assert first["hyper_parameters"]["lr_drops"] == [5, 9]
    for name, tensor in first["state_dict"].items():
        assert torch.equal(tensor, second["state_dict"][name]), name


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--L=14", "is of a run with L=8, this one has L=14; to continue it: write --L=8"),
        ("--alpha=0.6", "is of a run with alpha=0.75"),
        ("--batch_size=20", "is of a run with batch_size=40"),
        ("--lr_drops 7", "is of a run with lr_drops=[]"),
        ("--limit=30", "is of a run with limit=None"),
        ("--seed=1", "is of a run with seed=0"),
        ("--epochs=1", "is of epoch 2, more than the 1 requested: write --epochs=2"),
    ],
)
def test_a_run_is_not_taken_up_with_other_settings(
    small: str, options: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(f"{small} --epochs=2".split()) == 0
    capsys.readouterr()
    assert main(f"{small} --epochs=2 --ckpt_path={checkpoint()} {options}".split()) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert said in error


def test_what_was_published_is_printed_beside_a_full_run(
    small: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AugmentedCIFAR10, "samples", 100)
    entry = PUBLISHED[0]
    monkeypatch.setattr("depthlimit.workflows.published.PUBLISHED", [type(entry)(8, 0.75, 12.34, "somebody")])
    assert main(f"{small} --epochs=1".split()) == 0
    assert "published: 12.34% (somebody)" in capsys.readouterr().out
    record = json.loads((run_folder() / "test_accuracy.json").read_text())
    assert record["published"][0]["top1"] == 12.34


@pytest.mark.parametrize("precision", ["bf16-mixed", "64-true"])
def test_other_precisions_agree_with_the_default(precision: str, small: str) -> None:
    """Up to the resolution of bfloat16, 2⁻⁸, on the loss of the initial weights."""
    for option in ("", f" --precision={precision}"):
        assert main(f"{small} --epochs=1 --lr=1e-6{option}".split()) == 0
    losses = [train_losses(run_folder(version)) for version in (0, 1)]
    assert losses[1] == pytest.approx(losses[0], rel=2**-8 if precision == "bf16-mixed" else 1e-5)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # PyTorch's compiler still uses it
def test_a_compiled_network_learns_the_same(small: str) -> None:
    for option in ("", " --compile=true"):
        assert main(f"{small} --epochs=1 --limit=40{option}".split()) == 0
    assert train_losses(run_folder(1)) == pytest.approx(train_losses(run_folder(0)), rel=1e-4)
    weights = [torch.load(checkpoint(version), weights_only=True)["state_dict"] for version in (0, 1)]
    assert weights[0].keys() == weights[1].keys()


def train_losses(folder: Path) -> list[float]:
    with (folder / "metrics.csv").open() as lines:
        return [float(row["train_loss"]) for row in csv.DictReader(lines) if row["train_loss"]]


@pytest.mark.slow
def test_real_images_are_learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Above chance by more than five standard errors of 1,017 test images: 10% + 5 · 0.94%."""
    if "DEPTHLIMIT_SHARED" not in os.environ:
        pytest.skip("DEPTHLIMIT_SHARED names no folder of real files")
    monkeypatch.chdir(tmp_path)
    data = f"--data.path={os.environ['DEPTHLIMIT_SHARED']}/data --data.verify=false"
    assert main(f"resnet-cifar10 --L=20 --epochs=2 {data}".split()) == 0
    losses = train_losses(run_folder())
    assert sum(losses[-10:]) < 0.95 * sum(losses[:10])
    accuracy = json.loads((run_folder() / "test_accuracy.json").read_text())["rows"][0]["top1"]
    assert accuracy > 0.1 + 5 * 0.0094


def test_results_cannot_go_into_a_file(small: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("finished")
    assert main(f"{small} --epochs=1 --out=taken".split()) == 2
    assert "taken" in capsys.readouterr().err.splitlines()[-1]
    assert Path("taken").read_text() == "finished"


def test_printed_commands_are_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    pages = "".join((ROOT / page).read_text() for page in ("README.md", "docs/convolutional.md"))
    lines = re.findall(r"(?:depthlimit |`)resnet-cifar10( --L[^`#\n]*)", pages)
    assert len(lines) >= 7
    for line in lines:
        options = parser("resnet-cifar10").parse_args(line.split())
        blocks_per_stage(options.L)


def test_the_spelling_of_the_readme(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["resnet_cifar10.py", "--L=58"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "resnet_cifar10.py"), run_name="__main__")
    assert ended.value.code == 2
    assert "such as 56 or 62: write --L=56" in capsys.readouterr().err


def test_its_landscape(small: str, cifar: Path) -> None:
    """The convolutional network goes the plain way, filter by filter; the centre is its trained loss."""
    assert main(f"{small} --epochs=1".split()) == 0
    config = run_folder() / "config.yaml"
    line = f"ll-render --config_path={config} --checkpoint_path={checkpoint()} --out=surface --steps=3"
    assert main(f"{line} --num_samples=all --part=test".split()) == 0
    losses, described = np.load("surface.npy"), json.loads(Path("surface.json").read_text())
    model = ConvModel.load_from_checkpoint(checkpoint(), weights_only=True).eval()
    x, y = AugmentedCIFAR10(path=str(cifar), verify=False).test_set
    with torch.no_grad():
        centre = model.loss(model(x), y).mean().item()
    assert described["centre_loss"] == pytest.approx(centre, rel=1e-6)
    assert losses[1, 1] == pytest.approx(centre, rel=1e-6)
    directions = torch.load("surface.directions.pth", weights_only=True)
    name = "network.stages.1.0.conv2.weight"
    sizes = model.get_parameter(name).detach().flatten(1).norm(dim=1)
    torch.testing.assert_close(directions["first"][name].flatten(1).norm(dim=1), sizes)
    assert not directions["first"]["network.norm.weight"].any()
