"""Progress bar of a sweep."""

from pathlib import Path

import pytest

from depthlimit.sweeps.bar import Bar, description
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.planned import Planned
from depthlimit.sweeps.train_trial import Outcome
from tests.sweeps.trials import small_plan


def test_layers_are_counted_by_checkpoints_and_ends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trials = small_plan((4, 8, 16))  # of 40 epochs each
    checkpoints = folder_of(tmp_path, trials[2].name).path / "lightning_logs" / "version_0" / "checkpoints"
    checkpoints.mkdir(parents=True)
    with Bar(trials, tmp_path) as bar:
        assert bar.layers(bar.shares()) == 0
        (checkpoints / "epoch=9-step=20.ckpt").touch()
        assert bar.layers(bar.shares()) == 16 // 4
        bar.end(trials[1], Outcome("finished"))
        assert bar.layers(bar.shares()) == 16 // 4 + 8
        bar.end(trials[0], Outcome("diverged", "the loss is nan at step 3"))
        assert bar.layers(bar.shares()) == 16 // 4 + 8 + 4
        shares = bar.shares()
    assert description(2, 3, list(shares), shares) == "2 of 3 trials; L=16 seed=0 25%"
    assert f"{trials[0].name} diverged: the loss is nan at step 3" in capsys.readouterr().err


def test_many_running_trials_are_counted() -> None:
    shares = {Planned.of(trial): 0.5 for trial in small_plan(range(4, 9))}
    assert description(0, 9, list(shares), shares).endswith("L=6 seed=0 50% and 2 more")
