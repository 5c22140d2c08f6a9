"""Run trials as tasks of a Ray cluster."""

import logging
import os
import socket
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depthlimit.errors import UsageError, first_line
from depthlimit.requirements import require_package
from depthlimit.sweeps.engines.remote import TrialFiles, files_of, run_remotely
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.train_trial import Outcome, Work
from depthlimit.sweeps.trial import Trial

ANSWER = 5.0
"""Seconds to wait for a cluster to answer."""


@dataclass(frozen=True)
class Resources:
    """Resources of a trial.

    Attributes:
        cpus: number of CPUs, and of threads.
        gpus: number of GPUs; may be a fraction.
        retries: how often a trial is started again after its process or its node was lost.
        node_dir: a local folder of every node; None if all nodes see the folder of the sweep.
    """

    cpus: int
    gpus: float = 0.0
    retries: int = 3
    node_dir: Path | None = None


def connect(address: str) -> None:
    """Connect to a cluster.

    Raises:
        UsageError: Ray is not installed, or no cluster answers at the address.
    """
    ray = require_package("ray", "cluster")
    try:
        host, colon, port = address.rpartition(":")
        if colon and port.isdecimal() and "/" not in host:
            socket.create_connection((host, int(port)), timeout=ANSWER).close()
        ray.init(address, log_to_driver=False, logging_level=logging.ERROR)
    except (OSError, RuntimeError, ValueError) as error:
        raise UsageError(
            f"no Ray cluster answers at {address} ({first_line(error)}): start one with `ray start --head`, "
            "and give its address",
            {"address": "HOST:6379"},
        ) from None


def run(trials: Sequence[Trial], task: Work, resources: Resources) -> Iterator[tuple[Trial, Outcome]]:
    """Run the trials, and yield each with its outcome when it has ended.

    Args:
        trials: in the order in which they start.
        task: runs a trial; the nodes import it by its name, so depthlimit must be installed there.
        resources: of a trial.

    Raises:
        UsageError: no node of the cluster has the resources of a trial.
    """
    import ray
    from ray.exceptions import RayError, TaskCancelledError

    check_resources(ray.nodes(), resources)  # type: ignore[no-untyped-call]
    remote: Any = ray.remote(num_cpus=resources.cpus, num_gpus=resources.gpus, max_retries=0)(run_on_node)
    receiver = None if resources.node_dir is None else start_receiver(task.out)
    crashes = Counter[str]()

    def start(trial: Trial) -> Any:
        state = files_of(folder_of(task.out, trial.name).path) if receiver is not None else {}
        return remote.remote(task, trial, os.getcwd(), resources.node_dir, state, receiver)

    running = {start(trial): trial for trial in trials}
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
                    if crashes[trial.id] > resources.retries:
                        reason = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
                        yield trial, Outcome("crashed", reason)
                    else:
                        running[start(trial)] = trial
    finally:
        for reference in running:
            ray.cancel(reference, force=True)


def run_on_node(
    task: Work, trial: Trial, folder: str, node_dir: Path | None, state: dict[str, bytes], receiver: Any
) -> Outcome:
    """Run one trial on the node of this process."""
    if os.path.isdir(folder):
        os.chdir(folder)  # relative paths of data are relative to where the sweep was started
    if node_dir is None:
        return task(trial)
    return run_remotely(task, trial, node_dir, state, receiver)


def start_receiver(out: Path) -> Any:
    """Return the handle of a `TrialFiles` actor on the node of this process."""
    import ray
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=False)
    return ray.remote(num_cpus=0)(TrialFiles).options(scheduling_strategy=here).remote(out)


def check_resources(nodes: Sequence[dict[str, Any]], resources: Resources) -> None:
    """Refuse a trial that no node can run: Ray would wait for one.

    Raises:
        UsageError: no node of the cluster has the resources of a trial.
    """
    alive = [node["Resources"] for node in nodes if node["Alive"]]
    cpus, gpus = resources.cpus, resources.gpus
    if not any(node.get("CPU", 0) >= cpus and node.get("GPU", 0) >= gpus for node in alive):
        most_cpus = max((one.get("CPU", 0) for one in alive), default=0)
        most_gpus = max((one.get("GPU", 0) for one in alive), default=0)
        raise UsageError(
            f"a trial takes {cpus} CPUs and {gpus:g} GPUs, but no node of the Ray cluster has more than "
            f"{most_cpus:g} and {most_gpus:g}",
            {"threads": int(max(1, most_cpus)), "gpus": most_gpus},
        )
