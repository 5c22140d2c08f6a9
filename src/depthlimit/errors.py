"""The errors a user can mend: one sentence that says what came, what is needed and the line to write."""

import os


class UsageError(ValueError):
    """Something the user can mend; the command line prints it as one sentence and exits with 2.

    >>> raise UsageError("L is 0, a network needs at least one layer: write --model.L=1")
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 0, a network needs at least one layer: write --model.L=1
    """


class DataError(UsageError):
    """A data file that is missing, truncated, altered or not what it claims to be."""


class DivergedError(UsageError):
    """Training was stopped because the loss is no longer a finite number.

    Args:
        what: what happened, and when.
        advice: what is left, and what to try.
    """

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what}, and {advice}")
        self.what = what


def os_error_sentence(error: OSError) -> str:
    """Say in one sentence what the operating system refused.

    >>> os_error_sentence(PermissionError(13, "Permission denied", "/data/x"))
    'permission denied: /data/x'
    """
    reason = (error.strerror or str(error)).lower()
    return f"{reason}: {os.fspath(error.filename)}" if isinstance(error.filename, str) else reason
