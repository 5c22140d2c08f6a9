"""Local workers run every trial once, whichever process dies."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from depthlimit.sweeps.engines import local
from depthlimit.sweeps.run import run_sweep
from depthlimit.sweeps.train_trial import Work
from depthlimit.workflows.fitting.configuration import train_configuration
from tests.sweeps.tasks import Task
from tests.sweeps.trials import Killer, serial, silent, small_plan, table


@pytest.fixture(scope="session")
def context() -> "local.Context":
    return local.start_server(["depthlimit.workflows.fitting.configuration"])


def test_every_trial_is_done_once_by_few_processes(context: "local.Context", tmp_path: Path) -> None:
    trials = small_plan(range(1, 11), (0, 1))
    done = list(local.run(trials, Task(tmp_path), context, workers=2, retries=0))
    assert sorted(trial.name for trial, _ in done) == sorted(trial.name for trial in trials)
    assert {outcome.status for _, outcome in done} == {"finished"}
    processes = [file.read_text().split() for file in tmp_path.glob("*.done")]
    assert [len(one) for one in processes] == [1] * 20
    assert len({one[0] for one in processes}) <= 2
    assert str(os.getpid()) not in {one[0] for one in processes}


def test_a_worker_that_dies_is_replaced_and_its_trial_restarted(
    context: "local.Context", tmp_path: Path
) -> None:
    trials = small_plan((1, 2, 3), (0, 1))
    done = list(local.run(trials, Task(tmp_path, deadly=2, deaths=2), context, workers=2, retries=2))
    assert [outcome.status for _, outcome in done] == ["finished"] * 6
    assert len(list(tmp_path.glob("*.done"))) == 6


def test_workers_are_fresh_interpreters_where_processes_cannot_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(multiprocessing, "get_all_start_methods", lambda: ["spawn"])
    context = local.start_server(["depthlimit.sweeps.train_trial"])
    assert context.get_start_method() == "spawn"
    done = list(local.run(small_plan((1, 2), (0,)), Task(tmp_path), context, workers=1, retries=0))
    assert [outcome.status for _, outcome in done] == ["finished"] * 2


def test_a_trial_that_kills_its_worker_is_given_up(context: "local.Context", tmp_path: Path) -> None:
    trials = small_plan((1, 2, 3), (0,))
    outcomes = {
        trial.depth: outcome
        for trial, outcome in local.run(
            trials, Task(tmp_path, deadly=2, deaths=99), context, workers=1, retries=2
        )
    }
    assert {L: outcome.status for L, outcome in outcomes.items()} == {
        1: "finished", 2: "crashed", 3: "finished"
    }  # fmt: skip
    assert "SIGKILL" in outcomes[2].reason
    assert [len(file.read_text()) for file in tmp_path.glob("*.died")] == [3]


ORPHAN = """
import sys
from pathlib import Path
from depthlimit.sweeps.engines import local
from tests.sweeps.tasks import Outlives
from tests.sweeps.trials import small_plan

if __name__ == "__main__":
    context = local.start_server(["depthlimit.sweeps.train_trial"])
    list(local.run(small_plan((4,)), Outlives(Path(sys.argv[1])), context, workers=1, retries=0))
"""


def test_no_worker_outlives_its_driver(tmp_path: Path) -> None:
    script, file = tmp_path / "driver.py", tmp_path / "process"
    script.write_text(ORPHAN)
    path = os.pathsep.join(sys.path)
    driver = subprocess.Popen([sys.executable, str(script), str(file)], env=os.environ | {"PYTHONPATH": path})
    wait_until(lambda: (file.exists() and file.read_text() != "") or driver.poll() is not None)
    worker = Path("/proc") / file.read_text()
    assert worker.exists()
    driver.kill()
    driver.wait()
    wait_until(lambda: not worker.exists())


def wait_until(condition: Callable[[], bool], seconds: float = 120.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def test_a_sweep_whose_workers_are_killed_gives_the_same_table(
    context: "local.Context", tmp_path: Path
) -> None:
    trials = small_plan((4, 8), (0, 1))
    quiet, loud = (
        Work(tmp_path / "quiet", train_configuration, 1),
        Work(tmp_path / "loud", train_configuration, 1),
    )
    run_sweep(trials, quiet, lambda waiting: serial(waiting, quiet), silent)
    killer = Killer(loud.out, kills=3)
    killer.start()
    ended = run_sweep(trials, loud, lambda waiting: local.run(waiting, loud, context, 2, retries=9), silent)
    killer.kills = 0
    killer.join()
    assert len(killer.killed) == 3
    assert ended == {"finished": 4}
    assert table(loud.out) == table(quiet.out)
    assert len(table(loud.out)) == 4
