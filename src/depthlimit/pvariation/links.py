"""Single links: which can improve a column at all, and which do."""

from depthlimit.pvariation.compiling import compiled_inline
from depthlimit.pvariation.distances import distance
from depthlimit.pvariation.powers import power
from depthlimit.pvariation.state import State


@compiled_inline
def cannot_improve(state: State, i: int, bound: float, j: int) -> bool:
    """True if no link of length ≤ ``bound``, from i or before, improves column j for any exponent.

    The sums F_i grow with i, so what holds for a row holds for all rows before it.
    """
    for e in range(len(state.p)):  # noqa: SIM110 - a kernel has no generators
        if state.best[e, i] + power(bound, state.p[e]) > state.best[e, j]:
            return False
    return True


@compiled_inline
def first_useful(state: State, start: int, stop: int, bound: float, j: int) -> int:
    """Return the first row of [start, stop) whose link of length ≤ ``bound`` may improve j, or ``stop``."""
    first = stop
    for e in range(len(state.p)):
        threshold = state.best[e, j] - power(bound, state.p[e])
        while first > start and state.best[e, first - 1] > threshold:
            first -= 1
    return first


@compiled_inline
def try_link(state: State, i: int, j: int) -> float:
    """Measure the link (i, j), improve column j by it if it does, and return its length."""
    length = distance(state.path, i, state.path, j, state.metric) * state.blocks.scale
    for e in range(len(state.p)):
        value = state.best[e, i] + power(length, state.p[e])
        if value > state.best[e, j]:
            state.best[e, j] = value
            state.last[e, j] = i
    return length


@compiled_inline
def try_step(state: State, j: int) -> None:
    """Improve column j by the step from j − 1, which is preferred to links of equal value."""
    for e in range(len(state.p)):
        value = state.best[e, j - 1] + power(state.blocks.steps[j], state.p[e])
        if value >= state.best[e, j]:
            state.best[e, j] = value
            state.last[e, j] = j - 1
