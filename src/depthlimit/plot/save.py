"""Figures reach the disk whole, without a display."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from depthlimit.files import written_whole


def save_figure(figure: Figure, file: Path, formats: Sequence[str] = ("png", "pdf")) -> list[Path]:
    """Write ``figure`` beside ``file`` in each format; returns the files."""
    files = [file.with_suffix(f".{kind}") for kind in formats]
    for target, kind in zip(files, formats, strict=True):
        with written_whole(target) as part:
            figure.savefig(part, format=kind)
    return files
