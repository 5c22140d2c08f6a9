"""One home for how kernels are compiled.

Numba keeps the machine code beside the sources, file by file: after editing a kernel that kernels of another
file call, delete ``*.nbi`` and ``*.nbc``.
"""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])
REORDERED = {"reassoc", "contract", "nsz", "arcp"}  # not nnan, ninf: NaN must stay visible


def compiled(function: Function) -> Function:
    """Compile a kernel with Numba at its first call and keep the machine code for later processes.

    Kernels release the interpreter lock, so that the paths of a batch run in threads.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def compiled_inline(function: Function) -> Function:
    """As :func:`compiled`, for what is called per link: a call would cost more than the work."""
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)(function))


def compiled_fast(function: Function) -> Function:
    """As :func:`compiled_inline`; sums may be reordered and fused, which is what makes them vectors."""
    compiler = numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=REORDERED, forceinline=True)
    return cast(Function, compiler(function))
