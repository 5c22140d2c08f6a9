"""``ll-vis``: draw loss landscapes on one scale, as pictures and as an interactive page."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.landscape_pictures import landscape_pictures


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    add_source(made, landscape_pictures, "files", nargs="+")
    add_options(made, landscape_pictures)
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Draw the surfaces and print what they show."""
    options = parse(parser(name), arguments, name)
    result = landscape_pictures(options.files, **given(options, landscape_pictures))
    for surface, title in zip(result.surfaces, result.titles, strict=True):
        (rows, steps), (least, most) = surface.losses.shape, surface.extent
        echo(f"{title}: {rows} × {steps} losses, {least:.6g} to {most:.6g}")
        if surface.centre is not None:
            echo(f"  at the centre {surface.centre:.6g}")
        if surface.trajectory is not None:
            echo(f"  trajectory: {surface.trajectory.sentence()}")
    *pictures, page = result.files
    echo(f"pictures: {', '.join(map(str, pictures))}\npage:     {page}")
