"""Progress of long work: a bar on a terminal or in a notebook, nothing in a pipe."""

import sys
from collections.abc import Callable, Iterable

Progress = Callable[[Iterable[int]], Iterable[int]]
"""Takes the items of a loop and yields them again, as ``tqdm`` does; ``iter`` shows nothing."""


def progress_bar(progress: bool, unit: str) -> Progress:
    """Return what shows the progress of a loop: a bar if asked for and seen, else nothing.

    >>> list(progress_bar(False, "depth")([16, 32]))
    [16, 32]
    """
    if not shows_bars(progress):
        return iter
    from tqdm import tqdm

    return lambda items: tqdm(items, unit=unit, leave=False)


def shows_bars(progress: bool) -> bool:
    """Return True if bars are asked for, and a person sees them: on a terminal, or in a notebook."""
    return progress and (sys.stderr.isatty() or "ipykernel" in sys.modules)
