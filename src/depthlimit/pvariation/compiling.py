"""Compilation and cache of kernels, here and in whatever is built on this package.

Numba keeps the machine code beside the sources, file by file: after editing a kernel that kernels of another
file call, delete ``*.nbi`` and ``*.nbc``. Where no folder is writable, kernels are compiled in every process.
"""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from depthlimit.pvariation.importing import COMPILES, numba, say_once

Function = TypeVar("Function", bound=Callable[..., object])
REORDERED = {"reassoc", "contract", "nsz", "arcp"}  # not nnan, ninf: NaN must stay visible
OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy"}


def compiled(function: Function) -> Function:
    """Compile a kernel with Numba at its first call and keep the machine code for later processes.

    Kernels release the interpreter lock, so that the paths of a batch run in threads.
    """
    return kept(function, **OPTIONS)


def compiled_inline(function: Function) -> Function:
    """As :func:`compiled`, for what is called per link: a call would cost more than the work."""
    return kept(function, **OPTIONS, forceinline=True)


def compiled_fast(function: Function) -> Function:
    """As :func:`compiled_inline`; sums may be reordered and fused, which is what makes them vectors."""
    return kept(function, **OPTIONS, fastmath=REORDERED, forceinline=True)


def kept(function: Function, **options: Any) -> Function:
    """Compile a function with these options of Numba; its machine code is kept if a folder is writable."""
    kernel: Any = numba.njit(**options)(function)
    if COMPILES:
        kernel._cache = LenientCache(function, kernel)
    return cast(Function, kernel)


class LenientCache:
    """Numba's cache of one kernel, which may be missing, damaged or full: then the kernel is compiled anew.

    Args:
        function: the Python function.
        kernel: what Numba made of it.
    """

    def __init__(self, function: Callable[..., object], kernel: Any) -> None:
        self.cache, self.obstacle = kernel._cache, ""
        try:
            kernel.enable_caching()
            self.cache = kernel._cache
        except (RuntimeError, OSError):  # Numba tries several folders, and raises when none serves
            self.obstacle = "no folder that Numba tries is writable"

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The machine code that was kept, or None; Numba asks before it compiles."""
        if self.obstacle:
            not_kept(self.obstacle)
        try:
            return self.cache.load_overload(signature, context)
        except Exception:  # of the file system, or of pickle: a damaged file is as good as none
            with contextlib.suppress(OSError):
                self.cache.flush()
            return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep the machine code."""
        try:
            self.cache.save_overload(signature, result)
        except OSError as error:
            not_kept(f"{self.cache_path}: {error.strerror or error}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cache, name)


def not_kept(reason: str) -> None:
    """Say that kernels are compiled in every process anew."""
    say_once(
        f"compiled kernels are not kept for later processes ({reason}), and each compiles them for "
        "some seconds: write export NUMBA_CACHE_DIR=/tmp/numba, or another folder that is yours"
    )
