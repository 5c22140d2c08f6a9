"""Import Numba with whatever environment variables: an invalid value is reported and ignored."""

import logging
import os
import warnings
from functools import cache

logger = logging.getLogger(__name__)


@cache
def warn_once(sentence: str) -> None:
    """Log one line, once per process."""
    logger.warning(sentence)


def unset_invalid_thread_count() -> None:
    """Unset a number of threads with which importing Numba would fail."""
    name = "NUMBA_NUM_THREADS"
    value = os.environ.get(name)
    if value is not None and not (value.strip().isdecimal() and int(value[:9]) > 0):
        warn_once(
            f"{name} is {value[:60]!r}, expected a positive whole number, and is ignored: write unset {name}"
        )
        del os.environ[name]


unset_invalid_thread_count()
with warnings.catch_warnings(record=True) as notes:
    warnings.simplefilter("always")
    import numba
for note in notes:
    text = str(note.message)
    if text.startswith("Environment variable"):  # followed by the traceback of its parser
        warn_once(f"{text.splitlines()[0].removesuffix('.')}, and is ignored")
    else:
        warnings.warn_explicit(note.message, note.category, note.filename, note.lineno)

settings = vars(numba.config)
COMPILES = not settings["DISABLE_JIT"]  # else kernels run in Python: correct, and slow
# numba.get_num_threads() would start Numba's own threads, which a fork does not survive
THREADS: int = settings["NUMBA_NUM_THREADS"]

__all__ = ["COMPILES", "THREADS", "numba", "warn_once"]
