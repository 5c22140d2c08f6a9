"""Depths that a residual network for CIFAR-10 can have."""

from depthlimit.errors import UsageError


def blocks_per_stage(L: int) -> int:
    """Return the n of L = 6n + 2: three stages of n blocks of two convolutions, and two more layers.

    Raises:
        UsageError: there is no such n ≥ 1; the nearest depths are named.

    >>> blocks_per_stage(56)
    9
    >>> blocks_per_stage(100)
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 100, expected 6n + 2 layers, such as 98 or 104: write L=98
    """
    n, rest = divmod(L - 2, 6)
    if n < 1:
        raise UsageError(f"L is {L}, expected 6n + 2 layers, n ≥ 1", {"L": 8})
    if rest:
        below = 6 * n + 2
        raise UsageError(f"L is {L}, expected 6n + 2 layers, such as {below} or {below + 6}", {"L": below})
    return n
