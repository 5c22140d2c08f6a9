"""Lines for a shell: what they hold cannot end a word, and is never taken for an option."""

import shlex
from collections.abc import Iterable
from pathlib import Path


def quoted(path: Path | str) -> str:
    """Return a path as one word of a shell, which no command takes for an option.

    >>> quoted("a; rm -rf ~"), quoted("--out=x")
    ("'a; rm -rf ~'", './--out=x')
    """
    text = str(path)
    return shlex.quote(f"./{text}" if text.startswith("-") else text)


def quoted_all(paths: Iterable[Path]) -> str:
    """Return several paths as words of a shell."""
    return " ".join(map(quoted, paths))
