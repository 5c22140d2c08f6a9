"""Results that are given twice: in two folders of which one lies in the other, or under two names."""

import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

from depthlimit.errors import UsageWarning


def identity(place: Path) -> tuple[int, int]:
    """Return what tells a file or a folder from others, under all of its names."""
    found = place.stat()
    return found.st_dev, found.st_ino


def each_once(places: Iterable[Path]) -> list[Path]:
    """Return files and folders, each once in the order of their first names; warn, once, of the others."""
    kept: dict[tuple[int, int], Path] = {}
    again = [place for place in places if kept.setdefault(identity(place), place) is not place]
    warn_given_twice(again)
    return list(kept.values())


def warn_given_twice(places: Sequence[Path]) -> None:
    """Warn of what is given twice, if there is any."""
    if not places:
        return
    more = f" and {len(places) - 1} more are" if len(places) > 1 else " is"
    what = "each is" if len(places) > 1 else "it is"
    warnings.warn(UsageWarning(f"{places[0]}{more} given twice: {what} read once"), stacklevel=2)
