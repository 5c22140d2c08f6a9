"""Refuse options in one sentence."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from depthlimit.configuration.option_errors import Choices, sentence
from depthlimit.configuration.safe_yaml import read_safely
from depthlimit.errors import OptionError, UsageError

CLASS_OF_AN_OPTION = "Problem with given class_path"
"""Beginning of what jsonargparse says of a class that an option names and that cannot be made."""


@contextmanager
def explained(command: str, choices: Choices) -> Iterator[None]:
    """Turn what jsonargparse, or a class that it makes, refuses in this block into one sentence.

    Args:
        command: what the options are those of, for the sentence.
        choices: the classes to choose from, by the name of the option.

    Raises:
        UsageError: an option that does not exist or has a value it cannot have.
    """
    read_safely()
    try:
        yield
    except argparse.ArgumentError as error:
        raise OptionError(sentence(str(error), command, choices)) from None
    except ValueError as error:
        if isinstance(error.__cause__, UsageError):  # jsonargparse wraps what a class says of its arguments
            raise error.__cause__ from None
        if CLASS_OF_AN_OPTION in str(error):
            raise OptionError(sentence(str(error), command, choices)) from None
        raise


def refuse_addresses(folders: Mapping[str, object]) -> None:
    """Refuse a folder on another machine: results are written, and folders claimed, on a local file system.

    Args:
        folders: by the names of their options.

    Raises:
        UsageError: an option names an address.
    """
    for option, folder in folders.items():
        if "://" in str(folder):
            raise UsageError(f"results are written to a local folder, not to {folder}", {option: "FOLDER"})


def refuse_bytes(arguments: Sequence[str]) -> None:
    """Refuse options that no configuration can record: lone surrogates stand for bytes that are not UTF-8.

    Raises:
        UsageError: there is one.
    """
    for argument in arguments:
        if "\0" in argument or any("\ud800" <= sign <= "\udfff" for sign in argument):
            raise UsageError(f"{argument} is not UTF-8 text, and could not be recorded: give it another name")
