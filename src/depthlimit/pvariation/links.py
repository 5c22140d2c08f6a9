"""Single links: which can improve a column at all, and which do."""

from depthlimit.pvariation.arrays import Floats, Indices
from depthlimit.pvariation.compiling import compiled_inline
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.powers import power

# best[e, j] is the value of the best partition known of 0, …, j for the exponent p[e], and last[e, j] where
# its last link comes from. Lengths are scaled, so that none is longer than 1.


@compiled_inline
def hopeless(p: Floats, best: Floats, i: int, bound: float, j: int) -> bool:
    """Whether no link of at most that length, from i or before, improves column j for any exponent.

    The values V_i grow with i, so what holds for a row holds for all before it.
    """
    for e in range(len(p)):  # noqa: SIM110 - a kernel has no generators
        if best[e, i] + power(bound, p[e]) > best[e, j]:
            return False
    return True


@compiled_inline
def useful_from(p: Floats, best: Floats, start: int, stop: int, bound: float, j: int) -> int:
    """The first row of [start, stop) whose link, at most that long, may improve column j, or ``stop``."""
    first = stop
    for e in range(len(p)):
        needed = best[e, j] - power(bound, p[e])
        while first > start and best[e, first - 1] > needed:
            first -= 1
    return first


@compiled_inline
def try_link(
    path: Floats, metric: int, scale: float, p: Floats, best: Floats, last: Indices, i: int, j: int
) -> float:
    """Measure the link (i, j), let it improve column j, and return its length."""
    length = distance(path, i, path, j, metric) * scale
    for e in range(len(p)):
        value = best[e, i] + power(length, p[e])
        if value > best[e, j]:
            best[e, j] = value
            last[e, j] = i
    return length


@compiled_inline
def try_step(length: float, p: Floats, best: Floats, last: Indices, j: int) -> None:
    """Let the step from j − 1, of known length, improve column j; of equals it is preferred."""
    for e in range(len(p)):
        value = best[e, j - 1] + power(length, p[e])
        if value >= best[e, j]:
            best[e, j] = value
            last[e, j] = j - 1
