"""Errors of the option parser, in one sentence.

jsonargparse reports a wrong value with every type it tried, over many lines. The innermost key, the value
and the expected types are all that a reader needs.
"""

import argparse
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module

from jsonargparse import ArgumentParser

from depthlimit.configuration.safe_yaml import read_safely
from depthlimit.errors import OptionError, UsageError
from depthlimit.requirements import listed

Choices = Mapping[str, Sequence[str]]
"""Classes to choose from, by option."""

TYPES = {
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "str": "text",
    "dict": "a mapping",
}

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


def sentence(message: str, command: str, choices: Choices) -> str:
    """Return one sentence for a parser's message: what came, what was expected, the line to write."""
    for pattern, explain in EXPLANATIONS:
        if found := re.search(pattern, message, re.DOTALL):
            return explain(found, message, command, choices)
    return " ".join(message.split())


def missing(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name required options that were not given."""
    names = [name.strip() for name in found[1].split(",")]
    options = sorted(name for name in names if name in choices)
    if not options:
        arguments = listed([name.upper() for name in names], "and")
        return f"{command} needs {arguments}: `depthlimit {command} --help` explains"
    lines = [f"--{name}={choices[name][0] if name in choices else '...'}" for name in reversed(options)]
    return f"{command} needs {listed(['--' + name for name in options], 'and')}: write {' '.join(lines)}"


def unknown_class(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name a class that is not known, and those that are."""
    key = keys(message)[-1]
    given = re.findall(r"Given value: ([^\n]+)", message)
    given_name = given[-1][:60] if given else "its value"
    return f"--{key}={given_name} is not known: choose {listed(choices.get(key, ['a class']), 'or')}"


def unknown_option(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option that the command does not have."""
    name = found[1].split()[0].split("=")[0]
    return f"{command} has no option {name}: `depthlimit {command} --help` lists its options"


def unknown_option_of_group(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option that a group of options does not have, such as ``trainer``."""
    return f"{command} has no option {found[1]}.{found[2]}: `depthlimit {command} --help` lists its options"


def unknown_option_of_class(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option that a class does not have, and those that it has."""
    module, _, class_name = found[1].rpartition(".")
    options = options_of(getattr(import_module(module), class_name))
    close = difflib.get_close_matches(found[2], options, n=1)
    guess = f", did you mean {close[0]}?" if close else ";"
    return f"{class_name} has no option {found[2]}{guess} it has {listed(options, 'and')}"


def refused_class(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Say why a class that an option names cannot be instantiated."""
    return f"{found[1]} cannot be instantiated: {found[2].removeprefix('the following ')}"


def class_first(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name the class to choose before its options."""
    key = keys(message)[-1]
    if "NestedArg" not in message:
        return unknown_class(found, message, command, choices)
    return f"an option --{key}.* precedes its class: write first --{key}={listed(choices[key], 'or')}"


def no_value(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option that came without its value."""
    return f"{found[1]} has no value: write {found[1]}=VALUE"


def no_value_taken(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option that takes no value and came with one."""
    option = found[1].split("/")[-1]
    return f"{option}={found[2]} is not accepted: write {option} alone"


def no_config(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Say why the configuration cannot be read."""
    reason = " ".join(found[0].removeprefix('Parser key "config": ').split())
    reason = reason.removeprefix("Problems parsing config: ")
    return f"the configuration cannot be read ({reason}): give a YAML file with --config=FILE"


def no_text(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name an option of the configuration whose name is not text."""
    return f"the configuration has {found[1]} as the name of an option: write lines like `seed_everything: 1`"


def no_options(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Say that the configuration is not a mapping."""
    return "the configuration is not a mapping of options: write lines like `seed_everything: 1`"


def wrong_value(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name a value of another type, or one that is not among the choices."""
    if keys(message)[-1] in choices:
        return unknown_class(found, message, command, choices)
    inner = message[message.rindex("Parser key") :]
    option = "--" + ".".join(keys(message))
    literals = re.findall(r"Literal\[(.*?)\]", inner)
    if literals:
        expected = listed([choice.strip(" '\"") for choice in literals[-1].split(",")], "or")
    else:
        names = dict.fromkeys(re.findall(r"Expected an? <class '(\w+)'>", inner))
        expected = listed([TYPES.get(name, name) for name in names if name != "NoneType"], "or")
    value = re.findall(r"(?:Got|Given) value: (.*)", inner)
    return f"{option}={value[0] if value else '...'} is not accepted, expected {expected or 'another value'}"


def wrong_switch(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name a value that is neither true nor false."""
    return f"{found[1]}={found[2]} is not accepted, expected true or false"


def no_help(found: re.Match[str], message: str, command: str, choices: Choices) -> str:
    """Name a class whose help was asked for and that is not known."""
    known = listed(choices.get(found[1], ["a class"]), "or")
    return f"--{found[1]}.help={found[2].strip()} is not known: choose {known}"


EXPLANATIONS = (
    (r"^--([\w.]+)\.help: (?:.*: )?(.*)$", no_help),
    (r"argument (--\w+)/\S+: invalid \w+ value: '(.*)'", wrong_switch),
    (r"Unexpected config: ", no_options),
    (r'Parser key "config": .+', no_config),
    (r"class_path '([\w.]+)':\s+(the following arguments are [^\n]+|Requirement [^\n]+)", refused_class),
    (r"arguments are required: (.+)$", missing),
    (r"unrecognized arguments: (.+)$", unknown_option),
    (r"Group '([\w.]+)' does not accept option '([\w.]+)'", unknown_option_of_group),
    (r"does not accept option '([\w.]+)'", unknown_option),
    (r"^Option '([\w.]+)' is not accepted", unknown_option),
    (r"^Key must be a string, got: (.+)\.$", no_text),
    (r"class_path '([\w.]+)':\s+Option '([\w.]+)' is not accepted", unknown_option_of_class),
    (
        r"Expected a dot import path|Import path does not correspond|No module named|has no attribute",
        unknown_class,
    ),
    (r"Expected an instantiatable class", class_first),
    (r"argument (--\S+): expected (?:at least )?one argument", no_value),
    (r"argument (\S+): ignored explicit argument '(.*)'", no_value_taken),
    (r"Problems parsing config.*|Unable to load config \S+", no_config),
    (r"Parser key \"[\w.]+\"", wrong_value),
)


def keys(message: str) -> list[str]:
    """Return the keys named in a message, from the outermost to the innermost."""
    return list(dict.fromkeys(re.findall(r'Parser key "([\w.]+)"', message)))


def options_of(cls: type) -> list[str]:
    """Return the options of a class, those of its parents included, without the seed."""
    parser = ArgumentParser()
    parser.add_class_arguments(cls)
    return sorted(set(parser.get_defaults().keys()) - {"seed"})
