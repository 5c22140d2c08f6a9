"""Objects of our classes from options that a record or a configuration holds."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from jsonargparse import ArgumentParser

from depthlimit.configuration.option_errors import Choices, explained
from depthlimit.errors import OptionError, UsageError, first_line

Built = TypeVar("Built")

FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Errors that libraries raise for options and numbers that make no sense together."""

BUILT = "built"
"""Name of the object that is made among the options of a parser, which no sentence shows."""


def build(cls: type[Built], options: Mapping[str, Any]) -> Built:
    """Return an object of a class; the options are checked against the types that the class declares.

    Raises:
        Exception: of jsonargparse or of the class; use it in a block of `rebuilding`.
    """
    parser = parser_of(cls)  # type: ignore[arg-type]  # mypy takes classes of a variable type for unhashable
    built: Built = parser.instantiate_classes(parser.parse_object({BUILT: dict(options)}))[BUILT]
    return built


@cache
def parser_of(cls: type) -> ArgumentParser:
    """Return the parser of the options of a class."""
    parser = ArgumentParser(exit_on_error=False)
    parser.add_class_arguments(cls, BUILT)
    return parser


@contextmanager
def rebuilding(what: str, command: str = "fit", choices: Choices | None = None) -> Iterator[None]:
    """Say in one sentence why something cannot be rebuilt from its record.

    Raises:
        UsageError: it cannot: its options are missing, have other types, or ask for too much.
    """
    try:
        with explained(command, choices or {}):
            yield
    except UsageError as error:
        sentence = f"{what} cannot be rebuilt: {error.problem.replace(f'{BUILT}.', '')}"
        raise (OptionError if isinstance(error, OptionError) else UsageError)(sentence, error.fix) from None
    except FAILURES as error:
        raise UsageError(f"{what} cannot be rebuilt: {first_line(error)}") from None
