"""Runs, weights, checkpoints, logs and surfaces are found by the names of files, every one once."""

from pathlib import Path

import pytest

from depthlimit.atomic import backup
from depthlimit.discovery import (
    checkpoint_files,
    is_visible,
    log_files,
    log_of,
    results_in,
    run_folders,
    surfaces_among,
    sweeps_among,
    trial_folders,
    weight_files,
    weights_among,
)


@pytest.mark.parametrize(
    ("name", "visible"),
    [
        ("a.pth", True),
        ("run/a.pth", True),
        (".hidden", False),
        (".git/a.pth", False),
        ("previous/resnet_8.1.pth", False),
        ("run/previous/resnet_8.12.json", False),
        ("run/previous/version_0.1/metrics.csv", False),
        ("previous/resnet_8.pth", True),
        ("previous/version_0/metrics.csv", True),
        ("previous/events.out.tfevents.17.host.9.0", True),
        ("trajectory/step_00000100/resnet_8.pth", False),
        ("trajectory/resnet_8.pth", True),
        ("trajectory/run/resnet_8.pth", True),
        ("previous", True),
    ],
)
@pytest.mark.parametrize("root", ["runs", "previous", "a/previous/step_1"])
def test_only_files_put_aside_below_the_folder_are_skipped(name: str, visible: bool, root: str) -> None:
    assert is_visible(Path(root) / name, Path(root)) is visible


def test_all_that_moves_to_previous_is_passed_over(tmp_path: Path) -> None:
    for name in ("a.pth", "b.directions.pth", "c", "d.rows"):
        (tmp_path / name).write_text("")
        backup(tmp_path / name)
    assert len(list((tmp_path / "previous").iterdir())) == 4
    (tmp_path / "a.pth").write_text("")
    assert results_in(tmp_path) == [tmp_path / "a.pth"]


def touch(*files: Path) -> None:
    for file in files:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("{}")


def test_every_log_is_found_once_in_the_first_of_its_forms(tmp_path: Path) -> None:
    trial = tmp_path / "sweep" / "trials" / "L=4"
    attempts = [trial / "lightning_logs" / f"version_{k}" for k in (2, 10)]
    alone, events = tmp_path / "alone" / "version_0", tmp_path / "events" / "version_0"
    touch(tmp_path / "sweep" / "plans" / "a.json")
    for run in (*attempts, alone):
        touch(run / "manifest.json", run / "metrics.csv", run / "events.out.tfevents.1")
    touch(events / "events.out.tfevents.1", tmp_path / "previous" / "version_0.1" / "metrics.csv")
    assert log_files(tmp_path) == [
        alone / "metrics.csv",
        events,
        *sorted(run / "metrics.csv" for run in attempts),
    ]
    touch(trial / "history.csv")
    assert log_files(tmp_path) == [alone / "metrics.csv", events, trial / "history.csv"]
    assert [log_of(run) for run in (attempts[0], alone, events)] == [
        trial / "history.csv", alone / "metrics.csv", events
    ]  # fmt: skip
    assert run_folders(tmp_path) == [alone, attempts[1]]  # of a trial, the last attempt
    assert sweeps_among(results_in(tmp_path)) == [tmp_path / "sweep"]
    assert trial_folders(tmp_path / "sweep") == [trial]


def test_weights_of_a_sweep_are_found_once_and_surfaces_are_not_weights(tmp_path: Path) -> None:
    sweep = tmp_path / "sweep"
    weights = sweep / "trials" / "L=4" / "exported_models" / "resnet_4.pth"
    touch(weights, sweep / "exported_models" / "seed=0" / "resnet_4.pth", sweep / "plans" / "a.json")
    touch(tmp_path / "surface.npy", tmp_path / "surface.directions.pth", tmp_path / "array.npy")
    (tmp_path / "surface.json").write_text('{"axes": {}}')
    assert weight_files(tmp_path) == [weights]
    assert weight_files(sweep / "exported_models") == [sweep / "exported_models" / "seed=0" / "resnet_4.pth"]
    assert weight_files(tmp_path, ".npy") == [tmp_path / "array.npy"]
    assert surfaces_among(results_in(tmp_path)) == [tmp_path / "surface.npy"]


def test_the_last_checkpoint_comes_last(tmp_path: Path) -> None:
    names = ["epoch=9-step=10.ckpt", "epoch=10-step=11.ckpt", "epoch=10-step=11-v1.ckpt", "interrupted.ckpt"]
    touch(
        *(tmp_path / "checkpoints" / name for name in reversed(names)), tmp_path / "checkpoints" / ".x.ckpt"
    )
    assert [file.name for file in checkpoint_files(tmp_path)][-1] == "interrupted.ckpt"
    assert next(file.name for file in checkpoint_files(tmp_path)) == names[0]


def test_a_run_is_an_attempt_at_its_trial_from_wherever_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tmp_path / "trials" / "L=4"
    first, last = (trial / "lightning_logs" / f"version_{k}" for k in (0, 1))
    touch(tmp_path / "plans" / "a.json", trial / "history.csv")
    touch(*(run / name for run in (first, last) for name in ("manifest.json", "metrics.csv")))
    for here, name in ((last, "."), (last.parent, "version_1"), (trial, "lightning_logs/version_1")):
        monkeypatch.chdir(here)
        assert log_of(Path(name)) == trial / "history.csv"
    monkeypatch.chdir(first)
    assert log_of(Path("../version_1")) == trial / "history.csv"
    monkeypatch.chdir(trial)
    assert run_folders(Path()) == [Path("lightning_logs/version_1")]


@pytest.mark.parametrize("name", ["resnet_8.pt", "resnet_8.PTH", "resnet_8.Pt"])
def test_endings_of_weights_are_read_in_either_case(tmp_path: Path, name: str) -> None:
    touch(tmp_path / name, tmp_path / "plane.directions.pth")
    assert weights_among(results_in(tmp_path)) == [tmp_path / name]
    assert weight_files(tmp_path, Path(name).suffix.lower()) == [tmp_path / name]


def test_trials_of_a_sweep_that_has_none_yet(tmp_path: Path) -> None:
    assert trial_folders(tmp_path) == []
