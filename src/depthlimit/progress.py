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
    on_terminal = sys.stderr is not None and sys.stderr.isatty()
    return progress and (on_terminal or in_notebook())


def in_notebook() -> bool:
    """Return True in the process of a notebook."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return getattr(shell, "kernel", None) is not None
