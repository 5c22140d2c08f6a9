"""Training of many networks: the command ``sweep``."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from depthlimit.arguments import check_arguments
from depthlimit.discovery import TABLE
from depthlimit.figure_spec import FigureSpec
from depthlimit.requirements import Requirement, require, whole_number
from depthlimit.result import Result
from depthlimit.tables import Table

if TYPE_CHECKING:
    from depthlimit.paths import PathCollection
    from depthlimit.sweeps.ranges import Numbers
    from depthlimit.sweeps.run import Engine
    from depthlimit.sweeps.table import TrialTable
    from depthlimit.sweeps.train_trial import Work
    from depthlimit.workflows.experiment import Experiment
    from depthlimit.workflows.planning.estimate import SweepEstimate

WORKER_IMPORTS = [
    "depthlimit.training.trainer", "depthlimit.data", "depthlimit.workflows.fitting.configuration"
]  # fmt: skip
"""Modules that workers import before their first trial."""

Start = Callable[["Work", int], "Engine"]
"""Makes an engine from the work and the number of workers."""

NUMBERS = {
    "retries": whole_number(0, 1_000_000),
    "gpus": Requirement(lambda value: 0 <= value <= 1024, "from 0 to 1024", 0.5),
}


@dataclass(frozen=True, repr=False)
class Sweep(Result):
    """Networks of several depths and seeds, trained in one folder.

    Attributes:
        folder: the folder of the sweep.
        counts: the number of trials of this call by status; in a dry run all are ``waiting``.
        trials: all trials in the folder that have ended: their options, last losses, metrics and norms.
        estimate: the plan with its time and memory, in a dry run.
    """

    folder: Path
    counts: Mapping[str, int]
    trials: "TrialTable"
    estimate: "SweepEstimate | None" = None

    @property
    def failure(self) -> str:
        """A sentence about trials that failed, "" if none did."""
        if not self.counts.get("failed"):
            return ""
        return (
            f"{self.counts['failed']} of {sum(self.counts.values())} trials failed, with reasons in "
            f"{self.folder / f'{TABLE}.csv'}: fix them, and run the same sweep again"
        )

    def table(self) -> Table | None:
        """Return one row per trial that has ended, or in a dry run per trial of the plan.

        It has the columns that differ between trials; ``trials.table()`` has all.
        """
        return self.trials.varying() if self.estimate is None else self.estimate.table()

    def collection(self, series: str | None = None) -> "PathCollection":
        """Return the trained weights of all depths and seeds.

        Args:
            series: a point of the grid, such as ``"model.alpha=0.6"``; None: the only one.

        Raises:
            UsageError: there are no weights, or there is no such series.
        """
        from depthlimit.sweeps.exported import folder_of_series
        from depthlimit.workflows.weight_sources import collection_of

        return collection_of(folder_of_series(self.folder, series))

    def runs(self) -> "list[Experiment]":
        """Return the runs of all trials, by depth and seed."""
        from depthlimit.workflows.runs import load_runs

        return load_runs(self.folder)

    def figure_spec(self, series: str | None = None, **options: Any) -> FigureSpec:
        """Describe the norms of the trained weights along the depth.

        Args:
            series: a point of the grid, such as ``"model.alpha=0.6"``; None: all of them, compared.
            **options: of the figure.

        Raises:
            UsageError: there are no weights, or there is no such series.
        """
        from depthlimit.workflows.path_norms import path_norms

        weights = self.folder if series is None else self.collection(series)
        return path_norms(weights).figure_spec(**options)


def sweep(
    config: str | Path | Mapping[str, Any],
    *,
    depths: "Numbers",
    seeds: "Numbers" = "1",
    set: str | Sequence[str] | Mapping[str, Any] = (),
    out: str | Path,
    engine: Literal["local", "ray"] = "local",
    workers: int | None = None,
    threads: int | None = None,
    retries: int = 3,
    address: str = "auto",
    gpus: float = 0.0,
    node_dir: str | Path | None = None,
    dry_run: bool = False,
    progress: bool = False,
) -> Sweep:
    """Train many networks: a base configuration at many depths and seeds and over a grid of other options.

    Run it again with the same arguments to go on after an interruption, or with more depths, seeds or values
    to train what is missing. Trials run in processes of their own, also from a notebook and from a script
    without ``if __name__ == "__main__"``. See docs/sweep.md.

    Args:
        config: The base: a YAML file that `fit` accepts; or a mapping of its options, nested as in the file
            or flat (``{"model": "ClassificationModel", "model.dim": 16}``).
        depths: Depths L: first:last:step, or a list.
        seeds: How many seeds, counted from that of the base; or a list such as 1234,5678.
        set: Grid: option=value,value,...; a value may be a rule, such as 'model.lr=9*L**(2*alpha-1)'; or a
            mapping of options to a value or a list of values.
        out: Folder of the sweep.
        engine: Engine that runs the trials: processes of this machine, or a Ray cluster.
        workers: Trials at a time (local engine; default: one per core).
        threads: Threads of a trial (default: cores / workers).
        retries: Number of times a trial is restarted after its process died.
        address: The Ray cluster: auto, or HOST:PORT.
        gpus: GPUs of a trial on Ray; may be a fraction.
        node_dir: local folder of every node, for Ray without a shared folder.
        dry_run: Train nothing, but estimate time and memory of the plan.
        progress: show a progress bar on a terminal, and what failed.

    Returns:
        The table of all trials. A warning says how many failed; their reasons are in the table.

    Raises:
        UsageError: an option or a value that `fit` does not accept, or no Ray cluster.
        OSError: the folder cannot be written to.
    """
    check_arguments(sweep, locals())
    from depthlimit.sweeps.ranges import read_depths, read_seeds
    from depthlimit.sweeps.table import trial_table
    from depthlimit.workflows.sweep_estimate import check_numbers, sweep_estimate, workers_and_threads

    check_numbers(engine, workers, threads)
    require({"retries": retries, "gpus": gpus}, NUMBERS)
    folder = Path(out).absolute()
    if dry_run:
        planned = sweep_estimate(
            config, depths=depths, seeds=seeds, set=set, engine=engine, workers=workers, threads=threads
        )
        return Sweep(folder, {"waiting": len(planned.trials)}, trial_table(folder), planned)
    read_depths(depths)
    read_seeds(seeds)
    # Before PyTorch is imported here: the server of the local workers imports it at the same time.
    start = ray_engine(retries, address, gpus, node_dir) if engine == "ray" else local_engine(retries)
    from depthlimit.sweeps.bar import Bar
    from depthlimit.sweeps.run import run_sweep
    from depthlimit.sweeps.train_trial import Work
    from depthlimit.workflows.fitting.configuration import train_configuration
    from depthlimit.workflows.planning.plan import plan_trials

    trials = plan_trials(config, depths, seeds, set)
    workers, threads = workers_and_threads(engine, workers, threads, len(trials))
    work = Work(folder, train_configuration, threads)
    with Bar(trials, folder, progress) as bar:
        counts = run_sweep(trials, work, start(work, workers), bar.end)
    found = Sweep(folder, dict(sorted(counts.items())), trial_table(folder))
    if found.failure and not progress:  # the progress bar has named every trial that failed
        warnings.warn(found.failure, stacklevel=2)
    return found


def local_engine(retries: int) -> Start:
    """Return the engine of local processes, after starting the server that they are forked from."""
    from depthlimit.sweeps.engines import local

    context = local.start_server(WORKER_IMPORTS)
    return lambda work, workers: partial(
        local.run, task=work, context=context, workers=workers, retries=retries
    )


def ray_engine(retries: int, address: str, gpus: float, node_dir: str | Path | None) -> Start:
    """Return the engine of a Ray cluster, after connecting to it."""
    from depthlimit.sweeps.engines import ray

    ray.connect(address)
    local_folder = None if node_dir is None else Path(node_dir)
    return lambda work, workers: partial(
        ray.run, task=work, resources=ray.Resources(work.threads, gpus, retries, local_folder)
    )
