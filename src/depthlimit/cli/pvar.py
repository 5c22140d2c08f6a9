"""``pvar``: the exact p-variation of a path in a file."""

from collections.abc import Sequence
from math import isnan

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import exponents, parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.workflows.path_variation import PathVariation, path_variation


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name, path_variation)
    add_source(made, path_variation, "file")
    add_options(made, path_variation, types={"p": str})
    made.add_argument("--json", action="store_true", help="Print JSON in place of the table.")
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the results as a table or as JSON."""
    options = parse(parser(name), arguments, name)
    options.p = exponents(options.p, "--p")
    result = path_variation(options.file, **given(options, path_variation))
    if options.json:
        echo(json_text({**result.to_json(), **provenance()}, indent=2).rstrip("\n"))
    else:
        echo("\n".join(lines(result)))


def lines(result: PathVariation) -> list[str]:
    """Return the results as aligned columns."""
    found = [
        f"{result.file}: {result.N} points in R^{result.D}, β = {result.beta:g}",
        "",
        f"{'p':>6} {'norm':>14} {'sum':>14} {'grid sum':>14} {'links':>7}",
    ]
    for one in result.results:
        grid = "–" if isnan(one.grid_sum) else f"{one.grid_sum:.8g}"
        links = len(one.partition) - 1
        found.append(f"{one.p:>6g} {one.norm:>14.8g} {one.sum:>14.8g} {grid:>14} {links:>7}")
    return found
