"""Run a sweep with any engine."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from depthlimit.locks import is_held
from depthlimit.sweeps.exported import publish, series_folder
from depthlimit.sweeps.folder import SETTLED, folder_of
from depthlimit.sweeps.planned import write_plan
from depthlimit.sweeps.table import trial_table
from depthlimit.sweeps.train_trial import Outcome, Work
from depthlimit.sweeps.trial import Trial

Engine = Callable[[Sequence[Trial]], Iterable[tuple[Trial, Outcome]]]
"""Runs trials and yields each with its outcome when it has ended."""
Report = Callable[[Trial, Outcome], None]
"""Called with every trial that has ended."""

REFRESH = 60.0
"""Seconds between two updates of the table."""
POLL = 1.0
"""Seconds between two checks of trials that another sweep is running."""


def run_sweep(trials: Sequence[Trial], work: Work, engine: Engine, report: Report) -> Counter[str]:
    """Run the trials that have not ended yet, and return the number of trials by status.

    The deepest start first: they take longest, so that all workers end at about the same time. Trials that
    another sweep on the same folder is running are waited for.

    Raises:
        OSError: the folder cannot be written to.
    """
    out = work.out
    write_plan(out, trials)
    targets = {series: series_folder(out, series) for series in {trial.series for trial in trials}}
    ended: Counter[str] = Counter()
    written = time.monotonic()

    def end(trial: Trial, outcome: Outcome) -> None:
        ended[outcome.status] += 1
        if outcome.status == "finished":
            publish(trial, folder_of(out, trial.name), targets[trial.series])
        report(trial, outcome)

    waiting = []
    for trial in sorted(trials, key=lambda trial: -trial.depth):
        result = folder_of(out, trial.name).read_result()
        if result and result["status"] in SETTLED:
            end(trial, Outcome(result["status"], result["reason"]))
        else:
            waiting.append(trial)
    try:
        while waiting:
            elsewhere = []
            for trial, outcome in engine(waiting):
                if outcome.status == "busy":
                    elsewhere.append(trial)
                    continue
                if outcome.status == "crashed":
                    work.give_up(trial, outcome.reason)
                    outcome = Outcome("failed", outcome.reason)
                end(trial, outcome)
                if time.monotonic() - written > REFRESH:
                    trial_table(out).write(out)
                    written = time.monotonic()
            waiting = wait_for_one(elsewhere, out)
    finally:
        trial_table(out).write(out)
    return ended


def wait_for_one(trials: list[Trial], out: Path) -> list[Trial]:
    """Wait until one of the trials is no longer run by another sweep, and return the trials."""
    while trials and all(is_held(folder_of(out, trial.name).lock) for trial in trials):
        time.sleep(POLL)
    return trials
