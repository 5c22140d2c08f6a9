"""Depths and seeds as they are typed: ``2000:12000:1000``, ``16,32,64``, ``3``."""

import re

from depthlimit.errors import UsageError
from depthlimit.requirements import LARGEST_SEED

MOST = 100_000
"""Entries of a list; a longer one is a slip of the keyboard."""
LARGEST_DEPTH = 10**9
WHOLE = re.compile(r"-?[0-9]{1,18}")
SHOWN = 60
"""Characters of an option that an error repeats."""


def read_depths(text: str) -> list[int]:
    """The depths of a plan, in order and each once; a range first:last:step contains its last.

    Raises:
        UsageError: there is none, or one that is not a positive whole number, or too many.

    >>> read_depths("2000:12000:5000"), read_depths("64,16,32")
    ([2000, 7000, 12000], [16, 32, 64])
    """
    return entries(text, "--depths", 1, LARGEST_DEPTH, example="2000:12000:1000 or --depths 16,32,64")


def read_seeds(text: str, first: int = 0) -> list[int]:
    """The seeds of a plan: one number is how many, from ``first`` on; a list or a range is taken as it is.

    Raises:
        UsageError: there is none, or one that is not a whole number from 0 on, or too many.

    >>> read_seeds("3"), read_seeds("2", first=1234), read_seeds("7,"), read_seeds("0:20:10")
    ([0, 1, 2], [1234, 1235], [7], [0, 10, 20])
    """
    example = "3 for three seeds or --seeds 1234,5678"
    if not WHOLE.fullmatch(text.strip()):
        return entries(text, "--seeds", 0, LARGEST_SEED, example)
    number = int(text)
    if not 1 <= number <= MOST:
        raise UsageError(f"--seeds is {number}, but it must be from 1 to {MOST:,}: write --seeds {example}")
    return entries(f"{first}:{first + number - 1}", "--seeds", 0, LARGEST_SEED, example)


def entries(text: str, option: str, least: int, most: int, example: str) -> list[int]:
    """The whole numbers of a list of numbers and ranges."""
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    expected = f"expected whole numbers from {least} to {most:,}: write {option} {example}"
    try:
        parts = [part_of(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise UsageError(f"{option} is {shown}, {expected}") from None
    if not parts:
        raise UsageError(f"{option} {shown} is empty, {expected}")
    for part in parts:
        if part[0] < least or part[-1] > most:
            raise UsageError(f"{option} contains {part[0] if part[0] < least else part[-1]}, {expected}")
    if (total := sum(map(len, parts))) > MOST:
        raise UsageError(
            f"{option} is {shown}, {total:,} numbers, expected at most {MOST:,}: write {option} {example}"
        )
    return sorted({number for part in parts for number in part})


def part_of(part: str) -> range:
    """One number or one range first:last or first:last:step, not empty.

    Raises:
        ValueError: it is neither.

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
