"""Advice in errors: only options that the running command has, by the names that it gives them."""

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module

from depthlimit.cli.commands import COMMANDS

CLASSES = ("model", "data", "trainer")
"""Options that name a class, whose own options follow after a dot."""


def naming(command: str) -> Callable[[str], str | None]:
    """Return a function from the option of an error to that of a command, None where it has no such one."""
    return partial(own_option, command)


def own_option(command: str, option: str) -> str | None:
    """Return the name that a command gives to an option of the package, None where it has none.

    >>> own_option("curve-fit", "tag"), own_option("report", "tag")
    ('tag', None)
    >>> [own_option(command, "data.path") for command in ("fit", "ll-render", "sweep", "path")]
    ['data.path', 'data_path', 'set data.path', None]
    >>> own_option("sweep", "model")
    'set model'
    """
    options, (part, dot, _) = options_of(command), option.partition(".")
    if option in options or (dot and part in CLASSES and part in options):
        return option
    if option.replace(".", "_") in options:
        return option.replace(".", "_")
    return f"set {option}" if part in CLASSES and "set" in options else None


@cache
def options_of(command: str) -> frozenset[str]:
    """Return the names of the options of a command; of those of classes the part before the dot."""
    module = import_module(f"depthlimit.cli.{COMMANDS[command].module}")
    actions = module.parser(command)._actions if hasattr(module, "parser") else []
    names = [action.dest for action in actions if action.option_strings]
    return frozenset("trainer" if name == "trainer.OPTION" else name for name in names)
