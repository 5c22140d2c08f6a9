"""``depthlimit.sweep``: the same trials from a mapping as from a file, wherever it is called."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

import depthlimit
from depthlimit.errors import UsageError
from depthlimit.workflows.planning.plan import plan_trials
from depthlimit.workflows.sweep import Sweep

NESTED = {
    "model": {"class_path": "ClassificationModel", "init_args": {"input_size": 64, "dim": 3}},
    "trainer": {"max_epochs": 1},
}
FLAT = {"trainer.max_epochs": 1, "model.dim": 3, "model.input_size": 64, "model": "ClassificationModel"}
SCRIPT = """
import sys
import depthlimit
found = depthlimit.sweep({flat}, depths=[4], out=sys.argv[1], workers=1)
print(dict(found.counts))
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory: pytest.TempPathFactory) -> Sweep:
    out = tmp_path_factory.mktemp("sweep") / "out"
    return depthlimit.sweep(FLAT, depths=[4, 8], seeds=2, set={"model.alpha": [0.5, 0.75]}, out=out)


def test_files_and_mappings_are_the_same_trials(tmp_path: Path) -> None:
    file = tmp_path / "base.yaml"
    file.write_text(yaml.safe_dump(NESTED))
    texts = "model.alpha=0.5,0.75", "model.lr=9*L", "model.store_grad=true,false"
    mapping = {"model.alpha": (0.5, np.float64(0.75)), "model.lr": "9*L", "model.store_grad": [True, False]}
    truth = [trial.name for trial in plan_trials(file, "4,8", "2", texts)]
    assert len(truth) == 16
    for base in (NESTED, FLAT):
        found = plan_trials(base, np.array([4, 8]), range(2), mapping)
        assert [trial.name for trial in found] == truth


def test_a_sweep_gives_its_table_weights_and_runs(swept: Sweep) -> None:
    assert swept.counts == {"finished": 8}
    frame = swept.to_pandas()
    assert frame["L"].tolist() == [4, 8] * 4
    assert frame["model.alpha"].tolist() == [0.5] * 4 + [0.75] * 4
    assert (frame["train_loss"] > 0).all()
    collection = swept.collection("model.alpha=0.75")
    assert (collection.depths, collection.seeds) == ((4, 8), ("0", "1"))
    assert {path.alpha for path in collection} == {0.75}
    with pytest.raises(UsageError, match=r"series model.alpha=0.5, model.alpha=0.75, .*: write series="):
        swept.collection()
    assert [(run.depth, run.seed) for run in swept.runs()] == [(L, s) for L in (4, 8) for s in (0, 0, 1, 1)]
    assert swept.figure(series="model.alpha=0.5").axes
    assert [panel.title for panel in swept.figure_spec().panels] == ["α = 0.5", "α = 0.75"]
    assert "counts=1 items" in repr(swept)
    json.dumps(swept.to_json(), allow_nan=False)


def test_its_table_has_the_options_that_vary_and_no_identities(swept: Sweep) -> None:
    table = swept.table()
    assert table is not None
    names = table.names
    assert names[:4] == ("L", "seed", "model.alpha", "status")
    assert "train_loss" in names
    assert not {"trial", "series", "host", "model.dim", "trainer.max_epochs"} & set(names)
    assert {"trial", "series", "host", "model.dim"} <= set(swept.trials.table().names)


def test_status_is_numbers(swept: Sweep) -> None:
    (plan,) = depthlimit.sweep_status(swept.folder).plans
    assert (plan.counts, plan.share) == ({"finished": 8}, 1.0)
    assert {one.series for one in plan.trials} == {"model.alpha=0.5", "model.alpha=0.75"}
    assert len(depthlimit.sweep_status(swept.folder).to_pandas()) == 8


def test_a_dry_run_estimates_and_starts_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depthlimit.sweeps.engines.local.start_server", None)
    sizes_of_the_data = {name: FLAT[name] for name in FLAT if name != "model.input_size"}
    planned = depthlimit.sweep(
        sizes_of_the_data,
        depths="4:16:4",
        set="model.alpha=0.5,0.75",
        out=tmp_path / "out",
        dry_run=True,
        workers=2,
    )
    estimate = planned.estimate
    assert estimate is not None
    assert planned.counts == {"waiting": 8}
    assert not (tmp_path / "out").exists()
    assert [one.trial for one in estimate.trials] == [
        trial.name for trial in plan_trials(sizes_of_the_data, "4:16:4", "1", "model.alpha=0.5,0.75")
    ]
    assert planned.to_pandas()["seconds"].tolist() == [one.seconds for one in estimate.trials]
    shallow, *_, deep = estimate.trials
    alone = depthlimit.sweep_estimate(FLAT, depths=[4], workers=2, threads=1)
    assert [(one.depth, one.seed) for one in alone.trials] == [(4, 0)]
    assert (alone.workers, alone.threads) == (2, 1)
    assert deep.seconds == pytest.approx(4 * shallow.seconds)
    assert estimate.seconds == pytest.approx(sum(one.seconds for one in estimate.trials) / 2)
    assert [one.options for one in estimate.trials[::4]] == [{"model.alpha": 0.5}, {"model.alpha": 0.75}]


def test_trials_that_fail_are_counted_and_warned_about(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="1 of 1 trials failed, with reasons in"):
        found = depthlimit.sweep(
            FLAT, depths=4, set={"trainer.accelerator": "quantum"}, out=tmp_path, workers=1
        )
    assert found.counts == {"failed": 1}


def test_a_script_without_a_guard_sweeps(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT.format(flat=FLAT))
    path = os.pathsep.join(sys.path)
    ran = subprocess.run(
        [sys.executable, str(script), str(tmp_path / "out")],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ran.stdout == "{'finished': 1}\n", ran.stderr


def test_python_errors_give_the_line_of_python(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="write depths='2000:12000:1000'"):
        depthlimit.sweep(FLAT, depths=[0], out=tmp_path)
    with pytest.raises(UsageError, match=r"depths is \[2.5\], expected whole numbers"):
        depthlimit.sweep(FLAT, depths=[2.5], out=tmp_path)  # type: ignore[list-item]
    with pytest.raises(UsageError, match="engine is 'locale', expected local or ray: write engine='local'"):
        depthlimit.sweep(FLAT, depths=4, out=tmp_path, engine="locale")  # type: ignore[arg-type]
