"""Status of a run or of a trial: one set of names for records, sweeps and reports."""

from typing import Literal, cast, get_args

Status = Literal[
    "finished", "diverged", "failed", "interrupted", "running", "waiting", "busy", "crashed", "unknown"
]
"""How far a run or a trial has come.

A record has ``running`` until the run is ``finished``, ``diverged`` (its loss was not finite),
``interrupted`` or ``failed``, and ``unknown`` where it does not say. A trial of a sweep is ``waiting`` before
it runs; for a process that wants to train it, it is ``busy`` if another one does, and ``crashed`` if its own
process died.
"""


def recorded_status(text: str) -> Status:
    """Return the status that a record names, ``unknown`` where it names none of them.

    >>> recorded_status("finished"), recorded_status(""), recorded_status("nearly")
    ('finished', 'unknown', 'unknown')
    """
    return cast(Status, text) if text in get_args(Status) else "unknown"
