"""``path-norm``: norms and p-variation of the rescaled weights at every depth."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.path_norms import path_norms


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, path_norms, "--dir_path", nargs="+")
    add_options(made, path_norms, types={"pvar": str})
    add_output(made, name)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the table of p-variation and draw the norms."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    options.pvar = exponents(options.pvar, "--pvar")
    result = path_norms(options.dir_path, **given(options, path_norms), progress=True)
    output.echo(f"{result.summary}\nβ = {result.beta:g} ({result.beta_from})")
    output.table(result.table())
    output.save(result, with_figure=not options.pvar_only)
    refuse_unread(result.unread)
