"""Time and memory of a plan, from one measured step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import torch

from depthlimit.machine import resident_memory
from depthlimit.result import Result
from depthlimit.sweeps.trial import Trial, flat
from depthlimit.tables import Cell, Table
from depthlimit.training import ResidualModel
from depthlimit.workflows.fitting.configuration import model_and_data, model_of

DEFAULT_EPOCHS = 1000
"""Number of epochs if none is given: the default of the trainer."""


@dataclass(frozen=True, repr=False)
class MeasuredStep(Result):
    """Time and memory of one gradient step of one network.

    Attributes:
        depth: L of the network.
        seconds: of the step.
        fixed_bytes: memory of the process that does not depend on the depth: program and data.
        layer_bytes: memory of the layers.
        batches: number of steps in an epoch.
    """

    depth: int
    seconds: float
    fixed_bytes: int
    layer_bytes: int
    batches: int


@dataclass(frozen=True, repr=False)
class TrialEstimate(Result):
    """Time and memory of one trial, taken to grow like its depth.

    Attributes:
        trial: name of the trial.
        depth: L.
        seed: its seed.
        options: the options in which the trials of the plan differ.
        steps: number of gradient steps.
        seconds: time of training, without reading data and writing results.
        bytes: memory of its process.
    """

    trial: str
    depth: int
    seed: int
    options: Mapping[str, Any]
    steps: int
    seconds: float
    bytes: float


@dataclass(frozen=True, repr=False)
class SweepEstimate(Result):
    """Time and memory of a sweep.

    Attributes:
        workers: number of trials at a time.
        threads: of each of them.
        step: the measured step of the shallowest network.
        trials: the plan.
    """

    workers: int
    threads: int
    step: MeasuredStep
    trials: tuple[TrialEstimate, ...]

    @property
    def seconds(self) -> float:
        """Time of all trials."""
        times = [trial.seconds for trial in self.trials]
        return max(sum(times) / self.workers, max(times))

    @property
    def bytes(self) -> float:
        """Memory of the largest trials that may run at a time."""
        return sum(sorted(trial.bytes for trial in self.trials)[-self.workers :])

    def table(self) -> Table:
        """Return one row per trial; time in seconds and memory in bytes."""
        options = list(self.trials[0].options)
        rows = (
            (
                one.depth,
                one.seed,
                *map(cell, one.options.values()),
                one.steps,
                one.seconds,
                one.bytes,
                one.trial,
            )
            for one in self.trials
        )
        return Table(("L", "seed", *options, "steps", "seconds", "bytes", "trial"), tuple(rows))


def cell(value: object) -> Cell:
    """Return the value of an option as a cell of a table."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def estimate(trials: Sequence[Trial], workers: int, threads: int) -> SweepEstimate:
    """Return the estimated time and memory of a plan."""
    step = measure(min(trials, key=lambda trial: trial.depth), threads)
    options = [dict(flat(trial.config)) for trial in trials]
    differing = [name for name in options[0] if len({str(one.get(name)) for one in options}) > 1]
    shown = [name for name in differing if name not in ("model.L", "seed_everything")]
    estimates = []
    for trial, values in zip(trials, options, strict=True):
        number, growth = steps_of(trial, step.batches), trial.depth / step.depth
        estimates.append(
            TrialEstimate(
                trial=trial.name,
                depth=trial.depth,
                seed=trial.seed,
                options={name: values.get(name) for name in shown},
                steps=number,
                seconds=step.seconds * growth * number,
                bytes=step.fixed_bytes + step.layer_bytes * growth,
            )
        )
    return SweepEstimate(workers, threads, step, tuple(estimates))


def measure(trial: Trial, threads: int) -> MeasuredStep:
    """Return the time and memory of one step of a trial, the second of two."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        model, data = model_and_data(trial.config)
        loader = data.train_dataloader()
        batch = next(iter(loader))
        one_layer = model_of(trial.config, L=1)
        one_layer.check_data(data)
        make_step(one_layer, batch)  # loads the libraries
        fixed = resident_memory()
        make_step(model, batch)
        seconds, most = make_step(model, batch)
    finally:
        torch.set_num_threads(before)
    return MeasuredStep(trial.depth, seconds, fixed, max(0, most - fixed), len(loader))


def make_step(model: ResidualModel, batch: Any) -> tuple[float, int]:
    """Make a step without the update, and return its seconds and the most bytes that the process held."""
    x, y = batch
    started = perf_counter()
    loss = model.loss(model(x), y).mean()
    forward = resident_memory()
    torch.autograd.backward(loss)
    backward = resident_memory()
    model.weight_path().variation((1.0, 1.5, 2.0))
    return perf_counter() - started, max(forward, backward, resident_memory())


def steps_of(trial: Trial, batches: int) -> int:
    """Return the number of gradient steps of a trial."""
    trainer = trial.config["trainer"]
    epochs, most = trainer["max_epochs"], trainer["max_steps"]
    if most > 0 and epochs in (None, -1):
        return int(most)
    steps = (DEFAULT_EPOCHS if epochs is None else epochs) * batches
    return int(min(steps, most) if most > 0 else steps)
