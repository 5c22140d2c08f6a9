"""Entry point of the program: run one command, and turn errors into one sentence and an exit code."""

import difflib
import sys
from importlib.metadata import version

from depthlimit.cli.advice import naming
from depthlimit.cli.commands import COMMANDS, Arguments
from depthlimit.cli.console import echo, note
from depthlimit.cli.environment import Environment, environment
from depthlimit.errors import UsageError, os_error_sentence, sentence_about

USAGE_EXIT = 2
SIGNAL_EXIT = 128  # and the number of the signal, as shells report it: 130 after Ctrl-C


def main(arguments: Arguments | None = None) -> int:
    """Run one command and return the exit code.

    It is 0 on success, 2 after one sentence about an error that the user can fix, and 128 + n after signal n.
    A closed pipe (``| head``) is not an error.
    """
    with environment() as current:
        code = dispatch(current, *((sys.argv[1:] if arguments is None else arguments) or ["--help"]))
        failure = current.output.end()
        if failure is None or isinstance(failure, BrokenPipeError):
            return code
        return refuse(f"standard output: {os_error_sentence(failure)}")


def dispatch(current: Environment, name: str, *rest: str) -> int:
    """Run the command of this name and return its exit code."""
    current.naming = naming(name) if name in COMMANDS else str
    try:
        if name in ("-h", "--help"):
            echo(usage())
        elif name == "--version":
            echo(f"depthlimit {version('depthlimit')}")
        elif name in COMMANDS:
            COMMANDS[name].load()(name, rest)
        else:
            raise UsageError(unknown(name))
    except SystemExit as end:  # of the parser, after --help and --print_config
        if end.code not in (None, 0):
            raise
    except KeyboardInterrupt:
        note("interrupted; finished results are kept")
        return SIGNAL_EXIT + current.signal
    except Exception as error:
        sentence = sentence_about(error, current.naming)
        if sentence is None:  # a bug of ours
            raise
        return refuse(sentence)
    return 0


def usage() -> str:
    """Return the overview of the commands."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {command.summary}" for name, command in COMMANDS.items()]
    return "\n".join(
        [
            "usage: depthlimit COMMAND [--option=value ...]",
            "",
            "A laboratory for the depth limit of residual networks.",
            "",
            *lines,
            "",
            "`depthlimit COMMAND --help` lists the options of a command.",
        ]
    )


def unknown(name: str) -> str:
    """Return a sentence about an unknown command.

    >>> unknown("fitt")
    'there is no command fitt, did you mean fit? `depthlimit --help` lists the commands'
    """
    close = difflib.get_close_matches(name, COMMANDS, n=1)
    guess = f", did you mean {close[0]}?" if close else ":"
    return f"there is no command {name}{guess} `depthlimit --help` lists the commands"


def refuse(sentence: str) -> int:
    """Print a sentence on standard error and return the exit code."""
    note(sentence)
    return USAGE_EXIT
