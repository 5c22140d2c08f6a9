"""Cache of the finished rows of a landscape, so that a killed run can continue."""

import logging
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np

from depthlimit.atomic import atomic_write, backup
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.landscapes.plane import Array
from depthlimit.npy import read_npy
from depthlimit.untrusted import read_text

logger = logging.getLogger(__name__)

PLAN = "plan.json"
MOST_DIGITS = 12
"""Of the number of a row."""


class RowCache:
    """Folder with a file for every finished row.

    Args:
        folder: the folder; one that holds rows of another plan moves to ``previous/`` beside it.
        plan: describes the surface that the rows belong to; must be JSON-serialisable.
    """

    def __init__(self, folder: Path, plan: Mapping[str, object]) -> None:
        self.folder = folder
        written = json_text(plan, indent=2)
        if folder.exists() and not has_text(folder / PLAN, written):
            logger.info("%s holds rows of another surface; moving it to previous/", folder)
            backup(folder)
        if not (folder / PLAN).exists():
            with atomic_write(folder / PLAN) as part:
                part.write_text(written, encoding="utf-8")

    def read(self, steps: int) -> dict[int, Array]:
        """Return the finished rows by number, each of shape (steps,); damaged ones are left out."""
        found = {}
        for file in self.folder.glob("row_*.npy"):
            number = file.stem.removeprefix("row_")
            with suppress(OSError, DataError):
                row = read_npy(file)
                if row.shape == (steps,) and number.isdecimal() and len(number) < MOST_DIGITS:
                    found[int(number)] = row
        return found

    def write(self, number: int, row: Array) -> None:
        """Write a row."""
        with atomic_write(self.folder / f"row_{number:06d}.npy") as part, part.open("wb") as stream:
            np.save(stream, row)

    def discard(self) -> None:
        """Remove the folder."""
        shutil.rmtree(self.folder)


def has_text(file: Path, text: str) -> bool:
    """Return True if the file holds this text."""
    try:
        return read_text(file) == text
    except (OSError, DataError):
        return False
