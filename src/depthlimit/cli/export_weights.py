"""``export-weights``: the weights in the checkpoints of a tree of runs, as plain files."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.output import refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_source, command_parser
from depthlimit.workflows.export_weights import export_weights


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, export_weights, "--logs_dir")
    add_source(made, export_weights, "--weights_dir")
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Write the weights and print the files."""
    options = parse(parser(name), arguments, name)
    result = export_weights(options.logs_dir, options.weights_dir)
    for one in result.exports:
        echo(f"{one.file}  from {one.source}")
    refuse_unread(result.unread)
