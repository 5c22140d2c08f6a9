"""How far a sweep has come, on a terminal, while it runs."""

import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tqdm import tqdm

from depthlimit.locks import is_held
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.planned import Planned
from depthlimit.sweeps.trial import Trial
from depthlimit.sweeps.work import Outcome
from depthlimit.untrusted import printable

Shares = Mapping[Planned, float]

EVERY = 2.0
"""Seconds between two looks at the checkpoints."""
SHOWN = 3
"""Running trials that are named."""
FORMAT = "{percentage:3.0f}%|{bar:20}| {desc} [{elapsed}<{remaining}]"


class Bar:
    """A bar of the layers trained so far; nothing where there is no terminal."""

    def __init__(self, trials: Sequence[Trial], out: Path) -> None:
        self.out = out
        self.all = len(trials)
        self.left = {trial.name: Planned.of(trial) for trial in trials}
        self.depths = sum(trial.L for trial in trials)
        hidden = sys.stderr is None or not sys.stderr.isatty()
        made_before = 0 if hidden else self.layers(self.shares())
        self.bar: tqdm[Any] = tqdm(
            total=self.depths, initial=made_before, bar_format=FORMAT, leave=False, disable=hidden
        )
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def __enter__(self) -> Self:
        if not self.bar.disable:
            self.thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        if self.thread.is_alive():
            self.thread.join()
        self.bar.close()

    def end(self, trial: Trial, outcome: Outcome) -> None:
        """A trial has ended."""
        self.left.pop(trial.name, None)
        if outcome.status != "finished":
            said = f"{trial.name} {outcome.status}: {outcome.reason}"
            self.bar.write(printable(said), file=sys.stderr)

    def watch(self) -> None:
        """Look at the checkpoints now and then."""
        while not self.ended.wait(EVERY):
            shares = self.shares()
            running = [one for one in shares if is_held(folder_of(self.out, one.trial).lock)]
            self.bar.n = self.layers(shares)
            self.bar.set_description_str(described(self.all - len(shares), self.all, running, shares))

    def shares(self) -> Shares:
        """How far every trial is that has not ended."""
        return {one: one.share(self.out) for one in list(self.left.values())}

    def layers(self, shares: Shares) -> int:
        """The layers trained so far, a part of a training counted as that part of its layers."""
        return round(self.depths - sum(one.L * (1 - share) for one, share in shares.items()))


def described(done: int, all_of_them: int, running: Sequence[Planned], shares: Shares) -> str:
    """What stands beside the bar."""
    named = ", ".join(f"L={one.L} seed={one.seed} {shares[one]:.0%}" for one in running[:SHOWN])
    more = f" and {len(running) - SHOWN} more" if len(running) > SHOWN else ""
    return f"{done} of {all_of_them} trials{'; ' + named + more if named else ''}"
