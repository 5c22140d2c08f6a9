"""Trials as tasks of a Ray cluster."""

import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depthlimit.errors import UsageError, first_line
from depthlimit.sweeps.engines.remote import Shelf, files_of, remote
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.trial import Trial
from depthlimit.sweeps.work import Outcome, Work

ANSWER = 5.0
"""Seconds in which a cluster has to answer."""


@dataclass(frozen=True)
class Shares:
    """What a trial takes of a node.

    Attributes:
        cpus: processors; a trial computes with as many threads.
        gpus: GPUs, or a part of one.
        retries: how often a trial is begun again when its process or its node was lost.
        node_dir: a folder that each node has for itself; None where all nodes see the sweep's folder.
    """

    cpus: int
    gpus: float = 0.0
    retries: int = 3
    node_dir: Path | None = None


def connect(address: str) -> None:
    """Join a cluster.

    Raises:
        UsageError: Ray is not installed, or there is no cluster at the address.
    """
    try:
        import ray
    except ImportError:
        raise UsageError("the Ray engine needs Ray: write pip install 'depthlimit[cluster]'") from None
    try:
        host, colon, port = address.rpartition(":")
        if colon and port.isdecimal() and "/" not in host:
            socket.create_connection((host, int(port)), timeout=ANSWER).close()
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"no Ray cluster answers at {address} ({first_line(error)}): start one with `ray start "
            "--head`, and write --address=HOST:6379"
        ) from None


def run(trials: Sequence[Trial], task: Work, shares: Shares) -> Iterator[tuple[Trial, Outcome]]:
    """Do the trials, and give each with its outcome when it has ended.

    Args:
        trials: in the order in which they are begun.
        task: what is done with a trial; the nodes import it by its name, so depthlimit is installed there.
        shares: what a trial takes of a node.

    Raises:
        UsageError: no node of the cluster has as much as a trial takes.
    """
    import ray
    from ray.exceptions import RayError, TaskCancelledError

    check_shares(ray.nodes(), shares)  # type: ignore[no-untyped-call]
    remote: Any = ray.remote(num_cpus=shares.cpus, num_gpus=shares.gpus, max_retries=0)(do)
    shelf = None if shares.node_dir is None else keeper(task.out)
    crashes = Counter[str]()

    def begin(trial: Trial) -> Any:
        state = files_of(folder_of(task.out, trial.name).path) if shelf is not None else {}
        return remote.remote(task, trial, os.getcwd(), shares.node_dir, state, shelf)

    running = {begin(trial): trial for trial in trials}
    try:
        while running:
            for reference in ray.wait(list(running), num_returns=1)[0]:
                trial = running.pop(reference)
                try:
                    yield trial, ray.get(reference)
                except TaskCancelledError:
                    raise
                except RayError as error:
                    crashes[trial.id] += 1
                    if crashes[trial.id] > shares.retries:
                        reason = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
                        yield trial, Outcome("crashed", reason)
                    else:
                        running[begin(trial)] = trial
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def do(
    task: Work, trial: Trial, folder: str, node_dir: Path | None, state: dict[str, bytes], shelf: Any
) -> Outcome:
    """One trial, on some node."""
    if os.path.isdir(folder):
        os.chdir(folder)  # relative paths of data mean the same as where the sweep was started
    if node_dir is None:
        return task(trial)
    return remote(task, trial, node_dir, state, shelf)


def keeper(out: Path) -> Any:
    """The process, beside the sweep's own, that takes what nodes without the folder send."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return ray.remote(num_cpus=0)(Shelf).options(scheduling_strategy=here).remote(out)


def check_shares(nodes: Sequence[dict[str, Any]], shares: Shares) -> None:
    """Refuse a trial that no node could ever take: Ray would wait for one."""
    alive = [node["Resources"] for node in nodes if node["Alive"]]
    fitting = [one for one in alive if one.get("CPU", 0) >= shares.cpus and one.get("GPU", 0) >= shares.gpus]
    if not fitting:
        largest = max((one.get("CPU", 0) for one in alive), default=0)
        gpus = max((one.get("GPU", 0) for one in alive), default=0)
        raise UsageError(
            f"a trial takes {shares.cpus} CPUs and {shares.gpus:g} GPUs, but no node of the Ray cluster has "
            f"more than {largest:g} and {gpus:g}: write --threads={int(max(1, largest))} --gpus={gpus:g}"
        )
