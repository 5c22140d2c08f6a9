"""Run a trial on a node that does not see the folder of the sweep: its files are sent there and back.

During training the folder of the trial is sent back after every new checkpoint, so that a lost node costs
only the steps after it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.sweeps.folder import TrialFolder, folder_of
from depthlimit.sweeps.train_trial import Outcome, Work
from depthlimit.sweeps.trial import Trial

EVERY = 30.0
"""Seconds between two checks for a new checkpoint."""
LAST = "result.json"
"""File that is written last: if it exists, the others do."""

Files = dict[str, bytes]
"""Contents of files by their path relative to the folder."""


def files_of(folder: Path) -> Files:
    """Return the files in the folder of a trial."""
    found = {}
    for file in folder.rglob("*"):
        try:
            if file.is_file() and not file.name.startswith(".") and file.name != "lock":
                found[file.relative_to(folder).as_posix()] = file.read_bytes()
        except FileNotFoundError:
            continue  # a checkpoint that a newer one replaced
    return found


def write_files(files: Files, folder: Path) -> None:
    """Write the files into a folder, each atomically, the result last.

    Raises:
        ValueError: a path leaves the folder.
    """
    for name in sorted(files, key=lambda name: name == LAST):
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name} leaves the folder of its trial")
        with atomic_write(target) as part:
            part.write_bytes(files[name])


class TrialFiles:
    """Receiver of the files of trials, on the node that has the folder of the sweep."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def receive(self, trial: str, files: Files) -> None:
        """Write the files of a trial, unless it has ended."""
        folder = folder_of(self.out, trial)
        if folder.read_result() is None or LAST in files:
            write_files(files, folder.path)


def run_remotely(task: Work, trial: Trial, node_dir: Path, state: Files, receiver: Any) -> Outcome:
    """Run a trial in a local folder of this node, and return its outcome.

    Args:
        task: runs a trial in the folder of a sweep.
        trial: the trial.
        node_dir: the local folder.
        state: the files of earlier attempts.
        receiver: the handle of a `TrialFiles` actor.
    """
    import ray

    folder = folder_of(node_dir, trial.name)
    write_files(state, folder.path)
    with sending(folder, trial, receiver):
        outcome = replace(task, out=node_dir)(trial)
    if outcome.status != "busy":
        ray.get(receiver.receive.remote(trial.name, files_of(folder.path)))
    return outcome


@contextmanager
def sending(folder: TrialFolder, trial: Trial, receiver: Any) -> Iterator[None]:
    """Send the folder after every new checkpoint during the block."""
    ended = threading.Event()

    def send_checkpoints() -> None:
        sent = folder.progress()
        while not ended.wait(EVERY):
            if (progress := folder.progress()) != sent:
                receiver.receive.remote(trial.name, files_of(folder.path))
                sent = progress

    sender = threading.Thread(target=send_checkpoints, daemon=True)
    sender.start()
    try:
        yield
    finally:
        ended.set()
        sender.join()
