"""Keys of networks: the values of all options that vary, some of them unknown."""

from collections.abc import Sequence

from depthlimit.tables import Cell

Key = tuple[Cell, ...]


def completed(key: Key, keys: Sequence[Key]) -> Key:
    """Return a key with its unknown parts, None, as in the only other that agrees with it; else as it is.

    >>> completed((5, None), [(5, None), (5, "fbm"), (20, "fbm")])
    (5, 'fbm')
    >>> completed((5, None), [(5, None), (5, "fbm"), (5, "smooth")])
    (5, None)
    """
    if None not in key:
        return key
    agreeing = [other for other in keys if other != key and agrees(key, other)]
    fullest = [one for one in agreeing if not any(other != one and agrees(one, other) for other in agreeing)]
    return fullest[0] if len(fullest) == 1 else key


def agrees(key: Key, other: Key) -> bool:
    """Return True if all parts of a key that are known are the same in another."""
    return all(part is None or part == whole for part, whole in zip(key, other, strict=True))
