"""Standard streams, signals, warnings and environment variables while a command runs."""

import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO, cast

from depthlimit.cli.console import TolerantStream, note
from depthlimit.errors import Naming, UsageWarning, sentence_about

BACKEND, FILTERS = "MPLBACKEND", "PYTHONWARNINGS"
TERMINATING = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that are handled as Ctrl-C is."""
hidden_variables: dict[str, str] = {}
"""Environment variables that are removed while a command runs, with their values."""
FOR_DEVELOPERS = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


@dataclass
class Environment:
    """Standard output of a command, and the signal that interrupted it.

    Attributes:
        output: standard output.
        signal: number of the signal that interrupted the command; SIGINT unless there was another.
        naming: to the names that the command gives to options.
    """

    output: TolerantStream
    signal: int = field(default=signal.SIGINT)
    naming: Naming = str


@contextmanager
def environment() -> Iterator[Environment]:
    """Set up streams, signals, warnings and environment variables for a command, and restore them."""
    open_streams()
    with ExitStack() as stack:
        null = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
        output, errors = TolerantStream(sys.stdout or null), TolerantStream(sys.stderr or null)
        stack.enter_context(redirect_stdout(cast(TextIO, output)))
        stack.enter_context(redirect_stderr(cast(TextIO, errors)))
        found = Environment(output)
        stack.enter_context(warnings_as_notes(found))
        stack.enter_context(without_variables())
        stack.enter_context(thread_errors_as_notes(found))
        stack.enter_context(signals_as_interrupts(found))
        logging.getLogger("matplotlib").setLevel(logging.ERROR)  # its notes about font caches
        try:
            yield found
        finally:
            errors.end()


def open_streams() -> None:
    """Open the null device in place of standard streams that are closed.

    Otherwise the first files that are opened get their descriptors, and output is written into them.
    """
    for stream in range(3):
        try:
            os.fstat(stream)
        except OSError:
            null = os.open(os.devnull, os.O_RDWR)  # the lowest number that is free
            if null != stream:
                os.dup2(null, stream)
                os.close(null)
            os.set_inheritable(stream, True)


@contextmanager
def warnings_as_notes(current: Environment) -> Iterator[None]:
    """Print warnings as one line each; they never end a command, not even under ``-W error``."""

    def show(message: Warning | str, *location: object, **more: object) -> None:
        text = message.for_shell(current.naming) if isinstance(message, UsageWarning) else message
        note(f"note: {text}")

    with warnings.catch_warnings():
        warnings.showwarning = show
        if warnings_are_errors():
            warnings.resetwarnings()
            for category in FOR_DEVELOPERS:
                warnings.simplefilter("ignore", category)
        warnings.simplefilter("ignore", FutureWarning)  # meant for developers, too
        yield


def warnings_are_errors() -> bool:
    """Return True if Python was started with ``-W error`` or ``PYTHONWARNINGS=error``."""
    return any(option.startswith("error") for option in sys.warnoptions)


@contextmanager
def thread_errors_as_notes(current: Environment) -> Iterator[None]:
    """Print errors of threads that the user can fix, such as a full disk, as one line; others as before."""
    before = threading.excepthook

    def show(failure: threading.ExceptHookArgs) -> None:
        error = failure.exc_value
        sentence = sentence_about(error, current.naming) if isinstance(error, Exception) else None
        if sentence is None:
            before(failure)
        else:
            note(f"note: {sentence}")

    threading.excepthook = show
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def without_variables() -> Iterator[None]:
    """Remove environment variables that can make imports fail, here or in worker processes.

    Matplotlib cannot be imported with an unknown backend, even where no window is asked for.
    """
    names = [BACKEND, *([FILTERS] if warnings_are_errors() else [])]
    found = {name: os.environ.pop(name) for name in names if name in os.environ}
    options = sys.warnoptions[:]
    if warnings_are_errors():
        sys.warnoptions.clear()  # worker processes inherit them
    hidden_variables.update(found)
    try:
        yield
    finally:
        hidden_variables.clear()
        os.environ.update(found)
        sys.warnoptions[:] = options


@contextmanager
def signals_as_interrupts(found: Environment) -> Iterator[None]:
    """Raise KeyboardInterrupt for terminating signals, so that finished work is kept.

    Signals that the caller ignores (``nohup``) or handles are left alone.
    """

    def end(number: int, frame: FrameType | None) -> None:
        found.signal = number
        for other in ours:
            signal.signal(other, signal.SIG_IGN)  # cleaning up must not be interrupted
        raise KeyboardInterrupt

    in_main_thread = threading.current_thread() is threading.main_thread()
    ours = [one for one in TERMINATING if in_main_thread and signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)
