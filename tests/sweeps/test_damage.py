"""Folders of sweeps with files that are damaged, or of other programs."""

import json
from pathlib import Path
from typing import Any

import pytest

from depthlimit.cli import main
from depthlimit.errors import DataError
from depthlimit.log_rows import as_csv, last_values, merged_rows
from depthlimit.sweeps.exported import series_folder
from depthlimit.sweeps.folder import RESULT, TrialFolder
from depthlimit.sweeps.planned import FIELDS, read_plans
from depthlimit.sweeps.table import collect, trial_table
from depthlimit.sweeps.trial import Series

NAME = "L=4_seed=0_0123456789ab"
PLANNED = {"trial": NAME, "L": 4, "seed": 0, "label": "", "max_epochs": 3, "max_steps": -1}
ENDED = {
    "trial": NAME,
    "series": {"label": "", "id": "0123456789ab"},
    "L": 4,
    "seed": 0,
    "status": "finished",
    "reason": "",
    "steps": 6,
    "values": {"train_loss": 0.5, "max_norm": None, "2.000-variation": "inf"},
    "threads": 1,
    "config": {"model.alpha": 0.5, "trainer.max_epochs": 3},
    "run": {"seconds": 1.0, "host": "h", "attempts": 1, "ended": "2026-11-01T12:00:00+00:00"},
}
WRONG: list[Any] = [None, [], {}, "x", -1, 0.5, True, "../../x", [[[]]]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The folder of a sweep of one trial, which has ended."""
    (tmp_path / "plans").mkdir()
    (tmp_path / "trials" / NAME).mkdir(parents=True)
    write(tmp_path / "plans" / "a.json", {"trials": [PLANNED], "created": "2026-11-01T12:00:00+00:00"})
    write(tmp_path / "trials" / NAME / "result.json", ENDED)
    return tmp_path


def write(file: Path, content: object) -> None:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")


def status(out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main(["sweep", "--status", str(out)])
    printed = capsys.readouterr()
    assert printed.err.count("\n") == (code == 2)
    return code, printed.out + printed.err


def test_the_status_of_a_whole_folder(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status(out, capsys) == (0, "1 trials, 100% of the layers trained: 1 finished\n")
    (row,) = collect(out)
    assert (row["max_norm"], row["2.000-variation"], row["beta"], row["delta"]) == (
        None,
        float("inf"),
        0.5,
        0.5,
    )
    trial_table(out).write(out)
    assert ",inf," in (out / "table.csv").read_text()


@pytest.mark.parametrize("field", FIELDS)
def test_plans_with_wrong_types(field: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for value in WRONG:
        if isinstance(value, FIELDS[field]) and field != "trial" and (field, value) != ("L", -1):
            continue
        write(out / "plans" / "a.json", {"trials": [PLANNED | {field: value}]})
        code, said = status(out, capsys)
        assert (code, "a.json is not a plan of this version" in said) == (2, True), (value, said)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"trials": []}',
        '{"trials": {}}',
        '{"trials": [1]}',
        "{}",
        '{"trials": [{}]}',
        '{"created": NaN}',
        "[" * 5000,
        json.dumps({"trials": [PLANNED | {"of_another_version": 1}]}),
        json.dumps({"trials": [{**PLANNED, "trial": f"../{NAME}"}]}),
        '{"trials": [{"L": 1' + "0" * 5000 + "}]}",
    ],
)
def test_files_that_are_not_plans_are_refused(
    content: str, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(out / "plans" / "a.json", content)
    code, said = status(out, capsys)
    assert code == 2
    assert "a.json" in said
    with pytest.raises(DataError):
        read_plans(out)


def test_the_status_of_a_file(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = status(out / "plans" / "a.json", capsys)
    assert code == 2
    assert "there is no sweep in" in said


@pytest.mark.parametrize("field", [*RESULT, "status"])
def test_a_result_with_wrong_types_is_ignored(field: str, out: Path) -> None:
    folder = TrialFolder(out / "trials" / NAME)
    for value in WRONG:
        write(folder.result, ENDED | {field: value})
        if (
            field != "status"
            and type(value) is RESULT[field]
            and (field, value) not in (("L", -1), ("series", {}))
        ):
            assert [row["trial"] for row in collect(out)] == [str(value) if field == "trial" else NAME]
            trial_table(out).write(out)
        else:
            assert folder.read_result() is None, value
            assert folder.status() == "waiting"
            assert collect(out) == []


@pytest.mark.parametrize("field", ["values", "config", "run", "series"])
def test_a_result_with_anything_inside_makes_a_table(field: str, out: Path) -> None:
    for name in ENDED[field]:  # type: ignore[attr-defined]
        for value in WRONG:
            inside = dict(ENDED[field])  # type: ignore[call-overload]
            write(out / "trials" / NAME / "result.json", ENDED | {field: inside | {name: value}})
            trial_table(out).write(out)


@pytest.mark.parametrize(
    "content", ["", "{", json.dumps(ENDED)[:-20], json.dumps(ENDED | {"steps": float("nan")})]
)
def test_a_truncated_result_is_ignored(content: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(out / "trials" / NAME / "result.json", content)
    assert status(out, capsys) == (0, "1 trials, 0% of the layers trained: 1 waiting\n")


def test_control_characters_do_not_reach_the_terminal(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(out / "trials" / NAME / "result.json", ENDED | {"status": "failed", "reason": "\x1b[31mred"})
    assert r"failed  \x1b[31mred" in status(out, capsys)[1]


def test_other_files_among_those_of_a_trial(out: Path) -> None:
    folder = TrialFolder(out / "trials" / NAME)
    folder.attempts.write_bytes(b'{"pid": 1}\n\xff\xfe}\n{"pid"')
    assert len(folder.read_attempts()) == 2
    runs = folder.path / "lightning_logs"
    for name in ("version_x", "version_1", "version_" + "9" * 200, "version_10", "version_2"):
        (runs / name / "checkpoints").mkdir(parents=True)
    assert [run.name for run in folder.runs] == ["version_1", "version_2", "version_10"]
    for name in ("epoch=x-step=2.ckpt", "epoch=0-step=" + "9" * 200 + ".ckpt", "epoch=1-step=4.ckpt"):
        (runs / "version_1" / "checkpoints" / name).write_bytes(b"")
    assert folder.progress() == (2, 4)


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"", 0),
        (b"\xff\xfe\n\x00", 0),
        (b"step,a\n0,1\n1,x\n", 2),
        (b"step,a\n" + b"9" * 5000 + b",1\n", 0),
        ("step,a\n٣,1\n".encode(), 0),
        (b'step,a\n0,"1\n', 1),
        (b'step,a\n0,"' + b"1" * 200_000 + b"\n", 0),
        (b"step,a\n0,nan\n0,inf\n", 1),
        (b"a\n1\n", 0),
    ],
)
def test_logs_of_any_content(content: bytes, rows: int, tmp_path: Path) -> None:
    (tmp_path / "metrics.csv").write_bytes(content)
    found = merged_rows([tmp_path])
    assert len(found) == rows
    as_csv(found)
    last_values(found)
    assert merged_rows([tmp_path / "metrics.csv"]) == []


def test_the_last_values_are_numbers() -> None:
    assert last_values([{"step": "0", "a": "1", "b": "x"}, {"step": "1", "b": "inf"}]) == {
        "a": 1,
        "b": float("inf"),
    }
    assert last_values([{"step": "0", "a": "high"}]) == {}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"series": 3}', "null"])
def test_a_damaged_series_file(content: str, tmp_path: Path) -> None:
    first = series_folder(tmp_path, Series("aaa", "x=1"))
    write(first / "series.json", content)
    if content == '{"series": 3}':  # another series has the folder named like the label
        assert series_folder(tmp_path, Series("aaa", "x=1")).name == "x=1@aaa"
        write(tmp_path / "exported_models" / "x=1@aaa" / "series.json", content)
    with pytest.raises(DataError, match=r"series\.json"):
        series_folder(tmp_path, Series("aaa", "x=1"))
