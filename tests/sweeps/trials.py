"""Small sweeps on digits, and helpers of their tests."""

import csv
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from depthlimit.sweeps.plan import GridAxis, plan
from depthlimit.sweeps.table import RUN_COLUMNS
from depthlimit.sweeps.train_trial import Outcome, Work
from depthlimit.sweeps.trial import Trial
from depthlimit.workflows.fitting.options import OptionReader

BASE = (
    "--model=ClassificationModel", "--model.input_size=64", "--model.dim=3", "--model.init=ntrunc",
    "--model.gamma=1", "--model.dynamic_lr=true", "--trainer.max_epochs=40", "--data.batch_size=800",
)  # fmt: skip
"""Two steps an epoch, with a learning rate that is part of the state."""

READ = OptionReader()


def small_plan(
    depths: Sequence[int] = (4, 8), seeds: Sequence[int] = (0,), *settings: str, base: Sequence[str] = BASE
) -> list[Trial]:
    return plan(READ, base, depths, seeds, [GridAxis.of(text) for text in settings])


def serial(trials: Sequence[Trial], task: Work) -> Iterator[tuple[Trial, Outcome]]:
    """The engine that is obviously right: one trial after the other, in this process."""
    for trial in trials:
        yield trial, task(trial)


def table(out: Path) -> list[dict[str, Any]]:
    """The table without the columns that may differ."""
    with (out / "table.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [{name: value for name, value in row.items() if name not in RUN_COLUMNS} for row in rows]


def silent(trial: Trial, outcome: Outcome) -> None:
    """Report nothing."""


def holder(out: Path, trial: str) -> int:
    """The process that trains a trial."""
    attempts = (out / "trials" / trial / "attempts.jsonl").read_text(encoding="utf-8").splitlines()
    return int(attempts[-1].partition('"pid": ')[2].partition(",")[0])


class Killer(threading.Thread):
    """Kills the process of a running trial that has made a checkpoint, several times."""

    def __init__(self, out: Path, kills: int) -> None:
        super().__init__(daemon=True)
        self.out = out
        self.kills = kills
        self.killed: list[int] = []

    def run(self) -> None:
        deadline = time.monotonic() + 120
        while len(self.killed) < self.kills and time.monotonic() < deadline:
            time.sleep(0.02)
            for file in self.out.glob("trials/*/lightning_logs/version_*/checkpoints/epoch=*.ckpt"):
                folder = file.parents[3]
                if not (folder / "result.json").exists():
                    process = holder(self.out, folder.name)
                    if process != os.getpid() and process not in self.killed:
                        os.kill(process, signal.SIGKILL)
                        self.killed.append(process)
                        break
