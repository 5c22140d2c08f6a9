"""``ll-render``: the losses on a plane through trained weights."""

from collections.abc import Sequence
from math import isnan

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.logging_setup import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.cli.signature import add_options, add_source, command_parser, given
from depthlimit.workflows.landscape import array_file, landscape

REQUIRED = ("config_path", "checkpoint_path", "out")
IN_MEMORY = ("data", "loss")
"""Parameters of modules, which a command line cannot give."""


def parser(name: str) -> ArgumentParser:
    """Return the parser of the command."""
    made = command_parser(name)
    for option in REQUIRED:
        add_source(made, landscape, f"--{option}")
    add_options(made, landscape, skip=(*REQUIRED, *IN_MEMORY))
    return made


def run(name: str, arguments: Sequence[str]) -> None:
    """Render and save a surface, and print what it shows."""
    options = parse(parser(name), arguments, name)
    set_up_logs()
    surface = landscape(**given(options, landscape, skip=IN_MEMORY), progress=True)
    (rows, steps), (a, b) = surface.losses.shape, surface.description["norms"]
    least, most = ("–" if isnan(loss) else f"{loss:.6g}" for loss in surface.extent)
    echo(f"loss at the centre:  {surface.centre:.6g}")
    echo(f"losses on the grid:  {least} to {most}, {rows} × {steps} points")
    echo(f"directions:          norms {a:.4g} and {b:.4g}, cosine {surface.description['cosine']:.2g}")
    if surface.trajectory is not None:
        echo(f"trajectory:          {surface.trajectory.sentence()}")
    if surface.sharpness is not None:
        echo(f"curvature:           {surface.sharpness.sentence()}")
    echo(f"surface:             {array_file(options.out)} (and .json, .directions.pth)")
