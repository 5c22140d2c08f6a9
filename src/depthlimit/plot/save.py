"""Figures reach the disk whole, without a display."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from depthlimit.results import keep_previous, written_whole


def save_figure(figure: Figure, file: Path, formats: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Write ``figure`` beside ``file`` in each format; earlier files of these names move to ``previous/``."""
    files = [file.with_suffix(f".{kind}") for kind in formats]
    keep_previous(*files)
    for target, kind in zip(files, formats, strict=True):
        with written_whole(target) as part:
            figure.savefig(part, format=kind)
    return files
