"""Figures reach the disk whole, without a display, and a window where one is asked for."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.results import written_together

WITHOUT_WINDOWS = ("agg", "cairo", "pdf", "pgf", "ps", "svg")
"""Backends of matplotlib that write files only."""


def save_figure(figure: Figure, file: Path, formats: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Write ``figure`` beside ``file`` in each format; earlier files of these names move to ``previous/``."""
    files = [file.with_suffix(f".{kind}") for kind in formats]
    with written_together(*files) as parts:
        draw(figure, parts, formats)
    return files


def draw(figure: Figure, files: Sequence[Path], formats: Sequence[str]) -> None:
    """Write ``figure`` to files, each in its format whatever its name is."""
    for file, kind in zip(files, formats, strict=True):
        figure.savefig(file, format=kind)


def show_figure(figure: Figure) -> None:
    """Open a window with the figure, and wait until it is closed.

    Raises:
        UsageError: there is no display.
    """
    from matplotlib import pyplot  # which looks for a display

    canvas = type(pyplot.figure().canvas)
    pyplot.close()
    if pyplot.get_backend().lower() in WITHOUT_WINDOWS:
        raise UsageError("no window can be opened without a display: leave out --show and open the file")
    manager = canvas.new_manager(figure, 1)
    manager.show()
    pyplot.show()
