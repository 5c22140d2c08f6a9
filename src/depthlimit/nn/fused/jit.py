"""How the functions of this room are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import extending

intrinsic: Any = extending.intrinsic  # a function that writes its own instructions
overload: Any = extending.overload

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "error_model": "numpy",  # a check for division by zero would keep loops from being vectorised
    "fastmath": {
        "contract"
    },  # a·b + c may be rounded once; sums stay in order, infinities and NaN what they are
    "nogil": True,
}


def part_of_a_kernel(function: F) -> F:
    """A function that kernels may call; sizes given as constants are known to it when it is compiled.

    It stays a plain function of its module: Numba finds cached kernels again by what they close over, and
    a plain function, unlike a compiled one, has the same name in every process.
    """
    overload(function, jit_options=OPTIONS, strict=False, prefer_literal=True)(lambda *types: function)
    return function
