"""``pvar``: the exact p-variation of a path in a file."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, add_source, add_switch, command_parser, given
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.workflows.path_variation import path_variation

COLUMNS = "grid sum: over single steps; links: number of intervals of the optimal partition"


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, path_variation, "file")
    add_options(made, path_variation, types={"p": str})
    add_switch(made, "--json", "Print JSON instead of the table.")
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the results as a table or as JSON."""
    options = parse(parser(name), arguments, name)
    options.p = exponents(options.p, "--p")
    result = path_variation(options.file, **given(options, path_variation))
    if options.json:
        echo(json_text({**result.to_json(), **provenance()}, indent=2).rstrip("\n"))
    else:
        echo(f"{result.file}: {result.N} points in R^{result.D}, β = {result.beta:g}\n")
        echo(result.table().readable(COLUMNS))
