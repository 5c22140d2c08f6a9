"""Every command and its function give the same numbers for the same input."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit.cli import main
from depthlimit.cli.commands import COMMANDS
from depthlimit.data import DigitsDataModule
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.result import Result
from depthlimit.sweeps.table import RUN_COLUMNS, TrialTable, trial_table
from depthlimit.training import ClassificationModel
from depthlimit.workflows.evaluation import Evaluation
from depthlimit.workflows.export_weights import ExportedWeights
from tests.cli.rendering import train
from tests.cli.weights import write

Numbers = dict[str, Any]


@dataclass(frozen=True)
class Twins:
    """A command line, the same as a call, and where the command's numbers are.

    Attributes:
        line: words of the command line; ``{}`` is the folder with inputs.
        call: the function, given that folder; its result, or numbers of it.
        numbers: reads what the command wrote, given its standard output; by default the JSON in plots/.
    """

    line: str
    call: Callable[[Path], Result | Numbers]
    numbers: Callable[[str], Numbers] | None = None


def exported(printed: str) -> Numbers:
    """Return the files that ``export-weights`` printed, and the checkpoints they come from."""
    lines = [line.split("  from ") for line in printed.splitlines()]
    return {"files": [file for file, _ in lines], "sources": [source for _, source in lines]}


def exports(found: ExportedWeights) -> Numbers:
    """Return the same of a result."""
    return {
        "files": [str(one.file) for one in found.exports],
        "sources": [str(one.source) for one in found.exports],
    }


def surface(printed: str) -> Numbers:
    """Return the losses and the axes that ``ll-render`` wrote."""
    described = json.loads(Path("surface.json").read_text("utf-8"))
    return {
        "losses": np.load("surface.npy"),
        **described["axes"],
        "centre": described["centre_loss"],
        "trajectory": described["trajectory"],
    }


def pictures(printed: str) -> Numbers:
    """Return the title and the files that ``ll-vis`` printed."""
    lines = printed.splitlines()
    drawn, page = (line.split(":", 1)[1].strip() for line in lines[-2:])
    return {"titles": [lines[0].partition(":")[0]], "files": [*drawn.split(", "), page]}


def trials(found: TrialTable) -> TrialTable:
    """The table of a sweep without the columns that say when and where."""
    return TrialTable({name: found.columns[name] for name in found.columns if name not in RUN_COLUMNS})


def swept(printed: str) -> Numbers:
    """Numbers of the trials in a folder that a command has written."""
    return trials(trial_table(Path("command"))).to_json()


def reported(printed: str) -> Numbers:
    content = json.loads(Path("page", "command.json").read_text("utf-8"))
    return {name: content[name] for name in ("series", "rates", "unread")}


def evaluated(printed: str) -> Numbers:
    """Return the values that ``validate`` or ``test`` printed, as texts."""
    return {tag.partition("_")[2]: value for tag, value in map(str.split, printed.splitlines())}


def as_printed(found: Evaluation) -> Numbers:
    return {name: f"{value:.6g}" for name, value in {"loss": found.loss, **found.metrics}.items()}


EVALUATED = "--config={0}/config.yaml --ckpt_path={0}/last.ckpt --out=command"

SWEPT = """
model:
  class_path: ClassificationModel
  init_args: {input_size: 64, dim: 3}
trainer: {max_epochs: 1}
"""
BASE = {"model": "ClassificationModel", "model.input_size": 64, "model.dim": 3, "trainer.max_epochs": 1}

TWINS = {
    "fit": Twins(
        "fit --model=ClassificationModel --model.L=3 --model.dim=3 --trainer.max_epochs=2 --out=command "
        "--export_dir=command",
        lambda folder: {
            "weights": depthlimit.fit(
                ClassificationModel(input_size=64, L=3, dim=3),
                DigitsDataModule(),
                steps=2,
                out="function",
                export_dir="function",
            )
            .path()
            .values
        },
        lambda printed: {"weights": depthlimit.load_path("command/resnet_3.pth").values},
    ),
    "validate": Twins(
        f"validate {EVALUATED}",
        lambda folder: as_printed(
            depthlimit.evaluate(folder / "run", part="validation", ckpt_path=folder / "last.ckpt")
        ),
        evaluated,
    ),
    "test": Twins(
        f"test {EVALUATED}", lambda folder: as_printed(depthlimit.evaluate(folder / "run")), evaluated
    ),
    "predict": Twins(
        f"predict {EVALUATED}",
        lambda folder: {"predictions": depthlimit.predict(folder / "run")},
        lambda printed: {"predictions": np.load("command/lightning_logs/version_0/predictions.npy")},
    ),
    "resnet-cifar10": Twins(
        "resnet-cifar10 --L=8 --epochs=1 --batch_size=40 --data.path={}/cifar --data.verify=false "
        "--out=command",
        lambda folder: depthlimit.resnet_cifar10(
            L=8, epochs=1, batch_size=40, path=folder / "cifar", verify=False, out="function"
        ),
        lambda printed: {
            "rows": json.loads(Path("command/version_0/test_accuracy.json").read_text("utf-8"))["rows"]
        },
    ),
    "sweep": Twins(
        "sweep --config {}/base.yaml --depths 2,3 --seeds 2 --set model.lr=9*L --workers 1 --out command",
        lambda folder: trials(
            depthlimit.sweep(
                BASE, depths=[2, 3], seeds=2, set={"model.lr": "9*L"}, workers=1, out="function"
            ).trials
        ),
        swept,
    ),
    "report": Twins(
        "report {}/deep --out page --name command",
        lambda folder: depthlimit.report(folder / "deep", out="page", name="function"),
        reported,
    ),
    "demo": Twins(
        "demo --depths 2 3 --steps 1 --seeds 1 --out command",
        lambda folder: trials(depthlimit.demo(depths=[2, 3], steps=1, seeds=1, out="function").sweep.trials),
        swept,
    ),
    "path": Twins(
        "path {}/weights/seed_0/resnet_8.pth --shuffles=9 --seed=1 --pvar 1 inf",
        lambda folder: depthlimit.path_roughness(
            folder / "weights/seed_0/resnet_8.pth", shuffles=9, seed=1, pvar=[1, np.inf]
        ),
    ),
    "path-norm": Twins(
        "path-norm --dir_path {}/weights --pvar 1 2.5",
        lambda folder: depthlimit.path_norms(folder / "weights", pvar=[1, 2.5]),
    ),
    "curve-fit": Twins(
        "curve-fit --event_paths {}/log.csv --window_size=9 --infer_shift",
        lambda folder: depthlimit.curve_fit(folder / "log.csv", window_size=9, infer_shift=True),
    ),
    "export-weights": Twins(
        "export-weights --logs_dir {}/runs --weights_dir exported",
        lambda folder: exports(depthlimit.export_weights(folder / "runs", "exported")),
        exported,
    ),
    "ll-render": Twins(
        "ll-render --config_path {0}/config.yaml --checkpoint_path {0}/last.ckpt --out surface "
        "--steps 3 --num_samples 40 --trajectory {0}/run/lightning_logs/version_0/trajectory",
        lambda folder: depthlimit.landscape(
            folder / "run", checkpoint_path=str(folder / "last.ckpt"), steps=3, num_samples=40
        ),
        surface,
    ),
    "ll-vis": Twins(
        "ll-vis {}/surface.npy --log_scale",
        lambda folder: depthlimit.landscape_pictures(folder / "surface.npy", log_scale=True),
        pictures,
    ),
    "scaling": Twins("scaling {}/deep", lambda folder: depthlimit.scaling(folder / "deep")),
    "path-weights": Twins(
        "path-weights --dir_path {}/weights --pos_x 0 1 --pos_y 2 3 --seed=1",
        lambda folder: depthlimit.path_weights(folder / "weights", pos_x=[0, 1], pos_y=[2, 3], seed="1"),
    ),
    "pvar": Twins(
        "pvar {}/walk.npy --p 1 2 inf --json",
        lambda folder: depthlimit.path_variation(folder / "walk.npy", p=[1, 2, np.inf]),
        json.loads,
    ),
}
WITHOUT = {"pvar-install"}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with weights of several depths and seeds, a run, checkpoints, a log, a surface and points."""
    folder = tmp_path_factory.mktemp("inputs")
    run = train(folder / "run")
    shutil.copy(run.checkpoint, folder / "last.ckpt")
    shutil.copy(run.config, folder / "config.yaml")
    (folder / "base.yaml").write_text(SWEPT, encoding="utf-8")
    np.save(folder / "surface.npy", 1 + np.eye(4))
    for seed in (0, 1):
        for L in (4, 8, 16):
            write(folder / "weights" / f"seed_{seed}", L, seed=seed)
    for seed in (0, 1):
        for L in (16, 32):
            write(folder / "deep" / f"seed_{seed}", L, d=2, seed=seed)
        file = folder / "runs" / f"seed_{seed}" / "checkpoints" / "last.ckpt"
        file.parent.mkdir(parents=True)
        state = {"network.stack.weight": torch.full((4, 2, 2), 1.0 + seed)}
        torch.save({"state_dict": state, "hyper_parameters": {"L": 4, "seed": seed}, "global_step": 3}, file)
    log = "".join(f"{t},{3 / (t + 2) ** 1.5}\n" for t in range(60))
    (folder / "log.csv").write_text(f"step,avg_grad_norm\n{log}", encoding="utf-8")
    np.save(folder / "walk.npy", np.random.default_rng(0).normal(size=(50, 2)).cumsum(axis=0))
    return folder


def test_every_command_has_its_row() -> None:
    assert COMMANDS.keys() == TWINS.keys() | WITHOUT


@pytest.mark.filterwarnings("default::UserWarning")  # notes to the user
@pytest.mark.parametrize("command", TWINS)
def test_the_command_and_the_function_give_the_same_numbers(
    command: str,
    inputs: Path,
    cifar: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(cifar, inputs / "cifar", dirs_exist_ok=True)
    twins = TWINS[command]
    assert main([word.format(inputs) for word in twins.line.split()]) == 0
    printed = capsys.readouterr().out
    read = twins.numbers or (lambda _: json.loads(Path("plots", f"{command}.json").read_text("utf-8")))
    found = {name: value for name, value in read(printed).items() if name not in provenance()}
    called = twins.call(inputs)
    expected = json.loads(json_text(called.to_json() if isinstance(called, Result) else called))
    assert json.loads(json_text(found)) == {name: expected[name] for name in found}
    assert found
