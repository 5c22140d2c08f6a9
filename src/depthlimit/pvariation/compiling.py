"""Compilation and cache of kernels, for this package and those that use it.

Numba caches the machine code beside the sources, file by file: after editing a kernel that is called from
another file, delete ``*.nbi`` and ``*.nbc``. Where no folder is writable, every process compiles the kernels.
"""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from depthlimit.pvariation.importing import COMPILES, numba, warn_once

Function = TypeVar("Function", bound=Callable[..., object])
REORDERED = {"reassoc", "contract", "nsz", "arcp"}  # not nnan, ninf: NaN must stay visible
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def compiled(function: Function) -> Function:
    """Compile a kernel with Numba at its first call and cache the machine code.

    Kernels release the GIL, so that the paths of a batch run in threads.
    """
    return cached_njit(function, **OPTIONS)


def compiled_inline(function: Function) -> Function:
    """As :func:`compiled`, for functions called per link, where a call would cost more than the work."""
    return cached_njit(function, **OPTIONS, forceinline=True)


def compiled_fast(function: Function) -> Function:
    """As :func:`compiled_inline`; sums may be reordered and fused, so that loops can be vectorised."""
    return cached_njit(function, **OPTIONS, fastmath=REORDERED, forceinline=True)


def cached_njit(function: Function, **options: Any) -> Function:
    """Compile a function with options of ``numba.njit``; cache its code where a folder is writable."""
    kernel: Any = numba.njit(**options)(function)
    if COMPILES:
        kernel._cache = LenientCache(function, kernel)
    return cast(Function, kernel)


class LenientCache:
    """Numba's cache of one kernel; where it is missing, damaged or full, the kernel is compiled again.

    Args:
        function: the Python function.
        kernel: Numba's dispatcher of it.
    """

    def __init__(self, function: Callable[..., object], kernel: Any) -> None:
        self.cache, self.obstacle = kernel._cache, ""
        try:
            kernel.enable_caching()
            self.cache = kernel._cache
        except (RuntimeError, OSError):  # Numba tries several folders, and raises when none serves
            self.obstacle = "no folder that Numba tries is writable"

    def load_overload(self, signature: Any, context: Any) -> Any:
        """Return the cached machine code, or None; Numba asks before it compiles."""
        if self.obstacle:
            warn_uncached(self.obstacle)
        try:
            return self.cache.load_overload(signature, context)
        except Exception:  # from the file system or pickle: a damaged file counts as missing
            with contextlib.suppress(OSError):
                self.cache.flush()
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Cache the machine code."""
        try:
            self.cache.save_overload(signature, result)
        except OSError as error:
            warn_uncached(f"{self.cache_path}: {error.strerror or error}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cache, name)


def warn_uncached(reason: str) -> None:
    """Warn that every process compiles the kernels."""
    warn_once(
        f"compiled kernels are not cached ({reason}), and every process compiles them for "
        "some seconds: write export NUMBA_CACHE_DIR=/tmp/numba, or another folder that is yours"
    )
