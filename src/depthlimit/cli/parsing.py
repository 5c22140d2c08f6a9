"""Parsing for the commands that have a parser of their own."""

import argparse
from collections.abc import Sequence

from jsonargparse import ArgumentParser, Namespace

from depthlimit.cli.sentences import sentence
from depthlimit.errors import UsageError


def parse(parser: ArgumentParser, arguments: Sequence[str], command: str) -> Namespace:
    """The options of a command.

    Raises:
        UsageError: an option that is not there or has a value it cannot have.
    """
    try:
        return parser.parse_args(list(arguments))
    except argparse.ArgumentError as error:
        raise UsageError(sentence(str(error), command, choices={})) from None
