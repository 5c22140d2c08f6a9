"""Writing figures to files, and showing them in a window."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from matplotlib.figure import Figure

from depthlimit.atomic import atomic_write_all
from depthlimit.errors import UsageError
from depthlimit.figures.matplotlib_backend import paper_style

WITHOUT_WINDOWS = ("agg", "cairo", "pdf", "pgf", "ps", "svg")
"""Backends of Matplotlib that write files only."""


def save_figure(figure: Figure, file: Path, formats: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Write ``figure`` beside ``file`` in each format; earlier files of these names move to ``previous/``."""
    files = [file.with_suffix(f".{ending}") for ending in formats]
    with atomic_write_all(*files) as parts:
        draw(figure, parts, formats)
    return files


def draw(figure: Figure, files: Sequence[Path], formats: Sequence[str]) -> None:
    """Write ``figure`` to files, each in its format, whatever its name is."""
    with paper_style(), laid_out(figure):
        for file, ending in zip(files, formats, strict=True):
            figure.savefig(file, format=ending)


@contextmanager
def laid_out(figure: Figure) -> Iterator[None]:
    """Context in which a figure keeps its layout, which Matplotlib otherwise computes for every file."""
    engine = figure.get_layout_engine()
    if engine is None:
        yield
        return
    engine.execute(figure)
    figure.set_layout_engine("none")
    try:
        yield
    finally:
        figure.set_layout_engine(engine)


def show_figure(figure: Figure, backend: str = "") -> None:
    """Open a window with the figure, and wait until it is closed.

    Args:
        figure: the figure.
        backend: of Matplotlib; its default if empty.

    Raises:
        UsageError: there is no display, or the backend opens no window.
    """
    from matplotlib import pyplot  # which looks for a display

    try:
        if backend:
            pyplot.switch_backend(backend)
        canvas = type(pyplot.figure().canvas)
        pyplot.close()
    except (ImportError, ValueError, RuntimeError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"no window can be opened ({reason}): leave out --show and open the file") from None
    if pyplot.get_backend().lower() in WITHOUT_WINDOWS:
        raise UsageError("no window can be opened without a display: leave out --show and open the file")
    with paper_style():
        manager = canvas.new_manager(figure, 1)
        manager.show()
        pyplot.show()
