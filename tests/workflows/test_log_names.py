"""Names of logs say in what their trainings differ."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

import depthlimit
from depthlimit import scalars
from depthlimit.comparison import Comparison, Facts
from depthlimit.untrusted import read_text
from depthlimit.workflows.log_names import log_keys, log_names
from depthlimit.workflows.runs import run_summaries


def write_run(folder: Path, depth: int, seed: int, **options: object) -> Path:
    """Record and log of a run of forty steps."""
    folder.mkdir(parents=True)
    record = {"status": "finished", "steps": 40, "model": {"L": depth, "seed": seed, **options}}
    (folder / "manifest.json").write_text(json.dumps(record))
    rows = [f"{k},{3 / (k + 2)},{2 / (k + 1)},0.5" for k in range(40)]
    (folder / "metrics.csv").write_text("\n".join(["step,train_loss,avg_grad_norm,lr", *rows]) + "\n")
    return folder


def names(*places: Path) -> list[str]:
    return list(depthlimit.curve_fit(places).names.values())


def test_logs_are_named_by_what_differs(tmp_path: Path) -> None:
    shallow = write_run(tmp_path / "a", 8, 0, init="fbm")
    deep, other_seed = (
        write_run(tmp_path / "b", 16, 0, init="fbm"),
        write_run(tmp_path / "c", 8, 1, init="fbm"),
    )
    other_law = write_run(tmp_path / "d", 8, 0, init="smooth")
    assert names(shallow, deep) == ["L = 8", "L = 16"]
    assert names(shallow, other_seed) == ["seed 0", "seed 1"]
    assert names(shallow, other_law) == ["init = fbm", "init = smooth"]
    assert names(tmp_path) == [
        "init = fbm, L = 8, seed 0", "init = fbm, L = 8, seed 1", "init = fbm, L = 16, seed 0",
        "init = smooth, L = 8, seed 0",
    ]  # fmt: skip


def test_files_stand_for_their_runs(tmp_path: Path) -> None:
    """The keys are parts of paths, whatever the names say."""
    files = [write_run(tmp_path / name, depth, 0) / "metrics.csv" for name, depth in (("a", 8), ("b", 16))]
    found = depthlimit.curve_fit(files)
    assert dict(found.names) == {"a": "L = 8", "b": "L = 16"}
    assert list(found.to_json()["fits"]) == ["a", "b"]
    assert [row[0] for row in found.table().rows[::2]] == ["L = 8", "L = 16"]
    (key,) = found.figure_spec().keys
    assert key.groups == ("L = 8", "L = 16")


def test_a_single_log_is_named_by_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = write_run(tmp_path / "my run", 8, 0)
    assert names(run) == names(run / "metrics.csv") == ["my run"]
    monkeypatch.chdir(run)
    assert names(Path("metrics.csv")) == ["my run"]
    shutil.copy("metrics.csv", "losses.csv")
    assert names(Path("losses.csv")) == ["losses.csv"]


def test_logs_without_a_record_are_named_by_their_paths(tmp_path: Path) -> None:
    known = write_run(tmp_path / "a", 8, 0)
    for name in ("b", "c"):
        shutil.copytree(known, tmp_path / name)
        (tmp_path / name / "manifest.json").unlink()
    assert names(tmp_path / "b", tmp_path / "c") == ["b", "c"]
    assert names(tmp_path) == ["a", "b", "c"]
    (tmp_path / "b" / "manifest.json").write_text("{")
    assert names(tmp_path / "b", tmp_path / "c") == ["b", "c"]


def test_equal_trainings_are_told_apart(tmp_path: Path) -> None:
    for version in (0, 1):
        write_run(tmp_path / "lightning_logs" / f"version_{version}", 8, 0)
    assert names(tmp_path) == ["version_0", "version_1"]
    same = Facts(8, "0", {"model.lr": 1.0})
    facts = [same, same, Facts(8, "0", {"model.lr": 2.0})]
    assert log_names(facts, ["a", "b", "c"], Comparison(tuple(facts))) == ["η = 1 (a)", "η = 1 (b)", "η = 2"]


def test_keys_differ_whatever_the_paths() -> None:
    file = Path("runs/a/events.out.tfevents.1")
    assert log_keys([file, file.with_name("events.out.tfevents.2")]) == [
        "events.out.tfevents.1", "events.out.tfevents.2"
    ]  # fmt: skip
    assert log_keys([Path("values"), Path("values")]) == ["values", "values (2)"]
    assert log_keys([Path("runs/metrics.csv"), Path("runs/a/metrics.csv")]) == ["runs", "runs/a"]
    assert log_keys([]) == []


def test_a_sweep_has_a_name_for_each_trial(tmp_path: Path) -> None:
    swept = depthlimit.sweep(
        {"model": "ClassificationModel", "model.input_size": 64, "model.dim": 3, "trainer.max_epochs": 1},
        depths=[3, 4], set=["model.lr=1,2"], out=tmp_path / "sweep", workers=1,
    )  # fmt: skip
    found = depthlimit.curve_fit(swept.folder, tag="train_loss")
    assert sorted(found.names.values()) == ["η = 1, L = 3", "η = 1, L = 4", "η = 2, L = 3", "η = 2, L = 4"]
    assert all("L=" in key for key in found.fits)


def test_a_log_is_read_once_for_all_tags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = write_run(tmp_path / "a", 8, 0)
    read: list[Path] = []

    def counted(file: Path, *more: int) -> str:
        read.append(file)
        return read_text(file, *more)

    monkeypatch.setattr(scalars, "read_text", counted)
    run_summaries([tmp_path])
    assert read == [run / "metrics.csv"]
    read.clear()
    found, errors = scalars.read_tags(run / "metrics.csv", ["train_loss", "avg_grad_norm", "absent"])
    assert (list(found), list(errors)) == (["train_loss", "avg_grad_norm"], ["absent"])
    np.testing.assert_array_equal(
        found["train_loss"].values, scalars.read_scalars(read[0], "train_loss").values
    )
    read.clear()
    depthlimit.report(tmp_path, out=tmp_path / "page")
    assert read == [run / "metrics.csv"]
