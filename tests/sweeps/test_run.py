"""Whole sweeps, with all trials in this process."""

import csv
import json
import sys
import threading
import time
from pathlib import Path

import pytest
import torch
from pyarrow import parquet

from depthlimit.locks import held
from depthlimit.sweeps import table as tables
from depthlimit.sweeps.exported import publish, series_folder
from depthlimit.sweeps.folder import TrialFolder, folder_of
from depthlimit.sweeps.planned import Planned, read_plans, standing
from depthlimit.sweeps.run import run_sweep
from depthlimit.sweeps.train_trial import Outcome, Work
from depthlimit.sweeps.trial import Series, Trial
from depthlimit.workflows.fitting.configuration import train_configuration
from tests.sweeps.trials import BASE, serial, silent, small_plan, table

SHORT = [*BASE, "--trainer.max_epochs=2"]


def sweep(trials: list[Trial], out: Path) -> dict[str, int]:
    work = Work(out, train_configuration, threads=1)
    return run_sweep(trials, work, lambda waiting: serial(waiting, work), silent)


def exported(out: Path) -> list[str]:
    folder = out / "exported_models"
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.pth"))


def test_more_depths_and_seeds_train_only_what_is_missing(tmp_path: Path) -> None:
    assert sweep(small_plan((4, 8), (0,), base=SHORT), tmp_path) == {"finished": 2}
    more = small_plan((4, 8, 16), (0, 1), base=SHORT)
    assert sweep(more, tmp_path) == {"finished": 6}
    assert [len(folder_of(tmp_path, trial.name).read_attempts()) for trial in more] == [1] * 6
    assert [(int(row["seed"]), int(row["L"])) for row in table(tmp_path)] == [
        (seed, L) for seed in (0, 1) for L in (4, 8, 16)
    ]
    assert exported(tmp_path) == [f"seed={seed}/resnet_{L}.pth" for seed in (0, 1) for L in (16, 4, 8)]


def test_a_changed_base_makes_new_trials_and_never_mixes(tmp_path: Path) -> None:
    sweep(small_plan((4,), (0,), base=SHORT), tmp_path)
    before = torch.load(tmp_path / "exported_models" / "seed=0" / "resnet_4.pth", weights_only=True)
    changed = small_plan((4, 8), (0,), base=[*SHORT, "--model.alpha=0.9"])
    sweep(changed, tmp_path)
    assert len(table(tmp_path)) == 3
    own = f"series={changed[0].series.id}"
    assert exported(tmp_path) == [
        "seed=0/resnet_4.pth",
        f"{own}/seed=0/resnet_4.pth",
        f"{own}/seed=0/resnet_8.pth",
    ]
    after = torch.load(tmp_path / "exported_models" / "seed=0" / "resnet_4.pth", weights_only=True)
    assert torch.equal(torch.stack(before), torch.stack(after))
    assert [len(plan) for plan in read_plans(tmp_path)] == [1, 2]


def test_points_of_a_grid_have_folders_of_their_own(tmp_path: Path) -> None:
    sweep(small_plan((4,), (0,), "model.alpha=0.5,0.75", base=SHORT), tmp_path)
    assert exported(tmp_path) == [f"model.alpha={alpha}/seed=0/resnet_4.pth" for alpha in (0.5, 0.75)]
    assert [row["model.alpha"] for row in table(tmp_path)] == ["0.5", "0.75"]
    assert [float(row["beta"]) for row in table(tmp_path)] == [0.5, 0.25]


def test_failed_and_diverged_trials_do_not_stop_others(tmp_path: Path) -> None:
    base = [*SHORT, "--model.dynamic_lr=false", "--model.activation=relu", "--model.alpha=0"]
    trials = small_plan((4, 8), (0,), "model.lr=1e30,1.0", base=base)

    def fit(config: Path, root: Path, checkpoint: Path | None) -> None:
        if "L=8" in root.name and "lr: 1.0e+30" not in config.read_text():
            raise OSError(28, "No space left on device")
        train_configuration(config, root, checkpoint)

    work = Work(tmp_path, fit, threads=1)
    assert run_sweep(trials, work, lambda waiting: serial(waiting, work), silent) == {
        "finished": 1, "diverged": 2, "failed": 1
    }  # fmt: skip
    rows = {(row["L"], row["status"]): row["reason"] for row in table(tmp_path)}
    assert "No space left" in rows["8", "failed"]
    assert "the loss is" in rows["4", "diverged"]
    assert sweep(trials, tmp_path) == {"finished": 2, "diverged": 2}  # what failed is tried again
    assert len(table(tmp_path)) == 4


def test_a_trial_that_another_sweep_runs_is_waited_for(tmp_path: Path) -> None:
    (trial,) = small_plan((4,), (0,), base=SHORT)
    folder = folder_of(tmp_path, trial.name)
    folder.path.mkdir(parents=True)
    begun = threading.Event()

    def other() -> None:
        with held(folder.lock):
            begun.set()
            time.sleep(1.5)

    thread = threading.Thread(target=other)
    thread.start()
    begun.wait()
    assert standing(tmp_path, Planned.of(trial)).status == "running"
    assert sweep([trial], tmp_path) == {"finished": 1}
    thread.join()
    assert len(folder.read_attempts()) == 1


def test_a_crashed_trial_is_recorded_as_failed(tmp_path: Path) -> None:
    trials = small_plan((4,), (0,), base=SHORT)
    work = Work(tmp_path, train_configuration, threads=1)
    (tmp_path / "trials" / trials[0].name).mkdir(parents=True)
    crash = Outcome("crashed", "its process was ended by SIGKILL")
    assert run_sweep(trials, work, lambda waiting: [(waiting[0], crash)], silent) == {"failed": 1}
    assert table(tmp_path)[0]["reason"] == "its process was ended by SIGKILL"


def test_both_tables_hold_the_same(tmp_path: Path) -> None:
    sweep(small_plan((4, 8), (0,), "model.lr=0.5*L", base=SHORT), tmp_path)
    columns = parquet.read_table(tmp_path / "table.parquet").to_pydict()
    with (tmp_path / "table.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    assert list(columns) == list(rows[0])
    assert columns["L"] == [4, 8]
    assert columns["model.lr"] == [2.0, 4.0]
    for name in ("train_loss", "max_norm", "2.000-variation", "seconds"):
        assert columns[name] == [float(row[name]) for row in rows]
    history = TrialFolder(tmp_path / "trials" / columns["trial"][0]).history.read_text().splitlines()
    assert len(history) == 1 + columns["steps"][0]


def test_a_thousand_results_are_collected_in_five_seconds(tmp_path: Path) -> None:
    (trial,) = small_plan((4,), (0,), base=SHORT)
    sweep([trial], tmp_path)
    text = folder_of(tmp_path, trial.name).result.read_text()
    for number in range(999):
        result = json.loads(text) | {"trial": f"copy_{number}", "seed": number + 1}
        folder = TrialFolder(tmp_path / "trials" / f"copy_{number}")
        folder.path.mkdir()
        folder.write_result(result)
    started = time.process_time()
    files = tables.trial_table(tmp_path).write(tmp_path)
    assert time.process_time() - started < 5
    assert [file.name for file in files] == ["table.csv", "table.parquet"]
    assert [int(row["seed"]) for row in table(tmp_path)] == list(range(1000))


def test_without_pyarrow_there_is_the_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert [file.name for file in tables.trial_table(tmp_path).write(tmp_path)] == ["table.csv"]


def test_columns_of_mixed_types() -> None:
    rows: list[tables.Row] = [
        {"a": 1, "b": True, "c": None, "d": [1], "e": "x"},
        {"a": 2, "b": 3, "c": None, "d": None, "e": 1},
    ]
    assert tables.as_columns(rows) == {
        "a": [1, 2], "b": ["true", "3"], "d": ["[1]", None], "e": ["x", "1"]
    }  # fmt: skip


def test_a_series_keeps_its_folder(tmp_path: Path) -> None:
    first, second = Series("aaa", "x=1"), Series("bbb", "x=1")
    assert series_folder(tmp_path, first).name == "x=1"
    assert series_folder(tmp_path, second).name == "x=1@bbb"
    assert series_folder(tmp_path, first).name == "x=1"


def test_weights_are_copied_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (trial,) = small_plan((4,), (0,))
    folder = folder_of(tmp_path, trial.name)
    source = folder.path / "exported_models" / "resnet_4.pth"
    source.parent.mkdir(parents=True)
    source.write_bytes(b"weights")

    def no_links(*paths: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr("os.link", no_links)
    for _ in range(2):
        publish(trial, folder, tmp_path / "shown")
    assert (tmp_path / "shown" / "seed=0" / "resnet_4.pth").read_bytes() == b"weights"
