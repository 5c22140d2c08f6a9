"""Results appear whole or not at all, and never over an earlier one."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

PREVIOUS = "previous"
"""The sub-folder to which finished results of the same name move; readers of collections pass over it."""
TRAJECTORY = "trajectory"
"""The sub-folder of a run for its weights along the way; readers of collections pass over it."""


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` to write to; rename it to ``path`` when the block ends well.

    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "result.txt"
    >>> with written_whole(target) as temporary:
    ...     _ = temporary.write_text("done")
    ...     target.exists()
    False
    >>> target.read_text()
    'done'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield temporary
        os.replace(temporary, path)
    finally:
        if temporary.is_dir():
            shutil.rmtree(temporary)
        else:
            temporary.unlink(missing_ok=True)


def keep_previous(*paths: Path) -> None:
    """Move the files among ``paths`` that exist to ``previous/`` beside them, under a number of their own.

    ``resnet_8.pth`` and ``resnet_8.json`` go together to ``previous/resnet_8.1.pth`` and
    ``previous/resnet_8.1.json``, the next pair to ``resnet_8.2.*``.
    """
    standing = [path for path in paths if path.exists()]
    for number in count(1):
        goals = [path.parent / PREVIOUS / f"{path.stem}.{number}{path.suffix}" for path in paths]
        if not any(goal.exists() for goal in goals):
            break
    for path in standing:
        goal = path.parent / PREVIOUS / f"{path.stem}.{number}{path.suffix}"
        goal.parent.mkdir(exist_ok=True)
        os.replace(path, goal)
