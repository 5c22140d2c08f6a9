"""``path-norm``: norms and p-variation of the rescaled weights at every depth."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.path_norms import PathNorms, path_norms

INTERVAL = "±: half of the 95% interval over seeds"


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, path_norms, "--dir_path", nargs="+")
    add_options(made, path_norms, types={"pvar": str})
    add_output(made, name, with_bands=True)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the table of p-variation and draw the norms."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    options.pvar = exponents(options.pvar, "--pvar")
    result = path_norms(options.dir_path, **given(options, path_norms), progress=True)
    output.echo("\n".join(head(result)))
    table = result.table()
    output.table(table, INTERVAL if any(name.startswith("±") for name in table.names) else "")
    output.save(result, with_figure=not options.pvar_only)
    refuse_unread(result.unread)


def head(result: PathNorms) -> list[str]:
    """Return the lines above the table: the weights, and the exponents of the rescaling."""
    betas = {one.beta for one in result.groups}
    values = f"β = {betas.pop():g}" if len(betas) == 1 else "β of each group in the table"
    origins = sorted({one.beta_from for one in result.groups})
    return [result.summary, f"{values} ({'; '.join(origins)})"]
