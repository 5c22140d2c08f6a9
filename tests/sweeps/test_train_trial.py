"""One trial: its result, its log, and its continuation after an interruption."""

import json
import os
import shutil
from pathlib import Path

import pytest
import torch

from depthlimit.locks import held, is_held
from depthlimit.log_rows import merged_rows, read_rows
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.train_trial import Work, checkpoint_of
from depthlimit.sweeps.trial import Trial
from depthlimit.workflows.fitting.configuration import train_configuration
from tests.sweeps.trials import BASE, small_plan

EPOCHS = 6
SHORT = [*BASE, f"--trainer.max_epochs={EPOCHS}"]


class PowerCutError(BaseException):
    """Error that no code catches."""


def stops_at(epoch: int, config: Path, root: Path, checkpoint: Path | None) -> None:
    """Train for some epochs of a configuration, then the power is cut."""
    text = config.read_text()
    shorter = config.with_name("shorter.yaml")
    shorter.write_text(text.replace(f"max_epochs: {EPOCHS}", f"max_epochs: {epoch}"))
    train_configuration(shorter, root, checkpoint)
    raise PowerCutError


def cut_off(trial: Trial, out: Path, epoch: int) -> None:
    def fit(config: Path, root: Path, checkpoint: Path | None) -> None:
        stops_at(epoch, config, root, checkpoint)

    with pytest.raises(PowerCutError):
        Work(out, fit, threads=1)(trial)


def ended(trial: Trial, out: Path) -> dict[str, object]:
    """The result without what may differ."""
    assert Work(out, train_configuration, threads=1)(trial).status == "finished"
    result = json.loads(folder_of(out, trial.name).result.read_text())
    result.pop("run")
    return dict(result)


def weights(trial: Trial, out: Path) -> torch.Tensor:
    file = folder_of(out, trial.name).path / "exported_models" / f"resnet_{trial.depth}.pth"
    return torch.stack(torch.load(file, weights_only=True))


@pytest.fixture
def trial() -> Trial:
    return small_plan((4,), (1,), base=SHORT)[0]


def test_an_interrupted_trial_ends_with_the_same_bits(trial: Trial, tmp_path: Path) -> None:
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    expected = ended(trial, whole)
    assert expected["steps"] == 2 * EPOCHS
    for epoch in (2, 4, EPOCHS):
        cut_off(trial, parts, epoch)
    folder = folder_of(parts, trial.name)
    assert folder.status() == "waiting"
    assert folder.progress() == (EPOCHS, 2 * EPOCHS)
    assert ended(trial, parts) == expected
    assert torch.equal(weights(trial, whole), weights(trial, parts))
    assert len(folder.read_attempts()) == 4
    lengths = [len(read_rows(run / "metrics.csv")) for run in folder.runs]
    assert lengths == [4, 4, 4, 0]  # no step was made twice, and the last attempt had none left
    assert folder.history.read_text() == folder_of(whole, trial.name).history.read_text()


@pytest.mark.parametrize("damage", ["the checkpoint", "the log", "both"])
def test_damaged_checkpoints_and_logs_are_trained_again(damage: str, trial: Trial, tmp_path: Path) -> None:
    expected = ended(trial, tmp_path / "whole")
    out = tmp_path / "parts"
    cut_off(trial, out, 3)
    folder = folder_of(out, trial.name)
    ((_, _, file),) = folder.checkpoints()
    assert checkpoint_of(trial, folder) == file
    if damage != "the log":
        file.write_bytes(file.read_bytes()[:-100])
    if damage != "the checkpoint":
        log = folder.runs[0] / "metrics.csv"
        log.write_text(log.read_text()[:-5])
    assert checkpoint_of(trial, folder) is None
    assert ended(trial, out) == expected


@pytest.mark.filterwarnings("ignore:The number of training batches")
@pytest.mark.parametrize("every", ["3", "1", "5", "0", "null"])
def test_it_resumes_at_any_logging_interval(every: str, tmp_path: Path) -> None:
    (trial,) = small_plan((4,), (1,), base=[*SHORT, f"--trainer.log_every_n_steps={every}"])
    expected = ended(trial, tmp_path / "whole")
    assert expected["steps"] == 2 * EPOCHS
    parts = tmp_path / "parts"
    for epoch in (2, 4):
        cut_off(trial, parts, epoch)
    folder = folder_of(parts, trial.name)
    assert checkpoint_of(trial, folder) == folder.checkpoints()[-1][-1]
    assert ended(trial, parts) == expected
    assert torch.equal(weights(trial, tmp_path / "whole"), weights(trial, parts))
    assert folder.history.read_text() == folder_of(tmp_path / "whole", trial.name).history.read_text()
    if every == "3":
        log = folder.runs[0] / "metrics.csv"
        log.write_text(log.read_text().splitlines()[0] + "\n")
        assert checkpoint_of(trial, folder) is None  # a row that should be there is not


def test_an_ended_trial_is_not_trained_again(trial: Trial, tmp_path: Path) -> None:
    first = ended(trial, tmp_path)
    assert ended(trial, tmp_path) == first
    assert len(folder_of(tmp_path, trial.name).read_attempts()) == 1


def test_a_lost_result_is_trained_again(trial: Trial, tmp_path: Path) -> None:
    first = ended(trial, tmp_path)
    folder_of(tmp_path, trial.name).result.write_text("")
    assert ended(trial, tmp_path) == first


def test_a_trial_that_another_process_runs_is_left_alone(trial: Trial, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, trial.name)
    folder.path.mkdir(parents=True)
    with held(folder.lock) as ours:
        assert ours
        assert is_held(folder.lock)
        assert folder.status() == "running"
        assert Work(tmp_path, train_configuration, threads=1)(trial).status == "busy"
    assert not is_held(folder.lock)
    assert not folder.attempts.exists()


def test_divergence_is_a_result(tmp_path: Path) -> None:
    base = [*SHORT, "--model.activation=relu", "--model.alpha=0", "--model.dynamic_lr=false"]
    (trial,) = small_plan((4,), (0,), "model.lr=1e30", base=base)
    for out in (tmp_path / "first", tmp_path / "second"):
        outcome = Work(out, train_configuration, threads=1)(trial)
        assert outcome.status == "diverged"
        assert "the loss is" in outcome.reason
        assert str(tmp_path) not in outcome.reason
    assert Work(out, train_configuration, threads=1)(trial) == outcome
    assert len(folder_of(out, trial.name).read_attempts()) == 1


def test_a_failure_is_recorded_and_tried_again(trial: Trial, tmp_path: Path) -> None:
    def fails(config: Path, root: Path, checkpoint: Path | None) -> None:
        raise MemoryError("too large\nfor this")

    assert Work(tmp_path, fails, threads=1)(trial).reason == "MemoryError: too large"
    folder = folder_of(tmp_path, trial.name)
    assert folder.status() == "failed"
    assert "Traceback" in folder.output.read_text()
    assert ended(trial, tmp_path)["status"] == "finished"


def test_a_full_disk_is_a_failure_not_a_crash(
    trial: Trial, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path / "result.json"))

    monkeypatch.setattr("depthlimit.sweeps.folder.TrialFolder.write_result", full)
    outcome = Work(tmp_path, train_configuration, threads=1)(trial)
    assert outcome.status == "failed"
    assert outcome.reason.startswith(f"no space left on device: {tmp_path / 'result.json'}")
    Work(tmp_path, train_configuration, threads=1).give_up(trial, "its process was ended")
    monkeypatch.undo()
    assert ended(trial, tmp_path)["status"] == "finished"


def test_output_goes_to_the_folder_of_the_trial(
    trial: Trial, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def speaks(config: Path, root: Path, checkpoint: Path | None) -> None:
        print("from Python")
        os.write(2, b"from a library")

    Work(tmp_path, speaks, threads=1)(trial)
    assert "from" not in "".join(capfd.readouterr())
    printed = folder_of(tmp_path, trial.name).output.read_text()
    assert "from Python" in printed
    assert "from a library" in printed


def test_the_number_of_threads_is_restored(trial: Trial, tmp_path: Path) -> None:
    before = torch.get_num_threads()
    seen = []

    def fit(config: Path, root: Path, checkpoint: Path | None) -> None:
        seen.append(torch.get_num_threads())

    Work(tmp_path, fit, threads=before + 1)(trial)
    assert seen == [before + 1]
    assert torch.get_num_threads() == before


def test_an_incomplete_row_is_ignored(tmp_path: Path) -> None:
    first, second = tmp_path / "version_0", tmp_path / "version_1"
    for run, text in ((first, "a,step\n1.5,0\n2.5,1\n3.1"), (second, "a,b,step\n2.5,,1\n,7.0,1\n3.25,,2\n")):
        run.mkdir()
        (run / "metrics.csv").write_text(text)
    assert merged_rows([first, second]) == [
        {"a": "1.5", "step": "0"},
        {"a": "2.5", "step": "1", "b": "7.0"},
        {"a": "3.25", "step": "2"},
    ]
    shutil.rmtree(first)
    assert len(merged_rows([first, second])) == 2
