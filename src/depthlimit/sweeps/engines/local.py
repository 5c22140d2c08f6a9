"""Run trials in processes of this machine.

A worker runs many trials, since importing PyTorch takes longer than many trainings do. Workers are forked
from a server that has imported it once, so that one that died is replaced at once. They do not import the
``__main__`` module: a script that calls `depthlimit.sweep` works without ``if __name__ == "__main__"``.
"""

import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any

from depthlimit.sweeps.train_trial import Outcome
from depthlimit.sweeps.trial import Trial

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext  # Windows has only the second

    Context = ForkServerContext | SpawnContext

RunTrial = Callable[[Trial], Outcome]
"""Runs a trial; sent to the workers by its name."""


def start_server(modules: Sequence[str]) -> "Context":
    """Return the context of the workers; the server they are forked from begins to import these modules.

    Where processes cannot be forked (Windows), every worker is a fresh interpreter.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing.forkserver import ensure_running

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(modules))
    ensure_running()
    return context


@contextmanager
def without_main() -> Iterator[None]:
    """Keep processes that are started in the block from importing the ``__main__`` module."""
    names = vars(sys.modules["__main__"])
    hidden: dict[str, Any] = {name: names[name] for name in names.keys() & {"__file__", "__spec__"}}
    names.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        names.update(hidden)


class Worker:
    """Process that runs one trial after another until this process ends."""

    def __init__(self, context: "Context", task: RunTrial) -> None:
        self.trial: Trial | None = None
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, task), daemon=True)
        with without_main():
            self.process.start()
        theirs.close()

    def give(self, trial: Trial) -> None:
        """Start a trial."""
        self.trial = trial
        self.pipe.send(trial)

    def outcome(self) -> Outcome:
        """Wait for the trial and return its outcome, or that of the process if it died."""
        self.trial = None
        try:
            outcome: Outcome = self.pipe.recv()
        except (EOFError, OSError):
            self.stop()
            return Outcome("crashed", f"its process was ended by {cause(self.process.exitcode)}")
        return outcome

    def stop(self) -> None:
        """End the process."""
        self.pipe.close()
        self.process.join(timeout=1)
        self.process.kill()
        self.process.join()


def run(
    trials: Sequence[Trial], task: RunTrial, context: "Context", workers: int, retries: int
) -> Iterator[tuple[Trial, Outcome]]:
    """Run the trials, and yield each with its outcome when it has ended.

    Args:
        trials: in the order in which they start.
        task: runs a trial.
        context: of `start_server`.
        workers: number of processes.
        retries: number of times a trial is restarted after its process died.
    """
    waiting = deque(trials)
    crashes = Counter[str]()
    crew = [Worker(context, task) for _ in range(min(workers, len(trials)))]
    try:
        for worker in crew:
            worker.give(waiting.popleft())
        while busy := {worker.pipe: worker for worker in crew if worker.trial}:
            for pipe in wait(list(busy)):
                worker = busy[pipe]  # type: ignore[index]
                trial, outcome = worker.trial, worker.outcome()
                assert trial is not None
                if outcome.status == "crashed":
                    crew[crew.index(worker)] = worker = Worker(context, task)
                    crashes[trial.id] += 1
                if outcome.status == "crashed" and crashes[trial.id] <= retries:
                    waiting.appendleft(trial)
                else:
                    yield trial, outcome
                if waiting:
                    worker.give(waiting.popleft())
    finally:
        for worker in crew:
            worker.process.kill()
        for worker in crew:
            worker.stop()


def serve(pipe: "Connection[Outcome, Trial]", task: RunTrial) -> None:
    """Run trials from the pipe, and send their outcomes; the main function of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes of a terminal
    requests: queue.SimpleQueue[Trial] = queue.SimpleQueue()
    threading.Thread(target=listen, args=(pipe, requests), daemon=True).start()
    while True:
        pipe.send(task(requests.get()))


def listen(pipe: "Connection[Outcome, Trial]", requests: "queue.SimpleQueue[Trial]") -> None:
    """Receive trials; end the process when the parent is gone."""
    while True:
        try:
            requests.put(pipe.recv())
        except (EOFError, OSError):
            os._exit(1)


def cause(code: int | None) -> str:
    """Return in words how a process ended.

    >>> cause(-9)
    'SIGKILL (out of memory, or ended by another process)'
    >>> cause(3)
    'exit code 3'
    """
    names = {int(one): one.name for one in signal.Signals}  # Windows has few
    if code is None or -code not in names:
        return f"exit code {code}"
    name = names[-code]
    return f"{name} (out of memory, or ended by another process)" if name == "SIGKILL" else name
