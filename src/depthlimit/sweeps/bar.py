"""Progress bar of a sweep on a terminal or in a notebook."""

import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from depthlimit.locks import is_held
from depthlimit.progress import shows_bars
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.planned import Planned
from depthlimit.sweeps.train_trial import Outcome
from depthlimit.sweeps.trial import Trial
from depthlimit.untrusted import printable

Shares = Mapping[Planned, float]
"""Share of its training that each unfinished trial has behind it."""

EVERY = 2.0
"""Seconds between two refreshes."""
SHOWN = 3
"""Number of running trials that are named."""
FORMAT = "{percentage:3.0f}%|{bar:20}| {desc} [{elapsed}<{remaining}]"


class Bar:
    """Progress bar that counts trained layers; hidden without a terminal or a notebook.

    Args:
        trials: the trials of the sweep.
        out: the folder of the sweep.
        enabled: False hides the bar and its messages.
    """

    def __init__(self, trials: Sequence[Trial], out: Path, enabled: bool = True) -> None:
        self.out = out
        self.enabled = enabled
        self.total = len(trials)
        self.left = {trial.name: Planned.of(trial) for trial in trials}
        self.depths = sum(trial.depth for trial in trials)
        hidden = not shows_bars(enabled)
        done_before = 0 if hidden else self.layers(self.shares())
        self.bar: tqdm[Any] = tqdm(
            total=self.depths, initial=done_before, bar_format=FORMAT, leave=False, disable=hidden
        )
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.refresh, daemon=True)

    def __enter__(self) -> Self:
        if not self.bar.disable:
            self.thread.start()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
        self.bar.close()

    def end(self, trial: Trial, outcome: Outcome) -> None:
        """Count a trial as ended, and print why if it did not finish."""
        self.left.pop(trial.name, None)
        if self.enabled and outcome.status != "finished":
            message = f"{trial.name} {outcome.status}: {outcome.reason}"
            self.bar.write(printable(message), file=sys.stderr)

    def refresh(self) -> None:
        """Update the bar from the checkpoints until the sweep has ended."""
        while not self.ended.wait(EVERY):
            shares = self.shares()
            running = [one for one in shares if is_held(folder_of(self.out, one.trial).lock)]
            self.bar.n = self.layers(shares)
            self.bar.set_description_str(description(self.total - len(shares), self.total, running, shares))

    def shares(self) -> Shares:
        """Return the share of its training that every unfinished trial has behind it."""
        return {one: one.share(self.out) for one in list(self.left.values())}

    def layers(self, shares: Shares) -> int:
        """Return the number of layers trained so far; half a training counts half of its layers."""
        return round(self.depths - sum(one.depth * (1 - share) for one, share in shares.items()))


def description(done: int, total: int, running: Sequence[Planned], shares: Shares) -> str:
    """Return the text beside the bar."""
    named = ", ".join(f"L={one.depth} seed={one.seed} {shares[one]:.0%}" for one in running[:SHOWN])
    more = f" and {len(running) - SHOWN} more" if len(running) > SHOWN else ""
    return f"{done} of {total} trials{'; ' + named + more if named else ''}"
