"""Printing: control characters are escaped, and a stream that is closed or full ends nothing."""

import io
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, TextIO

from depthlimit.encodings import transliterated
from depthlimit.untrusted import printable


def echo(text: str, stream: TextIO | None = None) -> None:
    """Print text with its control characters escaped: names of files may hold some."""
    print(printable(text, keep="\n"), file=stream or sys.stdout)


def note(text: str) -> None:
    """Print one line on standard error, after the name of the program."""
    echo(one_line(text), sys.stderr)


def one_line(text: str) -> str:
    r"""Return a message as one line after the name of the program.

    >>> one_line("a\x1b[31m\n  b")
    'depthlimit: a\\x1b[31m b'
    """
    return "depthlimit: " + printable(" ".join(text.split()))


class TolerantStream:
    """Text stream that writes to another one, whatever its encoding, until it is closed or full.

    Characters that the encoding lacks are transliterated. After an error nothing more is written, and the
    command goes on.

    Attributes:
        stream: the underlying stream.
        failure: the error after which nothing is written, None before one.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        """Write text unless an earlier write failed."""
        if self.failure is None:
            try:
                self.stream.write(transliterated(text, self.stream.encoding))
            except OSError as error:
                self.failure = error
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several pieces of text."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Flush the underlying stream unless an earlier write failed."""
        if self.failure is None:
            try:
                self.stream.flush()
            except OSError as error:
                self.failure = error

    def end(self) -> OSError | None:
        """Flush the stream and return the error that stopped it, if any.

        After an error its file descriptor is replaced by the null device, or Python would fail on the
        buffered rest once more at exit.
        """
        self.flush()
        if self.failure is not None:
            with suppress(OSError, io.UnsupportedOperation):
                null = os.open(os.devnull, os.O_WRONLY)
                os.dup2(null, self.stream.fileno())
                os.close(null)
        return self.failure
