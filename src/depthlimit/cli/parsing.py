"""Parsing of command lines, and checks of values that the option types do not cover."""

from collections.abc import Sequence

from jsonargparse import ArgumentParser, Namespace

from depthlimit.configuration import explained, refuse_addresses
from depthlimit.errors import UsageError

FOLDERS = ("out", "weights_dir")
"""Options that name where results are written."""


def parse(parser: ArgumentParser, arguments: Sequence[str], command: str) -> Namespace:
    """Return the options of a command.

    Raises:
        UsageError: an option is unknown, missing, or has a wrong value.
    """
    with explained(command, choices={}):
        options = parser.parse_args(list(arguments))
    refuse_addresses({name: options.get(name) for name in FOLDERS})
    return options


def exponents(texts: Sequence[str], option: str) -> list[float]:
    """Return exponents p; unlike YAML numbers they may be written ``inf``.

    Raises:
        UsageError: a text that is not a number of at least 1.
    """
    wrong = [text for text in texts if not is_exponent(text)]
    if wrong:
        raise UsageError(
            f"{option}={wrong[0]} is not accepted, expected numbers from 1 to inf, as in {option} 1 2 inf"
        )
    return [float(text) for text in texts]


def is_exponent(text: str) -> bool:
    """Return True for a number from 1 to inf."""
    try:
        return float(text) >= 1
    except ValueError:
        return False
