"""Parsing for the commands that have a parser of their own."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from jsonargparse import ArgumentParser, Namespace

from depthlimit.cli.configurations import read_safely
from depthlimit.cli.sentences import Choices, sentence
from depthlimit.errors import UsageError

FOLDERS = ("out", "weights_dir")
"""Options of such commands that name the folder of what is written."""
CLASS_OF_AN_OPTION = "Problem with given class_path"
"""Beginning of what jsonargparse says of a class that an option names and that cannot be made."""


def parse(parser: ArgumentParser, arguments: Sequence[str], command: str) -> Namespace:
    """The options of a command.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    with explained(command, choices={}):
        options = parser.parse_args(list(arguments))
    refuse_addresses({f"--{name}": options.get(name) for name in FOLDERS})
    return options


def refuse_addresses(folders: Mapping[str, object]) -> None:
    """Refuse a folder on another machine: results are written, and folders claimed, on a local file system.

    Raises:
        UsageError: an option names an address.
    """
    for option, folder in folders.items():
        if "://" in str(folder):
            raise UsageError(f"results are written to a local folder, not to {folder}: write {option}=FOLDER")


def refuse_bytes(arguments: Sequence[str]) -> None:
    """Refuse options that no configuration can record: lone surrogates stand for bytes that are not UTF-8.

    Raises:
        UsageError: there is one.
    """
    for argument in arguments:
        if "\0" in argument or any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise UsageError(f"{argument} is not UTF-8 text, and could not be recorded: give it another name")


@contextmanager
def explained(command: str, choices: Choices) -> Iterator[None]:
    """Say in one sentence what the parser, or a class it makes, refuses in this block.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    read_safely()
    try:
        yield
    except argparse.ArgumentError as error:
        raise UsageError(sentence(str(error), command, choices)) from None
    except ValueError as error:
        if isinstance(error.__cause__, UsageError):  # jsonargparse wraps what a class says of its arguments
            raise error.__cause__ from None
        if CLASS_OF_AN_OPTION in str(error):
            raise UsageError(sentence(str(error), command, choices)) from None
        raise


def exponents(texts: Sequence[str], option: str) -> list[float]:
    """Return exponents p; unlike YAML numbers they may be written ``inf``.

    Raises:
        UsageError: a text that is not a number of at least 1.
    """
    wrong = [text for text in texts if not is_exponent(text)]
    if wrong:
        raise UsageError(
            f"{option}={wrong[0]} is not accepted: it takes numbers from 1 to inf, as in {option} 1 2 inf"
        )
    return [float(text) for text in texts]


def is_exponent(text: str) -> bool:
    """Return True for a number from 1 to inf."""
    try:
        return float(text) >= 1
    except ValueError:
        return False


def file_name(text: str) -> str:
    """Return the value of ``--name``.

    Raises:
        UsageError: it names a folder, or nothing.
    """
    if text in ("", ".", "..") or any(sign in text for sign in "/\\\0"):
        raise UsageError(f"--name={text} is not the name of a file: name the folder with --out=FOLDER")
    return text
