"""Weights, runs, logs and results of one training state the same facts."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import depthlimit
from depthlimit.comparison import Comparison, Facts
from depthlimit.paths import Member, WeightPath, save_path
from depthlimit.paths.folders import read_members
from depthlimit.sweeps.folder import TrialFolder
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.facts import member_facts, run_facts, trial_facts
from depthlimit.workflows.sweep import Sweep

BASE = {"trainer.max_steps": 2, "model.dim": 3, "model.input_size": 64, "model": "ClassificationModel"}


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    """A sweep over two initial laws and two rules for the rate, which share a value."""
    grid = {"model.init": ["ntrunc", "fbm"], "model.lr": ["0.5*L**0.5", "1.0*L**0.5"]}
    return depthlimit.sweep(BASE, depths=[4, 16], set=grid, out=tmp_path_factory.mktemp("sweep"))


def trials(swept: Sweep) -> list[TrialFolder]:
    return [TrialFolder(folder) for folder in sorted((swept.folder / "trials").iterdir())]


def labels(*facts: Facts) -> list[str]:
    return [group.label for group in Comparison(facts).groups]


def test_weights_runs_and_trials_make_the_same_groups(swept: Sweep) -> None:
    exported = [member_facts(one) for one in read_members(swept.folder / "exported_models")[0]]
    of_trials = [member_facts(one) for one in read_members(swept.folder / "trials")[0]]
    runs = [run_facts(run) for run in swept.runs()]
    results = [trial_facts(one.read_result() or {}, one.runs[-1]) for one in trials(swept)]
    configured = [trial_facts(one.read_result() or {}, None) for one in trials(swept)]
    truth = [f"η = {rate}, init = {init}" for rate in ("1 … 2", "2 … 4") for init in ("fbm", "ntrunc")]
    parts = (exported, of_trials, runs, results, configured)
    for part in parts:
        assert labels(*part) == truth
    together = Comparison(tuple(one for part in parts for one in part))
    assert [group.label for group in together.groups] == truth
    for part in parts:
        assert [sum(together.group_of(one) == group for one in part) for group in together.groups] == [2] * 4


def record(folder: Path, **entries: Any) -> Experiment:
    """Return a run with this record."""
    folder.mkdir(parents=True)
    content = {"task": "Net", "model": {"L": 8, "seed": 0, "lr": 3.0}, **entries}
    (folder / "manifest.json").write_text(json.dumps(content))
    return Experiment.of_folder(folder)


def test_a_run_that_did_not_finish_has_the_steps_that_were_planned(tmp_path: Path) -> None:
    trainer = {"max_steps": 40}
    ended = [
        record(tmp_path / "a", status="finished", steps=40, trainer=trainer),
        record(tmp_path / "b", status="diverged", steps=13, trainer=trainer),
        record(tmp_path / "c", status="interrupted", steps=7),
    ]
    facts = [run_facts(run) for run in ended]
    assert [one.options.get("steps") for one in facts] == [40, 40, None]
    assert Comparison(tuple(facts)).options == ("folder",)


def test_steps_precision_and_options_of_the_trainer_are_compared(tmp_path: Path) -> None:
    runs = [
        record(tmp_path / "a", status="finished", steps=40, precision="32-true"),
        record(tmp_path / "b", status="finished", steps=60, precision="32-true"),
        record(tmp_path / "c", status="finished", steps=60, precision="64-true"),
        record(tmp_path / "d", status="finished", steps=60, precision="64-true", device="cuda:0"),
    ]
    assert Comparison(tuple(map(run_facts, runs))).options == ("precision", "steps", "folder")
    clipped = [
        record(tmp_path / f"clip{value}", status="finished", trainer={"gradient_clip_val": value})
        for value in (None, 1)
    ]
    assert labels(*map(run_facts, clipped)) == ["gradient_clip_val = 1", "gradient_clip_val = none"]


def test_weights_without_a_record_have_their_width_only(tmp_path: Path) -> None:
    member = Member(WeightPath(np.zeros((4, 2, 2)), 0.5), "0", tmp_path / "resnet_4.pth")
    assert member_facts(member).options == {"model.dim": 2}
    assert member_facts(Member(member.path)).options == {"model.dim": 2, "model.alpha": 0.5}


def test_several_weights_of_one_network_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    run = record(tmp_path / "lightning_logs" / "version_0", status="finished", steps=3)
    for name, width in (("first", 2), ("second", 3)):
        path = WeightPath(np.zeros((8, width, width)), 0.5, dict(run.manifest))
        save_path(path, tmp_path / "exported_models" / name / "resnet_8.pth")
    weights = [member_facts(member) for member in read_members(tmp_path / "exported_models")[0]]
    comparison = Comparison((*weights, run_facts(run)))
    assert [comparison.group_of(one).label for one in weights] == ["folder = first", "folder = second"]
    assert comparison.group_of(run_facts(run)).label == ""
