"""Sweeps on a Ray cluster of two nodes on this machine, one of which is lost.

Without Ray these tests are skipped, unless DEPTHLIMIT_NO_SKIPS is set.
"""

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from depthlimit.errors import UsageError
from depthlimit.sweeps.engines import ray as engine
from depthlimit.sweeps.engines.remote import files_of, write_files
from depthlimit.sweeps.run import Engine, run_sweep
from depthlimit.sweeps.train_trial import Work
from depthlimit.sweeps.trial import Trial
from depthlimit.workflows.fitting.configuration import train_configuration
from tests.sweeps.tasks import Task
from tests.sweeps.trials import serial, silent, small_plan, table

with_ray = pytest.mark.skipif(
    find_spec("ray") is None and "DEPTHLIMIT_NO_SKIPS" not in os.environ,
    reason="Ray is not installed: pip install 'depthlimit[cluster]'",
)
no_warnings = pytest.mark.filterwarnings("ignore")  # of Ray's, about its own affairs


class TwoNodes:
    """A cluster: the head, on which the driver is, and another node."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self.cluster: Any = Cluster(
            initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
        )
        self.other = self.cluster.add_node(num_cpus=1)

    def lose_the_other(self) -> None:
        self.cluster.remove_node(self.other, allow_graceful=False)


@pytest.fixture
def nodes(monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoNodes]:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(Path.cwd()), *sys.path]))
    made = TwoNodes()
    engine.connect(made.cluster.address)
    yield made
    import ray

    ray.shutdown()
    made.cluster.shutdown()


def engine_of(work: Work, **resources: Any) -> Engine:
    return lambda waiting: engine.run(waiting, work, engine.Resources(cpus=1, **resources))


@with_ray
@no_warnings
def test_tasks_whose_process_dies_are_restarted_or_given_up(nodes: TwoNodes, tmp_path: Path) -> None:
    trials = small_plan((1, 2, 3), (0, 1))
    task: Any = Task(tmp_path, deadly=2, deaths=1)
    done = list(engine.run(trials, task, engine.Resources(cpus=1, retries=1)))
    assert [outcome.status for _, outcome in done] == ["finished"] * 6
    assert [len(file.read_text().split()) for file in tmp_path.glob("*.done")] == [1] * 6
    deadly: Any = Task(tmp_path, deadly=3, deaths=99)
    outcomes = {
        trial.depth: outcome for trial, outcome in engine.run(trials, deadly, engine.Resources(1, retries=0))
    }
    assert (outcomes[1].status, outcomes[3].status) == ("finished", "crashed")
    assert "died" in outcomes[3].reason
    with pytest.raises(UsageError, match="no node of the Ray cluster has more than 1 and 0"):
        list(engine.run(trials, task, engine.Resources(cpus=99)))


@with_ray
@no_warnings
@pytest.mark.slow
@pytest.mark.parametrize("folder", ["shared", "of each node"])
def test_a_lost_node_changes_nothing(
    folder: str, nodes: TwoNodes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials = small_plan((4, 8, 16, 32), (0, 1, 2))
    quiet, loud = (
        Work(tmp_path / "quiet", train_configuration, 1),
        Work(tmp_path / "loud", train_configuration, 1),
    )
    run_sweep(trials, quiet, lambda waiting: serial(waiting, quiet), silent)
    node_dir = None if folder == "shared" else tmp_path / "node"
    began = (loud.out if node_dir is None else node_dir) / "trials"

    def lose() -> None:
        wait_until(lambda: len(list(began.glob("*/lightning_logs/version_*/checkpoints/*.ckpt"))) > 3)
        nodes.lose_the_other()

    losing = threading.Thread(target=lose)
    losing.start()
    ended = run_sweep(trials, loud, engine_of(loud, node_dir=node_dir), silent)
    losing.join()
    assert ended == {"finished": 12}
    assert table(loud.out) == table(quiet.out)
    shown = loud.out / "exported_models"
    assert len(list(shown.glob("seed=*/resnet_*.pth"))) == 12


def wait_until(condition: Callable[[], bool], seconds: float = 300.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)


@with_ray
@pytest.mark.parametrize("address", ["127.0.0.1:1", "auto"])
def test_an_address_that_does_not_answer(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    with pytest.raises(UsageError, match=f"no Ray cluster answers at {address}"):
        engine.connect(address)


def test_without_ray_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match="pip install 'depthlimit\\[cluster\\]'"):
        engine.connect("auto")


def test_files_are_sent_complete_and_stay_in_their_folder(tmp_path: Path) -> None:
    (trial,) = small_plan((4,))
    assert isinstance(trial, Trial)
    source = tmp_path / "source"
    (source / "inner").mkdir(parents=True)
    (source / "inner" / "a.bin").write_bytes(b"\x00\x01")
    (source / "lock").touch()
    files = files_of(source)
    assert files == {"inner/a.bin": b"\x00\x01"}
    write_files(files, tmp_path / "target")
    assert files_of(tmp_path / "target") == files
    with pytest.raises(ValueError, match="leaves the folder"):
        write_files({"../outside": b""}, tmp_path / "target")
