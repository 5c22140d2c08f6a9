"""The depths that a residual network for CIFAR-10 can have."""

from depthlimit.errors import UsageError


def blocks_per_stage(L: int) -> int:
    """The n of L = 6n + 2: three stages of n blocks of two convolutions, one before and one map after them.

    Raises:
        UsageError: there is no such n ≥ 1; the nearest depths are named.

    >>> blocks_per_stage(56)
    9
    >>> blocks_per_stage(100)
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 100, but these networks have L = 6n + 2 layers: write --L=98 or --L=104
    """
    n, rest = divmod(L - 2, 6)
    if n < 1:
        raise UsageError(f"L is {L}, but these networks have L = 6n + 2 layers, n ≥ 1: write --L=8")
    if rest:
        below = 6 * n + 2
        raise UsageError(
            f"L is {L}, but these networks have L = 6n + 2 layers: write --L={below} or --L={below + 6}"
        )
    return n
