"""Depths and seeds as they are typed: ``2000:12000:1000``, ``16,32,64``, ``3``."""

from depthlimit.errors import UsageError

MOST = 100_000
"""Entries of a list; a longer one is a slip of the keyboard."""


def read_depths(text: str) -> list[int]:
    """The depths of a plan, in order and each once; a range first:last:step contains its last.

    Raises:
        UsageError: there is none, or one that is not a positive whole number.

    >>> read_depths("2000:12000:5000"), read_depths("64,16,32")
    ([2000, 7000, 12000], [16, 32, 64])
    """
    return entries(text, "--depths", least=1, example="2000:12000:1000 or --depths 16,32,64")


def read_seeds(text: str, first: int = 0) -> list[int]:
    """The seeds of a plan: one number is how many, from ``first`` on; a list or a range is taken as it is.

    Raises:
        UsageError: there is none, or one that is not a whole number from 0 on.

    >>> read_seeds("3"), read_seeds("2", first=1234), read_seeds("7,"), read_seeds("0:20:10")
    ([0, 1, 2], [1234, 1235], [7], [0, 10, 20])
    """
    example = "3 for three seeds or --seeds 1234,5678"
    if text.strip().isdecimal():
        text = f"{first}:{first + int(text) - 1}"
    return entries(text, "--seeds", least=0, example=example)


def entries(text: str, option: str, least: int, example: str) -> list[int]:
    """The whole numbers of a list of numbers and ranges."""
    needed = f"whole numbers from {least} on are needed: write {option} {example}"
    try:
        numbers = {number for part in text.split(",") if part.strip() for number in part_of(part)}
    except ValueError:
        raise UsageError(f"{option} is {text}, but {needed}") from None
    if not numbers:
        raise UsageError(f"{option} {text} is empty, but {needed}")
    if min(numbers) < least:
        raise UsageError(f"{option} contains {min(numbers)}, but {needed}")
    return sorted(numbers)


def part_of(part: str) -> range:
    """One number or one range first:last or first:last:step.

    >>> list(part_of("2:6:2")), list(part_of("5"))
    ([2, 4, 6], [5])
    """
    first, *rest = (int(number) for number in part.split(":"))
    last, step, *more = [*rest, 1] if len(rest) == 1 else rest or [first, 1]
    found = range(first, last + 1, step)
    if more or step < 1 or len(found) > MOST:
        raise ValueError(part)
    return found
