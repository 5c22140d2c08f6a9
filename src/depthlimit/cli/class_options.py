"""Help of the commands whose options are those of classes: network, data and Lightning's trainer."""

from collections.abc import Callable, Sequence
from typing import Any

from jsonargparse import ArgumentParser

from depthlimit.cli.signature import add_options, command_parser
from depthlimit.configuration import CHOICES
from depthlimit.requirements import listed

HELP = ("-h", "--help")
TRAINER_HELP = "--trainer.help"


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Return True where the help of a command is asked for, and not that of a class."""
    return any(word in HELP for word in arguments) and not any(".help" in word for word in arguments)


def with_trainer_help(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with ``--help``, which the full parser answers, in place of ``--trainer.help``."""
    return [HELP[1] if word == TRAINER_HELP else word for word in arguments]


def parser_of(name: str, function: Callable[..., Any], skip: Sequence[str] = ()) -> ArgumentParser:
    """Return a parser that shows how the options of classes are seen; it imports none of the classes."""
    parser = command_parser(name)
    parser.description = (
        f"{parser.description} The options of network, data and trainer are those of their classes: "
        + ", ".join(f"`{name} --{part}.help={choices[0]}`" for part, choices in CHOICES.items())
        + f" and `{name} {TRAINER_HELP}` list them."
    )
    parser.add_argument("--config", type=str, help="Options in a YAML file; --print_config writes one.")
    parser.add_argument("--seed_everything", type=int, default=0, help="Seed of everything random.")
    for part, what in (("model", "Network"), ("data", "Data")):
        parser.add_argument(
            f"--{part}",
            type=str,
            default=CHOICES[part][0],
            help=f"{what}: {listed(CHOICES[part], 'or')}, or a class path; options: --{part}.NAME=VALUE.",
        )
    parser.add_argument("--trainer.OPTION", type=str, help="Options of Lightning's Trainer.")
    add_options(parser, function, skip=("trainer", *skip))
    return parser
