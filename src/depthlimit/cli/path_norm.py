"""``path-norm``: norms and p-variation of the rescaled weights at every depth."""

from collections.abc import Sequence

from depthlimit.cli.output import add_output, bar, output_of, refuse_unread
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, command_parser, given
from depthlimit.cli.sources import add_folders
from depthlimit.workflows.path_norms import path_norms


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the folders, print the table of variation, draw the norms."""
    parser = command_parser(name, path_norms)
    add_folders(parser)
    add_options(parser, path_norms, types={"pvar": str})
    add_output(parser, name)
    options = parse(parser, arguments, name)
    output = output_of(options)
    options.pvar = exponents(options.pvar, "--pvar")
    result = path_norms(options.dir_path, **given(options, path_norms), progress=bar("depth"))
    output.echo(f"{result.described}\nβ = {result.variation.beta:g} ({result.beta_from})")
    output.table(result.table())
    output.save(result, with_figure=not options.pvar_only)
    refuse_unread(result.unread)
