"""``ll-vis``: draw loss landscapes, as pictures and as a page to turn."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from jsonargparse import ArgumentParser

from depthlimit.cli.console import echo
from depthlimit.cli.parsing import parse
from depthlimit.errors import UsageError
from depthlimit.figures import save_figure, surfaces_figure
from depthlimit.figures.surface_page import save_page, surfaces_page
from depthlimit.landscapes import Surface, load_surface

SEVERAL = "surfaces"


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the surfaces, draw them on one scale."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    parser.add_argument("files", type=str, nargs="+", help="Surfaces of ll-render, or any square .npy.")
    parser.add_argument(
        "--out",
        type=str | None,
        default=None,
        help="Pictures go to OUT.png, .pdf and .html (default: beside the first surface).",
    )
    parser.add_argument("--log_scale", action="store_true", help="Draw the logarithm of the loss.")
    options = parse(parser, arguments, name)
    files = [Path(file) for file in options.files]
    surfaces = [load_surface(file) for file in files]
    if len({surface.is_cut for surface in surfaces}) != 1:
        raise UsageError("surfaces and cuts have no picture in common: draw them apart")
    titles = [title(surface, file) for surface, file in zip(surfaces, files, strict=True)]
    out = Path(options.out) if options.out else files[0].with_name(SEVERAL if files[1:] else files[0].stem)
    pictures = save_figure(surfaces_figure(surfaces, titles, options.log_scale), Path(f"{out}.png"))
    page = save_page(surfaces_page(surfaces, titles, options.log_scale), Path(f"{out}.html"))
    for surface, headline in zip(surfaces, titles, strict=True):
        echo(described(surface, headline))
    echo(f"pictures: {', '.join(map(str, pictures))}\npage:     {page}")


def title(surface: Surface, file: Path) -> str:
    """The name of the file, with the depth where it is known."""
    model = surface.description.get("model")
    depth = model.get("L") if isinstance(model, Mapping) else None
    known = isinstance(depth, int) and not isinstance(depth, bool)
    return f"{file.stem}, L = {depth}" if known else file.stem


def described(surface: Surface, headline: str) -> str:
    """What the picture shows, in numbers."""
    losses, (rows, steps) = surface.losses, surface.losses.shape
    lines = [f"{headline}: {rows} × {steps} losses, {losses.min():.6g} to {losses.max():.6g}"]
    if surface.centre is not None:
        lines.append(f"  at the centre {surface.centre:.6g}")
    if surface.trajectory is not None:
        lines.append(f"  trajectory: {surface.trajectory.sentence()}")
    return "\n".join(lines)
