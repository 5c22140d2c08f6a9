"""The power x^p, without the library call for the most frequent exponents."""

import math

import numpy as np

from depthlimit.pvariation.compiling import compiled_inline
from depthlimit.pvariation.importing import COMPILES

library_power = math.pow if COMPILES else np.power  # Python's raises an error where a power overflows


@compiled_inline
def power(x: float, p: float) -> float:
    """Return ``x ** p`` for x ≥ 0, p > 0; a square root costs a quarter of the library's power.

    >>> power(4.0, 1.5)
    8.0
    """
    if p == 2.0:
        return x * x
    if p == 3.0:
        return x * x * x
    if p == 1.5:
        return x * math.sqrt(x)
    return library_power(x, p)
