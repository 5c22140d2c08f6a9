"""``fit``: train a network, log the regularity of its weights, export them."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.class_options import asks_for_help, parser_of, with_trainer_help
from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.workflows.fit import fit
from depthlimit.workflows.fitting.configuration import train_options
from depthlimit.workflows.fitting.options import OptionReader


def parser(name: str) -> ArgumentParser:
    """Return the parser of the options that need no class to be known."""
    return parser_of(name, fit)


def run(name: str, arguments: Sequence[str]) -> None:
    """Train, print the last loss and metrics, and where the results are."""
    if asks_for_help(arguments):
        echo(parser(name).format_help())
        return
    set_up_logs()
    reader = OptionReader(name)
    run = train_options(reader, reader.read(with_trainer_help(arguments)), progress=True)
    if run.exported:  # of several processes, the first one
        measured = [
            f"{tag} {value:.6g}" for tag, value in run.metrics.items() if tag.startswith(("train", "val"))
        ]
        echo(f"{', '.join(measured)} before the last step")
        echo(f"logs and checkpoint: {run.folder}")
        for file in run.exported:
            echo(f"exported weights:    {file}")
