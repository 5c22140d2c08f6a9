"""``path-weights``: single entries of the weights as paths over the depth."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.path_weights import path_weights


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, path_weights, "--dir_path", nargs="+")
    add_options(made, path_weights)
    add_output(made, name)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Draw the entries of one seed."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    result = path_weights(options.dir_path, **given(options, path_weights))
    output.echo(f"{result.summary}\nβ = {result.beta:g} ({result.beta_from})")
    if len(result.seeds) > 1:
        output.echo(f"seed {result.entries.seed} of {', '.join(result.seeds)} is drawn")
    output.save(result)
    refuse_unread(result.unread)
