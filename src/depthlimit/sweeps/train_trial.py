"""Run one trial, from its configuration to its result, in any process on any machine."""

import logging
import os
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch
import yaml
from threadpoolctl import threadpool_limits

from depthlimit.atomic import atomic_write, make_folder
from depthlimit.errors import DataError, DivergedError, UsageError, first_line, os_error_sentence
from depthlimit.jsonable import json_text
from depthlimit.locks import held
from depthlimit.log_rows import as_csv, last_values, merged_rows
from depthlimit.paths.tensor_files import read_torch
from depthlimit.statuses import Status
from depthlimit.sweeps.folder import SETTLED, TrialFolder, folder_of
from depthlimit.sweeps.trial import Trial, flat

UNSET_EVERY = 50
"""Steps between two rows of the log if ``log_every_n_steps`` is null: the default of the trainer."""

Fit = Callable[[Path, Path, Path | None], None]
"""Trains a configuration file, in a root folder, from a checkpoint or from the start."""


@dataclass(frozen=True)
class Outcome:
    """Status and reason of a trial; ``busy``: another process runs it, ``crashed``: its process died."""

    status: Status
    reason: str = ""


@dataclass(frozen=True)
class Work:
    """Callable that runs a trial.

    Attributes:
        out: the folder of the sweep.
        fit: trains a configuration.
        threads: number of threads of a trial. Results repeat bit for bit for a fixed number of threads.
    """

    out: Path
    fit: Fit
    threads: int

    def __call__(self, trial: Trial) -> Outcome:
        """Train, or resume training, unless the trial has ended or another process runs it.

        If the folder of the trial cannot be written to, it fails without a result file.
        """
        folder = folder_of(self.out, trial.name)
        try:
            make_folder(folder.path)
            with held(folder.lock) as ours:
                if not ours:
                    return Outcome("busy")
                result = folder.read_result()
                if result and result["status"] in SETTLED:
                    return Outcome(result["status"], result["reason"])
                with limited(self.threads), redirected(folder.output):
                    return self.train(trial, folder)
        except OSError as error:
            return Outcome("failed", os_error_sentence(error))

    def give_up(self, trial: Trial, reason: str) -> None:
        """Write the result of a trial whose process died too often."""
        folder = folder_of(self.out, trial.name)
        with suppress(OSError), held(folder.lock) as ours:
            if ours:
                record(trial, folder, Outcome("failed", reason), 0.0, self.threads)

    def train(self, trial: Trial, folder: TrialFolder) -> Outcome:
        """Train to the end, write the result, and return the outcome."""
        prepare(trial, folder)
        started = time.monotonic()
        try:
            self.fit(folder.config, folder.path, checkpoint_of(trial, folder))
            outcome = Outcome("finished")
        except DivergedError as error:
            outcome = Outcome("diverged", error.what)
        except UsageError as error:
            outcome = Outcome("failed", str(error))
        except (Exception, SystemExit) as error:
            traceback.print_exc()
            outcome = Outcome("failed", f"{type(error).__name__}: {first_line(error)}")
        record(trial, folder, outcome, time.monotonic() - started, self.threads)
        return outcome


def prepare(trial: Trial, folder: TrialFolder) -> None:
    """Write the configuration and a line about the attempt."""
    with atomic_write(folder.config) as part:
        part.write_text(yaml.safe_dump(dict(trial.config), sort_keys=False), encoding="utf-8")
    with folder.attempts.open("a", encoding="utf-8") as lines:
        start = {"host": socket.gethostname(), "pid": os.getpid(), "started": now()}
        lines.write(json_text(start))


def checkpoint_of(trial: Trial, folder: TrialFolder) -> Path | None:
    """Return the newest readable checkpoint whose steps are all in the log, or None."""
    logged = {int(row["step"]) for row in merged_rows(folder.runs)}
    for _, steps, file in reversed(folder.checkpoints()):
        if logged.issuperset(logged_steps(trial, steps)) and readable(file):
            return file
    return None


def logged_steps(trial: Trial, steps: int) -> range:
    """Return the steps among the first ``steps`` that the trainer logs: every n-th, numbered from 0."""
    every = trial.config["trainer"]["log_every_n_steps"]
    every = UNSET_EVERY if every is None else every
    return range(every - 1, steps, every) if every else range(0)


def readable(checkpoint: Path) -> bool:
    """Return True if the file is complete: the machine may have stopped while it was written."""
    try:
        read_torch(checkpoint)
    except (DataError, OSError):
        return False
    return True


def record(trial: Trial, folder: TrialFolder, outcome: Outcome, seconds: float, threads: int) -> None:
    """Write the merged log of all attempts, and then the result."""
    rows = merged_rows(folder.runs)
    with atomic_write(folder.history) as part:
        part.write_text(as_csv(rows), encoding="utf-8")
    folder.write_result(
        {
            "trial": trial.name,
            "series": {"label": trial.series.label, "id": trial.series.id},
            "L": trial.depth,
            "seed": trial.seed,
            "status": outcome.status,
            "reason": outcome.reason,
            "steps": max(int(rows[-1]["step"]) + 1 if rows else 0, folder.progress()[1]),
            "values": last_values(rows),
            "threads": threads,
            "config": dict(flat(trial.config)),
            "run": run_columns(folder, seconds),
        }
    )


def run_columns(folder: TrialFolder, seconds: float) -> dict[str, Any]:
    """Return the values that differ when a trial is run again."""
    attempts = len(folder.read_attempts())
    return {"seconds": seconds, "host": socket.gethostname(), "attempts": attempts, "ended": now()}


def now() -> str:
    """Return the current time in UTC, in ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def limited(threads: int) -> Iterator[None]:
    """Limit the threads of PyTorch and of the libraries under NumPy during the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        with threadpool_limits(limits=threads):
            yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def redirected(file: Path) -> Iterator[None]:
    """Append everything that the process prints or logs during the block to a file, C libraries included."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = {stream: os.dup(stream) for stream in (1, 2)}
    with file.open("a", encoding="utf-8", errors="backslashreplace", buffering=1) as target:
        for stream in kept:
            os.dup2(target.fileno(), stream)
        log, handler = logging.getLogger("depthlimit"), logging.StreamHandler(target)
        before, level, log.handlers = log.handlers, log.level, [handler]
        log.setLevel(logging.INFO)
        try:
            with redirect_stdout(target), redirect_stderr(target):
                yield
        finally:
            log.handlers = before
            log.setLevel(level)
            for stream, copy in kept.items():
                os.dup2(copy, stream)
                os.close(copy)
