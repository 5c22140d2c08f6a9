"""Every run has a folder of its own, also when several begin at once."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from lightning.pytorch.utilities import rank_zero_only

from depthlimit.training.loggers import run_logs


def claimed(root: Path) -> int:
    return run_logs(root)[0].version


def test_processes_started_together_get_separate_folders(tmp_path: Path) -> None:
    processes, claims = 4, 40
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        numbers = list(pool.map(claimed, [tmp_path] * claims))
    assert sorted(numbers) == list(range(claims))


def test_both_logs_of_a_run_share_a_folder_that_is_claimed_late(tmp_path: Path) -> None:
    csv, board = run_logs(tmp_path)
    assert not list(tmp_path.iterdir())
    assert csv.log_dir == board.log_dir == str(tmp_path / "lightning_logs" / "version_0")
    assert Path(csv.log_dir).is_dir()
    assert run_logs(tmp_path)[0].version == 1


def test_only_the_first_of_several_processes_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rank_zero_only, "rank", 1)
    assert run_logs(tmp_path)[0].version == 0
    assert not list(tmp_path.iterdir())
