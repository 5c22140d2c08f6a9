"""Pictures of loss landscapes on one scale: the command ``ll-vis``."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, one_by_one
from depthlimit.errors import UsageError
from depthlimit.figure_spec import FigureSpec
from depthlimit.result import Result
from depthlimit.tables import number

if TYPE_CHECKING:
    from depthlimit.landscapes import Surface

    Files = str | Path | Surface | Iterable[str | Path | Surface]

SEVERAL = "surfaces"
"""Name of a picture of several surfaces."""


@dataclass(frozen=True, repr=False)
class LandscapePictures(Result):
    """Surfaces, or cuts, that are drawn on one scale.

    Attributes:
        surfaces: the surfaces.
        titles: one for each.
        log_scale: draw the logarithm of the loss.
        files: PNG, PDF and HTML, if they were written.
    """

    surfaces: "tuple[Surface, ...]"
    titles: tuple[str, ...]
    log_scale: bool
    files: tuple[Path, ...] = ()

    def figure_spec(self, **options: Any) -> FigureSpec:
        """Describe the surfaces side by side, or the cuts on one pair of axes."""
        from depthlimit.figures.surfaces import surfaces_spec

        return surfaces_spec(self.surfaces, self.titles, self.log_scale, **options)


def landscape_pictures(
    files: "Files", *, out: str | Path | None = None, log_scale: bool = False
) -> LandscapePictures:
    """Draw loss landscapes on one scale, as pictures and as an interactive page.

    Args:
        files: Surfaces of ll-render, or any square .npy; or surfaces in memory.
        out: Write OUT.png, .pdf and .html (default: beside the first surface; surfaces in memory are
            written only where it is given).
        log_scale: Draw the logarithm of the loss.

    Raises:
        DataError: a file is missing, damaged, or holds something else.
        UsageError: surfaces and cuts are mixed, or a logarithm is asked for of a loss that is not positive.
    """
    check_arguments(landscape_pictures, locals())
    from depthlimit.figures import save_figure
    from depthlimit.landscapes import Surface, load_surface
    from depthlimit.reports import save_figure_page

    given = one_by_one("files", files, (str, Path, Surface), "a Surface or a file of one")
    if not given:
        raise UsageError("no surface is given, expected at least one")
    surfaces = [one if isinstance(one, Surface) else load_surface(Path(one)) for one in given]
    if len({surface.is_cut for surface in surfaces}) != 1:
        raise UsageError("surfaces and cuts cannot share a picture: draw them separately")
    places = [None if isinstance(one, Surface) else Path(one) for one in given]
    pictures = LandscapePictures(tuple(surfaces), titles_of(surfaces, places), log_scale)
    if out is None and places[0] is None:
        return pictures
    beside = places[0] or Path()
    base = Path(out) if out else beside.with_name(SEVERAL if places[1:] else beside.stem)
    drawn = save_figure(pictures.figure(), Path(f"{base}.png"))
    page = save_figure_page(pictures.figure_spec(), Path(f"{base}.html"))
    return LandscapePictures(pictures.surfaces, pictures.titles, log_scale, (*drawn, page))


def titles_of(surfaces: "Sequence[Surface]", files: Sequence[Path | None]) -> tuple[str, ...]:
    """Return what is drawn above surfaces: depth and seed of the run; the file where that is not enough."""
    runs = [run_of(surface) for surface in surfaces]
    names = ["" if file is None else file.stem for file in files]
    return tuple(
        run if run and runs.count(run) == 1 else ", ".join(filter(None, (name, run)))
        for run, name in zip(runs, names, strict=True)
    )


def run_of(surface: "Surface") -> str:
    """Return depth and seed of the run that a surface belongs to, as far as they are known."""
    model = surface.description.get("model")
    known = model if isinstance(model, Mapping) else {}
    depth, seed = (number(known.get(name)) for name in ("L", "seed"))
    parts = [*([] if depth is None else [f"L = {depth:g}"]), *([] if seed is None else [f"seed {seed:g}"])]
    return ", ".join(parts)
