"""One home for how kernels are compiled."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile a kernel with Numba at its first call and keep the machine code for later processes.

    Kernels release the interpreter lock, so that the paths of a batch run in threads.
    """
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy")(function))


def compiled_fast(function: Function) -> Function:
    """As :func:`compiled`; sums may be reordered and fused, which is what makes them vectors."""
    flags = {"reassoc", "contract", "nsz", "arcp"}  # not nnan, ninf: NaN must stay visible
    return cast(Function, numba.njit(cache=True, nogil=True, error_model="numpy", fastmath=flags)(function))
