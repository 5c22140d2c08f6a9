"""The supremum ``‖X‖_p-var^p`` over every prefix: sums that no single unit of length can represent.

An engine raises lengths to the power p in a unit near the diameter of its path, so that the sum of the whole
path neither over- nor underflows. For large p those of much shorter prefixes underflow in it, though they
need not in the unit of the path: they are computed again, in the unit of the longest of them, and so on. Sums
that a float can hold lie within 10^±308, so a few levels are enough for any p.
"""

from collections.abc import Callable

import numpy as np

from depthlimit.pvariation.arrays import Floats
from depthlimit.pvariation.result import Sums, in_unit

VANISHED = 1e-270  # scaled sums below this may have lost digits
# From here on (N − 1)^(1/p), the largest ratio of the norm to the diameter, is 1 up to one rounding error for
# any realistic N; below, the power of a scaled length of 1, up to that error, does not overflow.
ALMOST_INFINITE = 1e17


def profile(p: float, N: int, level: Callable[[int], Sums], running: Callable[[], Floats]) -> Floats:
    """Return the supremum ``‖X‖_p-var^p`` over every prefix of a path of N points, 1 ≤ p ≤ ∞, shape (N,).

    Args:
        p: the exponent.
        N: the number of points.
        level: returns the scaled sums of all prefixes of the first n points, and their unit, for any n ≤ N.
        running: returns the diameter of every prefix, shape (N,).

    >>> path = np.array([0.0, 1.0, 1e200])
    >>> profile(2.0, 3, lambda n: ((path[:n] / path[n - 1]) ** 2, path[n - 1]), lambda: path)
    array([ 0.,  1., inf])
    """
    if p == np.inf:
        return running()
    if p >= ALMOST_INFINITE:
        return in_unit(np.ones(N), running(), p)
    values = np.zeros(N)
    stop = N
    while stop > 1:
        scaled, unit = level(stop)
        first = int(np.searchsorted(scaled, VANISHED))
        if first == stop:
            break  # all points are equal
        values[first:stop] = in_unit(scaled[first:], unit, p)
        if values[first] == 0.0:
            break
        if values[first] == np.inf and first > 1:
            infinite = in_unit(np.ones(first), running()[:first], p) == np.inf
            stop = first - int(infinite.sum())
            values[stop:first] = np.inf
        else:
            stop = first
    return values
