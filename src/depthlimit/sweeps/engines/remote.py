"""A trial on a node that does not see the sweep's folder: its files go there and come back.

While it trains, its folder is sent back whenever there is a new checkpoint, so that a lost node takes no more
than the steps after it.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.sweeps.folder import TrialFolder, folder_of
from depthlimit.sweeps.trial import Trial
from depthlimit.sweeps.work import Outcome, Work

EVERY = 30.0
"""Seconds between two looks for a new checkpoint."""
LAST = "result.json"
"""Written last: where it is, the rest is there."""

Files = dict[str, bytes]
"""Contents by their path in the folder."""


def files_of(folder: Path) -> Files:
    """The files of a trial's folder."""
    found = {}
    for file in folder.rglob("*"):
        try:
            if file.is_file() and not file.name.startswith(".") and file.name != "lock":
                found[file.relative_to(folder).as_posix()] = file.read_bytes()
        except FileNotFoundError:
            continue  # a checkpoint that a newer one replaced
    return found


def put(files: Files, folder: Path) -> None:
    """Write the files into a folder, each whole, the result last."""
    for name in sorted(files, key=lambda name: name == LAST):
        target = folder / name
        if not target.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name} leaves the folder of its trial")
        with atomic_write(target) as part:
            part.write_bytes(files[name])


class Shelf:
    """Where the sweep's folder is: takes the files of trials."""

    def __init__(self, out: Path) -> None:
        self.out = out

    def keep(self, trial: str, files: Files) -> None:
        """Write the files of a trial, unless it has ended."""
        folder = folder_of(self.out, trial)
        if folder.read_result() is None or LAST in files:
            put(files, folder.path)


def remote(task: Work, trial: Trial, node_dir: Path, state: Files, shelf: Any) -> Outcome:
    """Do a trial in a folder of this node.

    Args:
        task: what is done with a trial where the sweep's folder is seen.
        trial: the trial.
        node_dir: the folder of this node.
        state: the files of earlier attempts.
        shelf: the handle of a `Shelf`.
    """
    import ray

    folder = folder_of(node_dir, trial.name)
    put(state, folder.path)
    with sending(folder, trial, shelf):
        outcome = replace(task, out=node_dir)(trial)
    if outcome.status != "busy":
        ray.get(shelf.keep.remote(trial.name, files_of(folder.path)))
    return outcome


@contextmanager
def sending(folder: TrialFolder, trial: Trial, shelf: Any) -> Iterator[None]:
    """Send the folder during the block whenever it has a new checkpoint."""
    ended = threading.Event()

    def watch() -> None:
        sent = folder.progress()
        while not ended.wait(EVERY):
            if (come := folder.progress()) != sent:
                shelf.keep.remote(trial.name, files_of(folder.path))
                sent = come

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()
