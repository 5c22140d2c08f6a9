"""Time and memory that a sweep will take: ``sweep --dry_run``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from depthlimit.arguments import check_arguments
from depthlimit.machine import cores
from depthlimit.requirements import require, require_choice, whole_number

if TYPE_CHECKING:
    from depthlimit.sweeps.ranges import Numbers
    from depthlimit.workflows.planning.estimate import SweepEstimate

NUMBERS = {name: whole_number(1, 4096, optional=True) for name in ("workers", "threads")}


def sweep_estimate(
    config: str | Path | Mapping[str, Any],
    *,
    depths: "Numbers",
    seeds: "Numbers" = "1",
    set: str | Sequence[str] | Mapping[str, Any] = (),
    engine: Literal["local", "ray"] = "local",
    workers: int | None = None,
    threads: int | None = None,
) -> "SweepEstimate":
    """Return the plan of a sweep, with an estimate of its time and memory from one measured step.

    Nothing is trained or written. The arguments are those of `sweep`.

    Raises:
        UsageError: an option or a value that `fit` does not accept.
    """
    check_arguments(sweep_estimate, locals())
    from depthlimit.workflows.planning.estimate import estimate
    from depthlimit.workflows.planning.plan import plan_trials

    check_numbers(engine, workers, threads)
    trials = plan_trials(config, depths, seeds, set)
    return estimate(trials, *workers_and_threads(engine, workers, threads, len(trials)))


def check_numbers(engine: str, workers: int | None, threads: int | None) -> None:
    """Check the engine and its numbers of workers and threads.

    Raises:
        UsageError: one is out of its range.
    """
    require({"workers": workers, "threads": threads}, NUMBERS)
    require_choice("engine", engine, ("local", "ray"))


def workers_and_threads(
    engine: str, workers: int | None, threads: int | None, trials: int
) -> tuple[int, int]:
    """Return the number of trials at a time and the threads of each, which share the cores of this machine.

    On Ray a trial has one thread unless more are given.
    """
    if engine == "ray":
        return workers or trials, threads or 1
    workers = workers or min(cores(), trials)
    return workers, threads or max(1, cores() // workers)
