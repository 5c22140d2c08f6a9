"""``demo``: train on real digits at several depths and draw the weights."""

import shlex
from collections.abc import Sequence
from pathlib import Path

from jsonargparse import ArgumentParser, Namespace

from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, command_parser, given
from depthlimit.workflows.demo import LEARNING_RATE, MODEL, TITLE, demo


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_options(made, demo, types={"out": str})
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the commands that do the same, then the table and the files."""
    options = parse(parser(name), arguments, name)
    set_up_logs()
    echo(introduction(options))
    found = demo(**given(options, demo), progress=True)
    echo(found.table().rendered())
    echo(f"\nlandscape: {found.landscape}")
    for sentence in found.report.unread:
        echo(f"left out:  {sentence}")
    for regime in found.report.regimes.values():
        echo(f"regime:    {regime}")
    echo(f"page:      {found.report.page}")


def introduction(options: Namespace) -> str:
    """Return what is trained, and the commands that do the same."""
    base, depths = Path(options.out) / "base.yaml", ",".join(map(str, sorted(set(options.depths))))
    train = ["--config", str(base), "--depths", depths, "--seeds", str(options.seeds),
             "--set", f"model.lr={LEARNING_RATE}", "--out", options.out]  # fmt: skip
    show = [options.out, "--title", TITLE]
    return (
        f"digits, d={MODEL['dim']}, α={MODEL['alpha']}, {options.steps} steps at every depth and seed, "
        "as by\n\n"
        f"  depthlimit sweep {shlex.join(train)}\n  depthlimit report {shlex.join(show)}\n"
    )
