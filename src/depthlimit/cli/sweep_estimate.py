"""``sweep --dry_run``: the plan as a table, with an estimate of time and memory from one measured step."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import torch

from depthlimit.cli.console import echo
from depthlimit.cli.fit_configuration import made, model_and_data
from depthlimit.machine import peak_memory, resident_memory
from depthlimit.sweeps.trial import Trial, flat
from depthlimit.training import ResidualModel

MEBI = 2**20
UNTIL_ONE_EPOCH = 1000
"""Epochs where none are given: the trainer's own default."""


@dataclass(frozen=True)
class Measured:
    """One step of one network.

    Attributes:
        L: its depth.
        seconds: its time.
        fixed: memory that does not depend on the depth, in bytes: program and data.
        layers: memory of the layers, in bytes.
        batches: steps in an epoch.
    """

    L: int
    seconds: float
    fixed: float
    layers: float
    batches: int

    def time(self, trial: Trial) -> float:
        """Seconds of a trial: time grows like the depth."""
        return self.seconds * trial.L / self.L * steps(trial, self.batches)

    def memory(self, trial: Trial) -> float:
        """Bytes of a trial."""
        return self.fixed + self.layers * trial.L / self.L


def measure(trial: Trial, threads: int) -> Measured:
    """Make one step of a trial's network, after one that is not counted."""
    torch.set_num_threads(threads)
    model, data = model_and_data(trial.config)
    loader = data.train_dataloader()
    batch = next(iter(loader))
    step(made(trial.config["model"] | {"init_args": trial.config["model"]["init_args"] | {"L": 1}}, 0), batch)
    fixed = resident_memory()
    step(model, batch)
    seconds = step(model, batch)
    return Measured(trial.L, seconds, fixed, peak_memory() - fixed, len(loader))


def step(model: ResidualModel, batch: Any) -> float:
    """The seconds of a step: loss, gradient, and the variations of the weights."""
    x, y = batch
    started = perf_counter()
    torch.autograd.backward(model.loss(model(x), y).mean())
    model.weight_path().variation((1.0, 1.5, 2.0))
    return perf_counter() - started


def steps(trial: Trial, batches: int) -> int:
    """Gradient steps of a trial."""
    trainer = trial.config["trainer"]
    epochs, most = trainer["max_epochs"], trainer["max_steps"]
    if most > 0 and epochs in (None, -1):
        return int(most)
    made = (UNTIL_ONE_EPOCH if epochs is None else epochs) * batches
    return int(min(made, most) if most > 0 else made)


def show_plan(trials: Sequence[Trial], workers: int, threads: int) -> None:
    """Print a line for every trial and the sums."""
    measured = measure(min(trials, key=lambda trial: trial.L), threads)
    options = [dict(flat(trial.config)) for trial in trials]
    varying = [name for name in options[0] if len({str(one.get(name)) for one in options}) > 1]
    shown = [name for name in varying if name not in ("model.L", "seed_everything")]
    widths = [max(len(name), 10) for name in shown]
    names = [f"{name:>{width}}" for name, width in zip(shown, widths, strict=True)]
    echo(" ".join([f"{'L':>8} {'seed':>8}", *names, f"{'steps':>8} {'time':>9} {'memory':>9}  trial"]))
    for trial, option in zip(trials, options, strict=True):
        values = [
            f"{value_text(option.get(name)):>{width}}" for name, width in zip(shown, widths, strict=True)
        ]
        made = f"{steps(trial, measured.batches):>8} {duration(measured.time(trial)):>9}"
        size = f"{measured.memory(trial) / MEBI:>5.0f} MiB"
        echo(" ".join([f"{trial.L:>8} {trial.seed:>8}", *values, made, f"{size}  {trial.id}"]))
    times = sorted(map(measured.time, trials))
    total = max(sum(times) / workers, times[-1])
    largest = sum(sorted(map(measured.memory, trials))[-workers:])
    echo(
        f"\n{len(trials)} trials, {workers} at a time, {threads} thread{'s' * (threads > 1)} each: "
        f"about {duration(total)} and {largest / MEBI:.0f} MiB"
    )
    echo(
        f"(from a step of L={measured.L}, {measured.seconds:.3g} s, taken to grow like L; "
        "loading data and writing results come on top)"
    )


def value_text(value: object) -> str:
    """A value of the grid, short."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def duration(seconds: float) -> str:
    """A time span for people.

    >>> duration(0.25), duration(75), duration(7300)
    ('0.2 s', '1:15 min', '2:01 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    return f"{minutes // 60}:{minutes % 60:02} h"
