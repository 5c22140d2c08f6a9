"""Train many networks: a base configuration at many depths and seeds, and a grid over any other option."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jsonargparse import ArgumentParser, Namespace

from depthlimit.cli.console import echo
from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.configuration import refuse_bytes
from depthlimit.errors import UsageError
from depthlimit.machine import cores
from depthlimit.requirements import Requirement, require, whole_number
from depthlimit.sweeps.ranges import read_depths, read_seeds
from depthlimit.untrusted import printable

if TYPE_CHECKING:
    from depthlimit.sweeps.run import Engine as Running
    from depthlimit.sweeps.work import Work

Engine = Callable[["Work", int], "Running"]
"""From the work and the number of workers to what does trials."""

FIT = "depthlimit.cli.fit_configuration"
"""What a worker imports before its first trial."""

NUMBERS = {
    "workers": whole_number(1, 4096, optional=True),
    "threads": whole_number(1, 4096, optional=True),
    "retries": whole_number(0, 1_000_000),
    "gpus": Requirement(lambda value: 0 <= value <= 1024, "from 0 to 1024", 0.5),
}


def run(name: str, arguments: Sequence[str]) -> None:
    """Plan, and train, show the plan, or say how far it has come."""
    options = parse(parser(name), arguments, name)
    require(options.as_dict(), NUMBERS)
    if options.status is not None:
        show_status(Path(options.status))
        return
    for needed, example in (("config", "base.yaml"), ("depths", "16,32,64"), ("out", "runs/sweep")):
        if options[needed] is None:
            raise UsageError(f"sweep needs --{needed}: write --{needed} {example}")
    refuse_bytes([f"--out={options.out}"])
    read_depths(options.depths)
    read_seeds(options.seeds)
    sweep(options)


def parser(name: str) -> ArgumentParser:
    """The options of the command."""
    made = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    add = made.add_argument
    add("--config", type=str | None, default=None, help="The base: a configuration that `fit` accepts.")
    add("--depths", type=str | None, default=None, help="Depths L: first:last:step, or a list.")
    add("--seeds", type=str, default="1", help="How many seeds, from the base's on; or a list: 1234,5678.")
    add(
        "--set",
        type=str,
        nargs="+",
        action="append",
        default=[],
        help="option=value,value,...; a value may be a rule, such as 'model.lr=9*L**(2*alpha-1)'.",
    )
    add("--out", type=str | None, default=None, help="Folder of the sweep.")
    add("--engine", type=Literal["local", "ray"], default="local", help="Where trials run.")
    add("--workers", type=int | None, default=None, help="Trials at a time (local; default: one a core).")
    add("--threads", type=int | None, default=None, help="Threads of a trial (default: cores / workers).")
    add("--retries", type=int, default=3, help="How often a trial whose process died is begun again.")
    add("--address", type=str, default="auto", help="The Ray cluster: auto, or HOST:PORT.")
    add("--gpus", type=float, default=0.0, help="GPUs of a trial on Ray; may be a fraction.")
    add(
        "--node_dir",
        type=str | None,
        default=None,
        help="Ray without a shared folder: a folder of each node.",
    )
    add("--dry_run", action="store_true", help="Print the plan, and an estimate of time and memory.")
    add("--status", type=str | None, default=None, help="Say how far the sweep in this folder has come.")
    return made


def sweep(options: Namespace) -> None:
    """Plan and, unless it is a dry run, train."""
    engine = ENGINES[options.engine](options)
    from depthlimit.cli.fit_configuration import train
    from depthlimit.cli.sweep_plan import plan_of
    from depthlimit.sweeps.bar import Bar
    from depthlimit.sweeps.run import run_sweep
    from depthlimit.sweeps.work import Work

    set_up_logs()
    out = Path(options.out).absolute()
    trials = plan_of(options)
    workers, threads = workers_and_threads(options, len(trials))
    if options.dry_run:
        from depthlimit.cli.sweep_estimate import show_plan

        show_plan(trials, workers, threads)
        return
    work = Work(out, train, threads)
    with Bar(trials, out) as bar:
        ended = run_sweep(trials, work, engine(work, workers), bar.end)
    conclude(ended, out)


def local_engine(options: Namespace) -> Engine:
    """Processes of this machine; the server they are forked from imports PyTorch while this process does."""
    from depthlimit.sweeps.engines import local

    context = local.start_server([FIT])
    return lambda work, workers: partial(
        local.run, task=work, context=context, workers=workers, retries=options.retries
    )


def ray_engine(options: Namespace) -> Engine:
    """A Ray cluster."""
    from depthlimit.sweeps.engines import ray

    node_dir = None if options.node_dir is None else Path(options.node_dir)
    if not options.dry_run:
        ray.connect(options.address)
    return lambda work, workers: partial(
        ray.run, task=work, shares=ray.Shares(work.threads, options.gpus, options.retries, node_dir)
    )


ENGINES: dict[str, Callable[[Namespace], Engine]] = {"local": local_engine, "ray": ray_engine}


def workers_and_threads(options: Namespace, trials: int) -> tuple[int, int]:
    """Trials at a time, and the threads of each: the cores, shared out; on Ray one, unless more are given."""
    if options.engine == "ray":
        return options.workers or trials, options.threads or 1
    workers = options.workers or min(cores(), trials)
    return workers, options.threads or max(1, cores() // workers)


def conclude(ended: Counter[str], out: Path) -> None:
    """Say how the trials ended and where the results lie."""
    echo(listed(ended))
    echo(f"table:            {out / 'table.csv'}\nexported weights: {out / 'exported_models'}")
    if ended["failed"]:
        raise UsageError(
            f"{ended['failed']} of {ended.total()} trials failed, with reasons in {out / 'table.csv'}: "
            "when they are mended, run the same line again"
        )


def show_status(out: Path) -> None:
    """Print how far the plans in a sweep's folder have come."""
    from depthlimit.sweeps.planned import read_plans, standing

    for plan in read_plans(out):
        standings = [standing(out, planned) for planned in plan]
        counts = Counter[str](one.status for one in standings)
        layers = sum(one.planned.L for one in standings)
        done = sum(one.planned.L * one.share for one in standings) / layers
        echo(f"{len(plan)} trials, {done:.0%} of the layers trained: {listed(counts)}")
        for one in standings:
            if one.status in ("running", "diverged", "failed"):
                echo(f"  {one.planned.trial}  {one.status}  {printable(one.reason) or f'{one.share:.0%}'}")


def listed(counts: Mapping[str, int]) -> str:
    """Numbers of trials by their status.

    >>> listed(Counter(["finished", "waiting", "finished"]))
    '2 finished, 1 waiting'
    """
    return ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
