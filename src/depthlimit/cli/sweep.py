"""``sweep``: train many networks, estimate their time and memory, or show how far they are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.configuration import refuse_bytes
from depthlimit.discovery import EXPORTS, TABLE
from depthlimit.errors import UsageError
from depthlimit.tables import Table
from depthlimit.untrusted import printable
from depthlimit.workflows.sweep import Sweep, sweep
from depthlimit.workflows.sweep_status import SweepStatus, sweep_status

if TYPE_CHECKING:
    from depthlimit.workflows.planning.estimate import SweepEstimate

NEEDED = {"config": "base.yaml", "depths": "16,32,64", "out": "runs/sweep"}
"""Options without a default, and an example of each."""
TEXTS: dict[str, Any] = {"depths": str | None, "seeds": str, "out": str | None}
"""Types of options whose texts may be objects in Python."""


def run(name: str, arguments: Sequence[str]) -> None:
    """Train, estimate, or print the status of a sweep."""
    options = parse(parser(name), arguments, name)
    if options.status is not None:
        show_status(sweep_status(options.status))
        return
    for needed, example in NEEDED.items():
        if options[needed] is None:
            raise UsageError(f"sweep needs --{needed}", {needed: example})
    refuse_bytes([f"--out={options.out}"])
    set_up_logs()
    options.set = [text for group in options.set for text in group]
    found = sweep(options.config, **given(options, sweep), progress=True)
    if found.estimate is not None:
        show_plan(found.estimate)
    else:
        conclude(found)


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, sweep, "--config", type=str | None, required=False)
    add_options(made, sweep, skip=("set",), types=TEXTS)
    add_source(made, sweep, "--set", nargs="+", action="append", default=[], required=False)
    made.add_argument(
        "--status", type=str | None, default=None, help="Print the progress of the sweep in this folder."
    )
    return made


def conclude(found: Sweep) -> None:
    """Print how the trials ended and where the results are.

    Raises:
        UsageError: some trials failed.
    """
    echo(counted(found.counts))
    echo(f"table:            {found.folder / f'{TABLE}.csv'}")
    echo(f"exported weights: {found.folder / EXPORTS}")
    if found.failure:
        raise UsageError(found.failure)


def show_plan(plan: "SweepEstimate") -> None:
    """Print a row for every trial and the sums."""
    echo(readable(plan.table()).rendered())
    echo(
        f"\n{len(plan.trials)} trials, {plan.workers} at a time, {plan.threads} "
        f"thread{'s' * (plan.threads > 1)} each: about {duration(plan.seconds)} and {mebibytes(plan.bytes)}"
    )
    echo(
        f"(from a step of L={plan.step.depth}, {plan.step.seconds:.3g} s, assumed to grow like L; "
        "without loading data and writing results)"
    )


def readable(table: Table) -> Table:
    """Return the table with times and sizes in units that people read."""
    names = tuple(UNITS[name][0] if name in UNITS else name for name in table.names)
    rows = (
        tuple(
            UNITS[name][1](float(cell or 0)) if name in UNITS else cell
            for name, cell in zip(table.names, row, strict=True)
        )
        for row in table.rows
    )
    return Table(names, tuple(rows))


def duration(seconds: float) -> str:
    """Return a time span in words.

    >>> duration(0.25), duration(75), duration(7300)
    ('0.2 s', '1:15 min', '2:01 h')
    """
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes}:{rest:02} min"
    return f"{minutes // 60}:{minutes % 60:02} h"


def mebibytes(size: float) -> str:
    """Return a size in words.

    >>> mebibytes(3 * 2**20)
    '3 MiB'
    """
    return f"{size / 2**20:.0f} MiB"


UNITS = {"seconds": ("time", duration), "bytes": ("memory", mebibytes)}
"""Columns of a plan that are printed under another name and in other units."""


def show_status(found: SweepStatus) -> None:
    """Print how far every plan of a sweep has come."""
    for plan in found.plans:
        echo(f"{len(plan.trials)} trials, {plan.share:.0%} of the layers trained: {counted(plan.counts)}")
        for one in plan.trials:
            if one.status in ("running", "diverged", "failed"):
                name = " ".join(filter(None, (f"L={one.depth} seed={one.seed}", one.series)))
                echo(f"  {name}  {one.status}  {printable(one.reason) or f'{one.share:.0%}'}")


def counted(counts: Mapping[str, int]) -> str:
    """Return numbers of trials by their status, in words.

    >>> counted({"waiting": 1, "finished": 2})
    '2 finished, 1 waiting'
    """
    return ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
