"""Output of a command: one way for all that it prints."""

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO

from depthlimit.cli.encodings import fitted
from depthlimit.untrusted import printable


def say(text: str, stream: TextIO | None = None) -> None:
    """Print text; control characters in it, as in the names of files, are shown and not obeyed."""
    print(printable(text, keep="\n"), file=stream or sys.stdout)


def tell(text: str) -> None:
    """Print one line about the command itself, on standard error."""
    say(one_line(text), sys.stderr)


def one_line(text: str) -> str:
    r"""Return what the command says about itself.

    >>> one_line("a\x1b[31m\n  b")
    'depthlimit: a\\x1b[31m b'
    """
    return "depthlimit: " + printable(" ".join(text.split()))


class Console:
    """A stream before another one that cannot hold every character, or may be closed or full.

    What its encoding does not have is spelled out. After an error nothing more is written: the work goes on.

    Attributes:
        stream: what is written to.
        failure: why nothing more is written.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write, if that is still possible."""
        if self.failure is None:
            try:
                self.stream.write(fitted(text, self.stream.encoding))
            except OSError as error:
                self.failure = error
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Write what waits."""
        if self.failure is None:
            try:
                self.stream.flush()
            except OSError as error:
                self.failure = error

    def end(self) -> OSError | None:
        """Write what waits, and return why it could not be written.

        What still waits then goes to the null device, or Python would fail on it once more at its exit.
        """
        self.flush()
        if self.failure is not None:
            with suppress(OSError, io.UnsupportedOperation):
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, self.stream.fileno())
                os.close(null)
        return self.failure
