"""``depthlimit export-weights`` on checkpoints and records that say anything."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import torch

from depthlimit.cli import main
from depthlimit.paths import load_path

OPTIONS = {"L": 4, "dim": 2, "alpha": 0.5, "seed": 1}


def write_run(folder: Path, record: Mapping[str, Any] | None = None, **content: Any) -> None:
    """A run with one checkpoint, and its record."""
    (folder / "checkpoints").mkdir(parents=True)
    weights = torch.full((4, 2, 2), float(len(folder.name)))
    made = {
        "state_dict": {"network.stack.weight": weights},
        "hyper_parameters": OPTIONS,
        "global_step": 3,
        **content,
    }
    torch.save(made, folder / "checkpoints" / "last.ckpt")
    if record is not None:
        (folder / "manifest.json").write_text(json.dumps(record))


def export() -> int:
    return main(["export-weights", "--logs_dir", "runs", "--weights_dir", "out/weights"])


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    return tmp_path


SEEDS: list[Any] = ["../../../x", "/tmp/x", "", "a\x1b[31m", -1, 1.5, True, [1], {"a": 1}, 10**30]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("place", ["checkpoint", "manifest"])
def test_a_seed_is_a_number_and_never_a_path(
    seed: Any, place: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(Path("runs/good"))
    if place == "checkpoint":
        write_run(Path("runs/hostile"), hyper_parameters={**OPTIONS, "seed": seed})
    else:
        write_run(Path("runs/hostile"), {"model": {"seed": seed}}, hyper_parameters={})
    before = {file for file in here.rglob("*") if "out" not in file.parts}
    assert export() == 2
    said = capsys.readouterr().err
    assert "records seed" in said
    assert said.count("\n") == 1
    assert "\x1b" not in said
    assert {file for file in here.rglob("*") if "out" not in file.parts} == before
    assert [file.name for file in Path("out").rglob("*.pth")] == ["resnet_4.pth"]


@pytest.mark.parametrize("parameters", [{}, {"": 1, "_": 2}, {"weight": torch.ones(2)}, {"deep": {1, 2}}])
def test_what_a_checkpoint_does_not_say_its_record_may(parameters: Any) -> None:
    write_run(Path("runs/one"), {"status": "finished", "model": OPTIONS}, hyper_parameters=parameters)
    write_run(Path("runs/other"), {"model": {**OPTIONS, "seed": 2}}, hyper_parameters={})
    assert export() == 0
    for file in Path("out/weights").rglob("*.pth"):
        assert load_path(file).depth == 4


@pytest.mark.parametrize("parameters", [None, [1], "text", 3])
def test_hyperparameters_that_are_not_a_mapping_are_refused(
    parameters: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(Path("runs/good"))
    write_run(Path("runs/other"), hyper_parameters=parameters)
    assert export() == 2
    assert "as hyper_parameters, expected a mapping" in capsys.readouterr().err
    assert Path("out/weights/resnet_4.pth").is_file()


WRONG: dict[str, dict[str, Any]] = {
    "status": {"status": ["finished"]},
    "a mapping of status": {"status": {}},
    "model": {"model": [1]},
    "steps": {"steps": "three"},
    "layers": {"layers": "all"},
    "data": {"data": 3},
    "alpha": {"alpha": "half"},
    "L": {"L": 0},
    "task": {"task": 5},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_record_of_wrong_types_is_named_and_the_others_are_exported(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(Path("runs/good"))
    write_run(Path("runs/other"), WRONG[name])
    assert export() == 2
    said = capsys.readouterr().err
    assert f"records {next(iter(WRONG[name]))}" in said
    assert said.count("\n") == 1
    assert Path("out/weights/resnet_4.pth").is_file()


@pytest.mark.filterwarnings("default:the run of:UserWarning")  # as on the command line
def test_a_status_is_text_that_no_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    write_run(Path("runs/one"), {"status": "\x1b[2Jfailed"})
    assert export() == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("out/weights/resnet_4.pth")
    assert "\x1b" not in printed.out + printed.err  # a status of another name is unknown
    (Path("runs/one") / "manifest.json").write_text('{"status": "failed"}')
    assert export() == 0
    assert "is failed, not finished" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", "[" * 10_000, '{"status": NaN}', '{"command": "\\ud800"}'])
def test_a_damaged_record_is_named(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_run(Path("runs/one"))
    Path("runs/one/manifest.json").write_text(text)
    assert export() == 2
    assert "runs/one/manifest.json" in capsys.readouterr().err


def test_weights_of_the_wrong_type_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    write_run(Path("runs/good"))
    write_run(Path("runs/bad"), state_dict={"network.stack.weight": torch.ones(4, 2, 2, dtype=torch.int64)})
    assert export() == 2
    assert "all readable files are done, but" in capsys.readouterr().err
    assert Path("out/weights/resnet_4.pth").is_file()
