"""Lists of values as they are typed, such as ``max(L,8),9*L``."""

from depthlimit.errors import UsageError

PAIRS = {"(": ")", "[": "]", "{": "}"}
QUOTES = "'\""
SHOWN = 60
"""Number of characters of a value that an error message repeats."""


def separated(text: str) -> list[str]:
    """Return the comma-separated values, stripped; a comma within brackets or quotes does not separate.

    A quote begins where a value may begin: at the start, or after a bracket, a comma, a colon or a space.

    Raises:
        UsageError: a bracket or a quote is not closed, or a bracket is closed that was not opened.

    >>> separated("max(L,min(8,9)),9*L"), separated("{a: [1,2]}, 'x,y'"), separated("don't")
    (['max(L,min(8,9))', '9*L'], ['{a: [1,2]}', "'x,y'"], ["don't"])
    """
    values, start, shown = [], 0, text[:SHOWN]
    expected: list[str] = []  # closing signs of the open brackets and quotes
    before = ","
    for place, sign in enumerate(text):
        if expected and expected[-1] in QUOTES:
            if sign == expected[-1]:
                expected.pop()
        elif sign in QUOTES and before in " ,:([{":
            expected.append(sign)
        elif sign in PAIRS:
            expected.append(PAIRS[sign])
        elif sign in PAIRS.values():
            if not expected or expected.pop() != sign:
                raise UsageError(f"{shown} has an unmatched {sign}: write brackets in pairs")
        elif sign == "," and not expected:
            values.append(text[start:place].strip())
            start = place + 1
        before = sign
    if expected:
        raise UsageError(f"{shown} lacks a {expected[-1]} at its end: write brackets and quotes in pairs")
    return [*values, text[start:].strip()]
