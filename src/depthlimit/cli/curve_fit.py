"""``curve-fit``: the rate of convergence, C/(t + T₀)^ρ fitted to a tag of logs."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.output import add_output, output_of, refuse_unread
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.curve_fit import curve_fit

SEPARATE = 4
"""Largest number of logs with a line on each; of more, what limits the fits is said once for all."""


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, curve_fit, "--event_paths", nargs="+")
    add_options(made, curve_fit)
    add_output(made, name)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Print the table and what limits the fits, and draw all."""
    options = parse(parser(name), arguments, name)
    output = output_of(options)
    result = curve_fit(options.event_paths, **given(options, curve_fit))
    output.table(result.table())
    if len(result.fits) > SEPARATE:
        for note in result.notes:
            output.echo(f"note: {note}")
    else:
        for label, fit in result.named().items():
            output.echo(f"{label}: {'; '.join(fit.status) or 'a clean fit'}")
    output.save(result)
    refuse_unread(result.unread)
