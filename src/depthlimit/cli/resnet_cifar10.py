"""``resnet-cifar10``: train and test a convolutional residual network of He et al. on CIFAR-10."""

from collections.abc import Iterator, Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, command_parser, given
from depthlimit.configuration import refuse_bytes
from depthlimit.tables import Cell, Table
from depthlimit.workflows.conv_accuracy import ConvAccuracy
from depthlimit.workflows.resnet_cifar10 import ACCURACY, resnet_cifar10

NAMES = {"path": "data.path", "verify": "data.verify"}
"""Parameters that are options of the data on the command line."""


def parser(name: str) -> ArgumentParser:
    """Return the parser of the options."""
    made = command_parser(name)
    made.add_argument("--config", action="config", help="Options in a YAML file.")
    add_options(made, resnet_cifar10, names=NAMES)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Train, test, print the table."""
    refuse_bytes(arguments)
    options = parse(parser(name), arguments, name)
    set_up_logs()
    result = resnet_cifar10(**given(options, resnet_cifar10, names=NAMES), progress=True)
    echo("\n".join(lines_of(result)))
    echo(f"\nlogs and checkpoint: {result.folder}")
    echo(f"this table:          {result.folder / ACCURACY}")
    folders = {file.parents[1] for file in result.exported}
    echo(f"exported weights:    {', '.join(map(str, folders))}, {len(result.exported)} paths")


def lines_of(result: ConvAccuracy) -> Iterator[str]:
    """Yield the lines of the table, with what others published beside a run on all images."""
    yield f"L={result.model['L']}, α={result.model['alpha']:g}, trained on {result.images:,} images"
    yield ""
    table = result.table()
    rows = tuple((name, images, percent(top1), percent(top2)) for name, images, top1, top2 in table.rows)
    yield Table(table.names, rows).rendered()
    if result.published:
        yield ""
        yield from (f"published: {entry.accuracy}% ({entry.terms})" for entry in result.published)


def percent(share: Cell) -> Cell:
    """Return a share in percent, and an empty cell for that of no images.

    >>> percent(0.8203)
    '82.03%'
    """
    return f"{share:.2%}" if isinstance(share, float) else None
