"""Depths and seeds, as texts (``2000:12000:1000``, ``16,32,64``, ``3``) or as numbers."""

import operator
import re
from collections.abc import Iterable

from depthlimit.errors import UsageError
from depthlimit.requirements import LARGEST_SEED

Numbers = str | int | Iterable[int]
"""Whole numbers as they are typed, one number, or several."""

MOST = 100_000
"""Largest number of entries of a list."""
LARGEST_DEPTH = 10**9
WHOLE = re.compile(r"-?[0-9]{1,18}")
SHOWN = 60
"""Number of characters of an option that an error message repeats."""


def read_depths(depths: Numbers) -> list[int]:
    """Return the depths of a plan in increasing order, each once; a range first:last:step contains its last.

    Raises:
        UsageError: there are none or too many, or one is not a positive whole number.

    >>> read_depths("2000:12000:5000"), read_depths("64,16,32"), read_depths([8, 4])
    ([2000, 7000, 12000], [16, 32, 64], [4, 8])
    """
    return entries(depths, "depths", 1, LARGEST_DEPTH, example="2000:12000:1000")


def read_seeds(seeds: Numbers, first: int = 0) -> list[int]:
    """Return the seeds of a plan: one number is how many, counted from ``first``; several are the seeds.

    Raises:
        UsageError: there are none or too many, or one is not a whole number from 0 on.

    >>> read_seeds("3"), read_seeds(2, first=1234), read_seeds("7,"), read_seeds([7]), read_seeds("0:20:10")
    ([0, 1, 2], [1234, 1235], [7], [7], [0, 10, 20])
    """
    if isinstance(seeds, str) and WHOLE.fullmatch(seeds.strip()):
        seeds = int(seeds)
    if not isinstance(seeds, int):
        return entries(seeds, "seeds", 0, LARGEST_SEED, example=3)
    if not 1 <= seeds <= MOST:
        raise UsageError(f"seeds is {seeds}, but it must be from 1 to {MOST:,}", {"seeds": 3})
    return entries(range(first, first + seeds), "seeds", 0, LARGEST_SEED, example=3)


def entries(given: Numbers, option: str, least: int, most: int, example: object) -> list[int]:
    """Return the different numbers of an option in increasing order.

    Raises:
        UsageError: there are none or too many, or one is not a whole number from ``least`` to ``most``.
    """
    shown = short(given)
    expected, fix = f"expected whole numbers from {least} to {most:,}", {option: example}
    try:
        parts = parts_of(given)
    except (ValueError, TypeError):
        raise UsageError(f"{option} is {shown}, {expected}", fix) from None
    if not parts:
        raise UsageError(f"{option} is empty, {expected}", fix)
    for part in parts:
        if part[0] < least or part[-1] > most:
            raise UsageError(f"{option} contains {part[0] if part[0] < least else part[-1]}, {expected}", fix)
    if (total := sum(map(len, parts))) > MOST:
        raise UsageError(f"{option} is {shown}, {total:,} numbers, expected at most {MOST:,}", fix)
    return sorted({number for part in parts for number in part})


def short(given: object) -> str:
    """Return a value for an error message.

    >>> short("9" * 100) == "9" * 60 + "…", short(range(3))
    (True, 'range(0, 3)')
    """
    text = str(given)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def parts_of(given: Numbers) -> list[range]:
    """Return the numbers and ranges of an option as ranges.

    Raises:
        ValueError: a text is neither a number nor a range.
        TypeError: a value is not a whole number.
    """
    if isinstance(given, str):
        return [part_of(part) for part in given.split(",") if part.strip()]
    if isinstance(given, range) and given.step > 0:
        return [given] if given else []
    numbers = map(operator.index, [given] if isinstance(given, int) else given)
    return [range(number, number + 1) for number in numbers]


def part_of(part: str) -> range:
    """Return one number, or one range first:last or first:last:step, which is not empty.

    Raises:
        ValueError: the text is neither.

    >>> list(part_of("2:6:2")), list(part_of("5"))
    ([2, 4, 6], [5])
    """
    words = [word.strip() for word in part.split(":")]
    if len(words) > 3 or not all(map(WHOLE.fullmatch, words)):
        raise ValueError(part)
    first, *rest = map(int, words)
    last, step = [*rest, 1][:2] if rest else (first, 1)
    if step < 1 or last < first:
        raise ValueError(part)
    return range(first, last + 1, step)
