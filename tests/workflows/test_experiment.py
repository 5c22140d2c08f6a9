"""One class rebuilds a run from its record, wherever the record is."""

import json
import shutil
from pathlib import Path
from unittest.mock import Mock

import numpy as np
import pytest
import torch

import depthlimit
from depthlimit import scalars
from depthlimit.data import DigitsDataModule
from depthlimit.errors import DataError, UsageError
from depthlimit.training import ClassificationModel
from depthlimit.workflows.experiment import Experiment

DEPTHS = (16, 24, 32)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of three depths and two seeds."""
    root = tmp_path_factory.mktemp("runs")
    for L in DEPTHS:
        for seed in (0, 1):
            model = ClassificationModel(L=L, dim=3, lr=1.0, gamma=1.0, init="ntrunc", alpha=0.75, seed=seed)
            depthlimit.fit(
                model, DigitsDataModule(seed=seed), steps=3, out=str(root), export_every=2,
                export_dir=str(root / "exported_models" / f"seed={seed}"),
            )  # fmt: skip
    return root


def test_runs_are_loaded_by_depth_and_seed(folder: Path) -> None:
    runs = depthlimit.load_runs(folder)
    assert [(run.depth, run.seed, run.status) for run in runs] == [
        (L, seed, "finished") for L in DEPTHS for seed in (0, 1)
    ]


def test_a_notebook_shows_a_run_from_one_reading_of_its_log(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = Mock(wraps=scalars.last_scalars)
    monkeypatch.setattr(scalars, "last_scalars", reader)
    run = depthlimit.load_runs(folder)[0]
    page = run._repr_html_()
    assert "Experiment(L=16, seed=0, finished, train_loss=" in page
    assert "<td>max_norm</td>" in page
    assert reader.call_count == 1


def test_every_place_of_a_run_opens_it(folder: Path) -> None:
    run = depthlimit.load_runs(folder)[0]
    assert run.folder is not None
    assert isinstance(run.weights, Path)
    expected = run.trained_model().state_dict()
    exported = folder / "exported_models" / "seed=0" / "resnet_16.pth"
    for place in (run.folder, run.folder / "config.yaml", run.weights, exported):
        found = Experiment.open(place)
        assert (found.depth, found.seed) == (16, 0)
        states, data = found.trained_model(), found.data()
        states.check_data(data)
        for name, tensor in states.state_dict().items():
            assert torch.equal(tensor, expected[name]), (place, name)
        assert torch.equal(data.training_set[0], run.data().training_set[0])
    with pytest.raises(UsageError, match="holds 6 runs"):
        Experiment.open(folder)
    with pytest.raises(DataError, match="holds no run"):
        Experiment.open(folder / "exported_models")


def test_the_weights_from_start_to_end(folder: Path) -> None:
    run = depthlimit.load_runs(folder)[2]
    start, *states = run.trajectory()
    np.testing.assert_array_equal(run.initial_path().values, start.values)
    assert [path.provenance["steps"] for path in (start, *states, run.path())] == [0, 2, 3]
    losses = run.log("train_loss")
    assert losses.steps.tolist() == [0, 1, 2]
    assert run.metrics["train_loss"] == losses.values[-1]


def test_metrics_are_the_last_values_of_the_log_in_every_form(folder: Path, tmp_path: Path) -> None:
    """A run that has only event files has the metrics of the one with a table."""
    run = depthlimit.load_runs(folder)[0]
    assert run.folder is not None
    copy = shutil.copytree(run.folder, tmp_path / "events")
    (copy / "metrics.csv").unlink()
    found = Experiment.open(copy)
    assert found.metrics.keys() == run.metrics.keys()
    assert found.metrics == pytest.approx(run.metrics, rel=1e-6)
    assert found.metrics["train_loss"] == found.log("train_loss").values[-1]


def test_log_and_metrics_of_a_trial_are_those_of_all_attempts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = tmp_path / "trials" / "L=3"
    run = trial / "lightning_logs" / "version_1"
    (tmp_path / "plans").mkdir()
    run.mkdir(parents=True)
    (run / "manifest.json").write_text(json.dumps({"status": "running", "model": {"L": 3}}))
    (run / "metrics.csv").write_text("step,train_loss\n2,0.25\n")
    monkeypatch.chdir(run)
    assert Experiment.open(".").metrics == {"train_loss": 0.25}
    (trial / "history.csv").write_text("step,train_loss,lr\n0,1.0,0.5\n2,0.25,\n")
    found = Experiment.open(".")
    assert found.metrics == {"train_loss": 0.25, "lr": 0.5}
    assert found.log().steps.tolist() == [0, 2]


def test_scaling_of_paths_in_memory_is_that_of_the_folder(folder: Path) -> None:
    """The provenance of a path says how far the weights moved; without it another equation would be named."""
    runs = depthlimit.load_runs(folder)
    weights = folder / "exported_models"
    from_folder, from_paths, from_runs = (
        depthlimit.scaling(source).to_json() for source in (weights, [run.path() for run in runs], runs)
    )
    assert from_folder["moves"]
    for one in (from_folder, from_paths, from_runs):
        del one["runs"]  # which only run folders have
    assert from_folder == from_paths == from_runs


def test_a_network_in_memory_has_the_provenance_of_its_export(folder: Path) -> None:
    run = depthlimit.load_runs(folder)[0]
    exported = depthlimit.load_path(folder / "exported_models" / "seed=0" / "resnet_16.pth")
    model = run.trained_model()
    (path,) = model.weight_paths().values()
    for found in (path, run.path()):
        for name in ("task", "model", "data", "steps"):
            assert found.provenance[name] == exported.provenance[name], name


def test_a_damaged_record_is_passed_over(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "manifest.json").write_text(json.dumps({"L": "deep"}))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "manifest.json").write_text(json.dumps({"status": "running", "model": {"L": 3}}))
    with pytest.warns(UserWarning, match="damaged is skipped"):
        (run,) = depthlimit.load_runs(tmp_path)
    assert (run.status, run.depth, run.seed) == ("running", 3, None)
    for use in (run.path, run.trained_model, run.trajectory, run.log):
        with pytest.raises(UsageError):
            use()
