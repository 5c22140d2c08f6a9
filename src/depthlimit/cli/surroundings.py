"""Streams, signals and environment of a command, made fit for it."""

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

from depthlimit.cli.console import Console, tell
from depthlimit.errors import sentence_about

BACKEND, FILTERS = "MPLBACKEND", "PYTHONWARNINGS"
ENDS = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""Signals that end a command as Ctrl-C does."""
hidden: dict[str, str] = {}
"""Variables of the environment that libraries do not see while a command runs."""
FOR_DEVELOPERS = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)


@dataclass
class Surroundings:
    """Standard output of a command, and the signal that ended it.

    Attributes:
        output: standard output.
        signal: what ended the command; Ctrl-C unless there was another signal.
    """

    output: Console
    signal: int = field(default=signal.SIGINT)


@contextmanager
def surroundings() -> Iterator[Surroundings]:
    """Make the surroundings fit for a command, and leave them as they were."""
    open_streams()
    with ExitStack() as stack:
        null = stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
        output, errors = Console(sys.stdout or null), Console(sys.stderr or null)
        stack.enter_context(redirect_stdout(cast(TextIO, output)))
        stack.enter_context(redirect_stderr(cast(TextIO, errors)))
        stack.enter_context(notes())
        stack.enter_context(hidden_variables())
        stack.enter_context(notes_of_threads())
        found = Surroundings(output)
        stack.enter_context(ended_by_signals(found))
        logging.getLogger("matplotlib").setLevel(logging.ERROR)  # where it keeps its fonts is its affair
        try:
            yield found
        finally:
            errors.end()


def open_streams() -> None:
    """Let the null device take the place of standard streams that are closed.

    Else the first files that are opened take it, and what is printed goes to them.
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
def notes() -> Iterator[None]:
    """Show warnings as notes of one line, which end no command, not even where Python makes them errors."""
    with warnings.catch_warnings():
        warnings.showwarning = show_note
        if warnings_are_errors():
            warnings.resetwarnings()
            for category in FOR_DEVELOPERS:
                warnings.simplefilter("ignore", category)
        warnings.simplefilter("ignore", FutureWarning)  # of libraries, to their callers: us
        yield


def warnings_are_errors() -> bool:
    """Return True if Python was started with ``-W error``, or ``PYTHONWARNINGS=error``."""
    return any(option.startswith("error") for option in sys.warnoptions)


def show_note(message: Warning | str, *where: object, **more: object) -> None:
    """Show a warning as one line, without the code that raised it."""
    tell(f"note: {message}")


@contextmanager
def notes_of_threads() -> Iterator[None]:
    """Show what ends a thread of a library, such as a full disk, as a note; a mistake keeps its traceback."""
    before = threading.excepthook

    def show(failure: threading.ExceptHookArgs) -> None:
        error = failure.exc_value
        sentence = sentence_about(error) if isinstance(error, Exception) else None
        if sentence is None:
            before(failure)
        else:
            tell(f"note: {sentence}")

    threading.excepthook = show
    try:
        yield
    finally:
        threading.excepthook = before


@contextmanager
def hidden_variables() -> Iterator[None]:
    """Hide what would end a command while it imports libraries, here or in a worker process.

    Matplotlib refuses to be imported for a backend it does not know, even where no window is asked for.
    """
    names = [BACKEND, *([FILTERS] if warnings_are_errors() else [])]
    found = {name: os.environ.pop(name) for name in names if name in os.environ}
    options = sys.warnoptions[:]
    if warnings_are_errors():
        sys.warnoptions.clear()  # Python gives them to worker processes
    hidden.update(found)
    try:
        yield
    finally:
        hidden.clear()
        os.environ.update(found)
        sys.warnoptions[:] = options


@contextmanager
def ended_by_signals(found: Surroundings) -> Iterator[None]:
    """Let a signal that ends a command do so as Ctrl-C does: what was finished is kept.

    Signals that the caller ignores (``nohup``) or handles are left to it.
    """

    def end(number: int, frame: FrameType | None) -> None:
        found.signal = number
        for other in ours:
            signal.signal(other, signal.SIG_IGN)  # the end takes a moment, and is not to be cut short
        raise KeyboardInterrupt

    in_main_thread = threading.current_thread() is threading.main_thread()
    ours = [one for one in ENDS if in_main_thread and signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, end)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)
