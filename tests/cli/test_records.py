"""What a record says becomes a path, an option, a page or a network only after it has been looked at."""

import html
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.cli import main
from depthlimit.errors import UsageError
from depthlimit.paths import WeightPath, exported_name, save_path
from depthlimit.paths.manifest import Recorded
from depthlimit.workflows.rebuild import FromRecord
from tests.reports.folders import write_landscape, write_run, write_weights


def model_of(record: Mapping[str, Any]) -> Any:
    return FromRecord(Recorded.of(record)).model()


def data_of(record: Mapping[str, Any]) -> Any:
    return FromRecord(Recorded.of(record)).data()


MODEL = {"input_size": 16, "L": 3, "dim": 16, "seed": 0}
DATA = {"name": "OrthonormalDataModule", "num_samples": 4, "dim": 16}
RECORD: dict[str, Any] = {"task": "RegressionModel", "model": MODEL, "data": DATA}


def test_a_record_is_rebuilt() -> None:
    assert model_of(RECORD).weight.shape == (3, 16, 16)
    assert data_of(RECORD).training_set[0].shape == (4, 16)


NO_NETWORK: dict[str, Mapping[str, Any]] = {
    "task": {"task": "os.system"},
    "a list as task": {"task": ["RegressionModel"]},
    "base class": {"task": "ResidualModel"},
    "no options": {"model": None},
    "a list": {"model": [1]},
    "unknown option": {"model": {**MODEL, "command": "x"}},
    "text as depth": {"model": {**MODEL, "L": "deep"}},
    "list as depth": {"model": {**MODEL, "L": [3]}},
    "no depth": {"model": {**MODEL, "L": 0}},
    "huge depth": {"model": {**MODEL, "L": 10**15}},
    "huge width": {"model": {**MODEL, "dim": 10**9}},
    "huge input": {"model": {**MODEL, "input_size": 10**15}},
    "enormous depth": {"model": {**MODEL, "L": 10**400}},
    "activation": {"model": {**MODEL, "activation": "__import__('os')"}},
    "seed": {"model": {**MODEL, "seed": {"a": 1}}},
    "keys": {"model": {**MODEL, 3: 4}},
}


@pytest.mark.parametrize("name", NO_NETWORK)
def test_a_network_is_of_a_fixed_table_with_options_of_their_types(name: str) -> None:
    with pytest.raises(UsageError):
        model_of({**RECORD, **NO_NETWORK[name]})


NO_DATA: dict[str, Any] = {
    "none": None,
    "a list": [1],
    "no name": {},
    "base class": {"name": "DataModule"},
    "function": {"name": "__builtins__"},
    "module": {"name": "base"},
    "list": {"name": ["DigitsDataModule"]},
    "unknown option": {**DATA, "command": "x"},
    "text": {**DATA, "num_samples": "many"},
    "too many": {**DATA, "num_samples": 10**15, "dim": 10**16},
    "very many": {"name": "ConstantDataModule", "num_samples": 10**15},
    "beyond numbers": {"name": "SinDataModule", "num_samples": 10**400},
    "infinite": {"name": "SinDataModule", "c": float("inf")},
    "a path": {"name": "MNISTDataModule", "path": ["x"]},
    "null byte": {"name": "MNISTDataModule", "path": "x\0y"},
    "seed": {**DATA, "seed": -1},
    "batches": {**DATA, "batch_size": [1]},
}


@pytest.mark.parametrize("name", NO_DATA)
def test_data_are_of_a_fixed_table_with_options_of_their_types(name: str) -> None:
    with pytest.raises(UsageError):
        data_of({**RECORD, "data": NO_DATA[name]})


@pytest.mark.parametrize("name", ["MNISTDataModule", "FashionMNISTDataModule", "CIFAR10DataModule"])
def test_a_record_makes_nothing_be_fetched_or_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"cannot be rebuilt: .* is in none of"):
        data_of({"data": {"name": name, "path": str(tmp_path / "x" / "y")}})
    assert not list(tmp_path.iterdir())


SIGNS = "</script><!--<b>&\u2028\x1b[31m$\\frac%{x}=1+1"
WRONG: list[Any] = [None, [], {}, [1], {"a": 1}, "text", "", -1, 1.5, 10**30, True, SIGNS]
FIELDS = ["layers", "augmentation", "seed", "model", "status", "steps", "created", "versions", "command",
          "commit", "reason", "machine", "data", "task", "loss_before_last_step", "alpha", "L"]  # fmt: skip


def script_contents(page: str) -> list[Any]:
    """What the scripts of a page hold as JSON."""
    blocks = re.findall(r'<script type="application/json" class="content">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


@pytest.mark.parametrize("field", FIELDS)
def test_a_report_takes_records_of_any_types(
    field: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    weights = torch.ones(2, 2).tolist()
    for k, value in enumerate(WRONG):
        write_run(tmp_path / f"run {k}", 4, k)
        record = json.loads((tmp_path / f"run {k}" / "manifest.json").read_text())
        record["model"] = {**record["model"], "augmentation": "skip"}
        inside = field in ("augmentation", "seed")
        (record["model"] if inside else record)[field] = value
        (tmp_path / f"run {k}" / "manifest.json").write_text(json.dumps(record))
        torch.save([torch.tensor(weights)] * 3, tmp_path / f"run {k}" / "weights.pth")
        (tmp_path / f"run {k}" / "weights.json").write_text(json.dumps(record))
    assert main(["report", str(tmp_path)]) == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("</script>") == len(re.findall(r"<script[ >]", page))
    assert "<b>" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    script_contents(page)
    json.loads((tmp_path / "report.json").read_text(), parse_constant=pytest.fail)
    assert "\x1b" not in capsys.readouterr().out


COMMANDS = {
    "depthlimit fit --model.L=4; touch pwned": "depthlimit fit '--model.L=4;' touch pwned",
    "depthlimit fit $(touch pwned)": "depthlimit fit '$(touch' 'pwned)'",
    "touch pwned": None,
    "/tmp/depthlimit fit": None,
    "depthlimit fit 'unclosed": None,
    "depthlimit fit\ntouch pwned": None,
    "depthlimit fit \u202egnp.x": None,
}


@pytest.mark.parametrize("command", COMMANDS)
def test_only_our_own_command_is_shown_to_be_copied(command: str, tmp_path: Path) -> None:
    write_run(tmp_path / "run", 4, 0, command=command)
    assert main(["report", str(tmp_path)]) == 0
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    lines = re.findall(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    shown = [html.unescape(line) for line in lines if "curve-fit" not in line]
    assert [line for line in shown if "pwned" in line or "fit" in line] == (
        [] if COMMANDS[command] is None else [COMMANDS[command]]
    )


def test_names_of_files_are_no_options_and_text_on_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_landscape(Path("--out=x/$\\frac =1+1.npy"))
    os.rename("--out=x", os.fsencode("--out=x") + b"\xff\x1b")
    write_run(Path("-run\udcfe"), 4, 0, reason="\x1b[31m")
    assert main(["report", ".", "--title", "A\udcff<b>"]) == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert r"<h1>A\udcff&lt;b&gt;</h1>" in page
    assert "depthlimit ll-vis &#39;./--out=x" in page
    assert main(["report", "./-run\udcfe", "--out", "of run"]) == 0
    assert "--event_paths &#39;./-run" in Path("of run/report.html").read_text(encoding="utf-8")
    json.loads(Path("report.json").read_text())
    assert "\x1b" not in capsys.readouterr().out


BAD_SCALES = ["--beta=1e308", "--beta=.nan", "--beta=.inf", "--beta=-11", "--name=", "--name=../x"]


@pytest.mark.parametrize("option", BAD_SCALES)
def test_options_that_do_not_fit_are_one_sentence(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in ("report", "scaling"):
        if command == "scaling" and "name" in option:
            continue
        assert main([command, str(tmp_path), option]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["nothing", "a file", "damage"])
def test_nothing_to_report_on_is_one_sentence(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "folder"
    if content == "a file":
        folder.write_text("text")
    else:
        folder.mkdir()
    if content == "damage":
        for name in ("resnet_4.pth", "resnet_8.npy", "metrics.csv", "surface.json", "events.tfevents.1"):
            (folder / name).write_bytes(b"\xff\x00{")
    assert main(["report", str(folder)]) == 2
    printed = capsys.readouterr()
    assert printed.err.count("\n") == 1, printed.err
    assert not list(tmp_path.rglob("*.html"))


def write_paths(folder: Path, values: Mapping[int, np.ndarray], seed: int = 0) -> None:
    """Weights of several depths, with a record."""
    for L, W in values.items():
        save_path(WeightPath(W, 0.5, {"model": {"seed": seed}}), folder / f"seed={seed}" / exported_name(L))


DEPTHS = (4, 8, 16, 32)
rng = np.random.default_rng(0)
COLLECTIONS: dict[str, dict[int, np.ndarray]] = {
    "one depth": {8: rng.normal(size=(8, 2, 2))},
    "one layer": {1: np.ones((1, 2, 2))},
    "one and two layers": {1: np.ones((1, 2, 2)), 2: np.ones((2, 2, 2)), 3: np.ones((3, 2, 2))},
    "one number": {L: rng.normal(size=(L, 1, 1)) for L in DEPTHS},
    "zero": {L: np.zeros((L, 2, 2)) for L in DEPTHS},
    "constant": {L: np.ones((L, 2, 2)) for L in DEPTHS},
    "nan": {L: np.full((L, 2, 2), np.nan) for L in DEPTHS},
    "one nan": {L: np.full((L, 2, 2), np.nan if L == 8 else 1.0) for L in DEPTHS},
    "infinite": {L: np.full((L, 2, 2), np.inf) for L in DEPTHS},
    "huge": {L: rng.normal(size=(L, 2, 2)) * 1e300 for L in DEPTHS},
    "tiny": {L: rng.normal(size=(L, 2, 2)) * 1e-310 for L in DEPTHS},
    "oblong": {L: rng.normal(size=(L, 2, 3)) for L in DEPTHS},
}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("command", ["scaling", "report"])
@pytest.mark.parametrize("name", COLLECTIONS)
def test_degenerate_collections_are_measured_or_named(
    name: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_paths(tmp_path / "weights", COLLECTIONS[name])
    code = main([command, str(tmp_path / "weights"), "--out", str(tmp_path / "out")])
    printed = capsys.readouterr()
    assert code in (0, 2)
    assert (code == 0) or printed.err.count("\n") == 1, printed.err


@pytest.mark.slow
def test_a_report_of_many_runs(tmp_path: Path) -> None:
    for k in range(300):
        write_run(tmp_path / str(k), 4 + k % 20, k)
    for k in range(70):
        write_landscape(tmp_path / "landscapes" / f"{k}.npy")
    write_weights(tmp_path / "exported_models", depths=(4, 8, 16), seeds=20)
    assert main(["report", str(tmp_path)]) == 0
    assert (tmp_path / "report.html").stat().st_size < 40_000_000
