"""Figures reach the disk whole, without a display, and a window where one is asked for."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from depthlimit.errors import UsageError
from depthlimit.results import keep_previous, written_whole

WITHOUT_WINDOWS = ("agg", "cairo", "pdf", "pgf", "ps", "svg")
"""Backends of matplotlib that write files only."""


def save_figure(figure: Figure, file: Path, formats: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Write ``figure`` beside ``file`` in each format; earlier files of these names move to ``previous/``."""
    files = [file.with_suffix(f".{kind}") for kind in formats]
    keep_previous(*files)
    for target, kind in zip(files, formats, strict=True):
        with written_whole(target) as part:
            figure.savefig(part, format=kind)
    return files


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
