"""Compilation of the functions of this package, and everything that it uses of Numba."""

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from depthlimit.pvariation.compiling import cached_njit
from depthlimit.pvariation.importing import numba

types: Any = numba.types
cgutils: Any = import_module("numba.core.cgutils")
event: Any = import_module("numba.core.event")
extending: Any = import_module("numba.extending")

intrinsic: Any = extending.intrinsic  # a function that writes its own instructions
overload: Any = extending.overload

F = TypeVar("F", bound=Callable[..., Any])

OPTIONS: dict[str, Any] = {
    "error_model": "numpy",  # a check for division by zero would prevent vectorisation
    "fastmath": {"contract"},  # a·b + c may be rounded once; sums stay in order, infinities and NaN are kept
    "nogil": True,
}


def for_signature(function: Callable[..., Any], signature: Any) -> Any:
    """Return a kernel for arguments of these types, compiled now or found in the cache."""
    kernel: Any = cached_njit(function, **OPTIONS)
    kernel.compile(signature)
    kernel.disable_compile()
    return kernel


def part_of_a_kernel(function: F) -> F:
    """Make a function callable from kernels; sizes given as constants are known when it is compiled.

    It stays a plain function of its module: Numba identifies cached kernels by what they close over, and a
    plain function, unlike a compiled one, has the same name in every process.
    """
    overload(function, jit_options=OPTIONS, strict=False, prefer_literal=True)(lambda *types: function)
    return function
