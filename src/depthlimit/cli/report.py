"""``report``: results of runs and weights in folders, on one page."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.report import report


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, report, "dir", nargs="+")
    add_options(made, report, types={"out": str | None})
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Write the page, and print the regime and the files."""
    options = parse(parser(name), arguments, name)
    found = report(options.dir, **given(options, report), progress=True)
    for sentence in found.unread:
        echo(f"left out: {sentence}")
    for label, regime in found.regimes.items():
        echo(f"regime:  {label}: {regime}" if label else f"regime:  {regime}")
    echo(f"page:    {found.page}\nnumbers: {found.numbers}\nfigures: {found.figures}")
