"""Import Numba in whatever surroundings: a value of its variables that is nonsense is said, and ignored."""

import logging
import os
import warnings
from functools import cache

log = logging.getLogger(__name__)


@cache
def say_once(sentence: str) -> None:
    """One line on standard error, once in a process."""
    log.warning(sentence)


def forget_impossible_threads() -> None:
    """Unset a number of threads that Numba could not be imported with."""
    name = "NUMBA_NUM_THREADS"
    value = os.environ.get(name)
    if value is not None and not (value.strip().isdecimal() and int(value[:9]) > 0):
        say_once(
            f"{name} is {value[:60]!r}, expected a positive whole number, and is ignored: write unset {name}"
        )
        del os.environ[name]


forget_impossible_threads()
with warnings.catch_warnings(record=True) as notes:
    warnings.simplefilter("always")
    import numba
for note in notes:
    text = str(note.message)
    if text.startswith("Environment variable"):  # and then the traceback of its parser
        say_once(f"{text.splitlines()[0].removesuffix('.')}, and is ignored")
    else:
        warnings.warn_explicit(note.message, note.category, note.filename, note.lineno)

settings = vars(numba.config)
COMPILES = not settings["DISABLE_JIT"]  # else kernels are plain functions: right, and slow
# numba.get_num_threads() would start Numba's own threads, which a fork does not survive
THREADS: int = settings["NUMBA_NUM_THREADS"]

__all__ = ["COMPILES", "THREADS", "numba", "say_once"]
