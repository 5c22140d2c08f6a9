"""Errors that the user can fix: one sentence with what came, what was expected, and the line to write."""

import errno
import math
import os
import re
import shlex
from collections.abc import Callable, Mapping

Naming = Callable[[str], str | None]
"""From the name of an option to the name that a command gives it, None for one that it lacks."""


class UsageError(ValueError):
    """An error that the user can fix; the command line prints it as one sentence and exits with 2.

    Args:
        problem: what came and what was expected.
        fix: the options to give instead, by their names on the command line (``model.alpha``), with a value
            that would be accepted.

    >>> error = UsageError("L is 0, expected at least 1", {"model.L": 1})
    >>> str(error)
    'L is 0, expected at least 1: write L=1'
    >>> error.for_shell()
    'L is 0, expected at least 1: write --model.L=1'
    >>> error.for_shell({"model.L": "L"}.get)
    'L is 0, expected at least 1: write --L=1'
    """

    def __init__(self, problem: str, fix: Mapping[str, object] | None = None) -> None:
        super().__init__(problem, fix)
        self.problem = problem
        self.fix = dict(fix or {})

    def __str__(self) -> str:
        written = [f"{name.rpartition('.')[2]}={value!r}" for name, value in self.fix.items()]
        return f"{self.problem}: write {', '.join(written)}" if written else self.problem

    def for_shell(self, naming: Naming = str) -> str:
        """Return the sentence with the options as they are typed on the command line.

        Args:
            naming: to the names that the running command gives to options; by default the same.
        """
        named = [(naming(name), value) for name, value in self.fix.items()]
        written = [as_option(name, value) for name, value in named if name is not None]
        return f"{self.problem}: write {' '.join(written)}" if written else self.problem


def as_option(name: str, value: object) -> str:
    """Return an option with its value as it is typed on the command line.

    >>> as_option("model.store_grad", True), as_option("pos_x", [0, 1]), as_option("cap", math.inf)
    ('--model.store_grad=true', '--pos_x 0 1', '--cap=.inf')
    >>> print(as_option("out", "my dir"))
    --out='my dir'
    """
    if isinstance(value, list | tuple):
        return shlex.join([f"--{name}", *map(str, value)])
    if isinstance(value, bool):
        return f"--{name}={str(value).lower()}"
    return f"--{name}={'.inf' if value == math.inf else shlex.quote(str(value))}"


class UsageWarning(UserWarning):
    """A note about something that the user may want to change, with the options as in `UsageError`.

    >>> warning = UsageWarning("t counts points", {"scaling_x": 50})
    >>> str(warning), warning.for_shell()
    ('t counts points: write scaling_x=50', 't counts points: write --scaling_x=50')
    """

    def __init__(self, problem: str, fix: Mapping[str, object] | None = None) -> None:
        error = UsageError(problem, fix)
        super().__init__(str(error))
        self.for_shell = error.for_shell


class DataError(UsageError):
    """A data file that is missing, truncated, altered or not what it claims to be."""


class OptionError(UsageError):
    """A `UsageError` whose sentence quotes options as they are typed; for Python without the dashes.

    >>> error = OptionError("--model=Net is not known: `depthlimit fit --help` explains")
    >>> str(error), error.for_shell()[:11]
    ('model=Net is not known: `depthlimit fit --help` explains', '--model=Net')
    """

    def __str__(self) -> str:
        return re.sub(r"(?<![\w-])--(?!help)(?=\w)", "", super().__str__())


class DivergedError(UsageError):
    """Training was stopped because the loss is no longer a finite number.

    Args:
        what: what happened, and when.
        kept: what is left.
        fix: the options to try.
    """

    def __init__(self, what: str, kept: str, fix: Mapping[str, object] | None = None) -> None:
        super().__init__(f"{what}, and {kept}", fix)
        self.what = what


ADVICE = {
    errno.ENOSPC: "free some, or write to another disk",
    errno.EDQUOT: "delete files, or write to another disk",
    errno.EROFS: "write to another folder",
    errno.EMFILE: "allow more with `ulimit -n 4096`",
    errno.ENAMETOOLONG: "give a shorter one",
}
"""Advice about some errors of the operating system."""

MEMORY = re.compile(r"can't allocate memory|not enough memory|out of memory", re.IGNORECASE)
"""Words of PyTorch, in a `RuntimeError`, for memory that is short."""


def sentence_about(error: Exception, naming: Naming = str) -> str | None:
    """Return one sentence about an error that the user can fix, None about one that is our mistake.

    Args:
        error: any.
        naming: to the names that the running command gives to options; by default the same.

    >>> sentence_about(MemoryError("Unable to allocate 7 TiB"))
    'not enough memory (Unable to allocate 7 TiB): use smaller sizes, or a machine with more memory'
    >>> sentence_about(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    """
    if isinstance(error, UsageError):
        return error.for_shell(naming)
    if isinstance(error, OSError):
        return os_error_sentence(error)
    if isinstance(error, MemoryError) or (isinstance(error, RuntimeError) and MEMORY.search(str(error))):
        size = re.search(r"(?:unable to allocate|tried to allocate) [\d.]+ \w+", str(error), re.IGNORECASE)
        detail = f" ({size[0]})" if size else ""
        return f"not enough memory{detail}: use smaller sizes, or a machine with more memory"
    return None


def os_error_sentence(error: OSError) -> str:
    """Return one sentence about what the operating system refused.

    >>> os_error_sentence(PermissionError(13, "Permission denied", "/data/x"))
    'permission denied: /data/x'
    >>> os_error_sentence(OSError(28, "No space left on device"))
    'no space left on device: free some, or write to another disk'
    >>> os_error_sentence(FileNotFoundError(2, "No such file or directory", b"a", None, b"b"))
    'no such file or directory: a, b'
    """
    reason = error.strerror or str(error) or f"an operating system error ({type(error).__name__})"
    names = [name_of(file) for file in (error.filename, error.filename2) if file is not None]
    advice = ADVICE.get(error.errno or 0, "")
    return ": ".join(filter(None, [reason[:1].lower() + reason[1:], ", ".join(names), advice]))


def first_line(error: BaseException) -> str:
    r"""Return the first line of what an error says, or else its name; of ours without the options to give.

    >>> first_line(ValueError("too long\nsee the manual")), first_line(KeyError())
    ('too long', 'KeyError')
    >>> first_line(UsageError("L is 0", {"model.L": 1}))
    'L is 0'
    """
    if isinstance(error, UsageError):
        return error.problem
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def name_of(file: str | bytes | int) -> str:
    """Return the name of a file as an `OSError` has it: text, bytes, or the number of an open file."""
    return f"file descriptor {file}" if isinstance(file, int) else os.fsdecode(file)
