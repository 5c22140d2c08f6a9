"""``path``: roughness of one path of weights, against shuffled orders of its layers."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import add_output, output_of
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.path_roughness import path_roughness


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, path_roughness, "file")
    add_options(made, path_roughness, types={"pvar": str})
    add_output(made, name, with_bands=True)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print and draw the roughness of the layers in order and in shuffled orders."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    options.pvar = exponents(options.pvar, "--pvar")
    result = path_roughness(options.file, **given(options, path_roughness), progress=True)
    output.echo(f"{options.file}: {result.summary}, β = {result.beta:g}")
    output.table(result.table())
    output.save(result)
