"""Files in a folder that are results: not hidden, and not moved aside."""

from itertools import pairwise
from pathlib import Path

from depthlimit.discovery.names import PUT_ASIDE


def is_visible(file: Path, root: Path) -> bool:
    """Return True for a file that is a result of the folder ``root``, in which it lies at any depth.

    A file is skipped if it or a folder between is hidden, was moved to ``previous/`` for a later result,
    or is an intermediate state in ``trajectory/``. What lies above ``root`` does not matter, nor does a
    folder of one of these names that holds something else: it is a user's own.

    >>> root = Path("runs/previous")
    >>> [is_visible(root / name, root) for name in ("a.pth", "previous/a.1.pth", "previous/run/a.pth")]
    [True, False, True]
    """
    parts = file.relative_to(root).parts
    aside = any(
        folder in PUT_ASIDE and PUT_ASIDE[folder].fullmatch(inner) for folder, inner in pairwise(parts)
    )
    return not aside and not any(part.startswith(".") for part in parts)


def results_in(root: Path) -> list[Path]:
    """Return the files of a folder and its sub-folders that are results, in order; see `is_visible`."""
    return [file for file in sorted(root.rglob("*")) if is_visible(file, root) and file.is_file()]
