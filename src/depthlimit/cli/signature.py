"""Options of a command from the signature and docstring of its function: they are declared once."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from docstring_parser import parse as parse_docstring
from jsonargparse import ActionYesNo, ArgumentParser, Namespace

from depthlimit.cli.commands import COMMANDS
from depthlimit.sentences import capitalised

HIDDEN = ("progress",)
"""Parameters of functions that no command has as options."""


def command_parser(name: str) -> ArgumentParser:
    """Return a parser that describes a command by its summary."""
    summary = COMMANDS[name].summary
    description = f"{capitalised(summary)}."
    return ArgumentParser(prog=f"depthlimit {name}", description=description, exit_on_error=False)


def add_source(parser: ArgumentParser, function: Callable[..., Any], option: str, **how: Any) -> None:
    """Add an argument, ``file`` or ``--file``, for files or folders where a function takes objects, too.

    Its help is that of the parameter up to "; or", after which come the objects.

    Args:
        parser: the parser.
        function: what the command calls.
        option: the name of the parameter, for an option after two dashes.
        how: further arguments of ``add_argument``, such as ``nargs="+"``.
    """
    required = {"required": True} if option.startswith("-") else {}
    described = source_help(function, option.lstrip("-"))
    parser.add_argument(option, **{"type": str, "help": described, **required, **how})


def source_help(function: Callable[..., Any], parameter: str) -> str:
    """Return the description of a parameter up to "; or", after which come the objects of Python."""
    described = helps_of(function)[parameter].partition("; or ")[0]
    return f"{capitalised(described).rstrip('.')}."


def add_options(
    parser: ArgumentParser,
    function: Callable[..., Any],
    skip: Collection[str] = (),
    types: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
) -> None:
    """Add an option for every keyword-only parameter of a function.

    Its type, default and help are those of the parameter; a sequence takes several values (``--p 1 2``), and
    a truth value is a switch (``--show``, ``--show=false``).

    Args:
        parser: the parser.
        function: what the command calls.
        skip: parameters that the command declares otherwise.
        types: of values that are parsed in another way than the annotation says.
        names: of options that have another one than their parameter.
    """
    helps = helps_of(function)
    for parameter in options_of(function):
        if parameter.name in skip:
            continue
        annotation, default = parameter.annotation, parameter.default
        option, described = f"--{(names or {}).get(parameter.name, parameter.name)}", helps[parameter.name]
        if annotation is bool and not default:
            add_switch(parser, option, described)
            continue
        several = item_type(annotation)
        own = (types or {}).get(parameter.name, annotation if several is None else several)
        how: dict[str, Any] = {"type": own, "help": described}
        if several is not None:
            how["nargs"], default = "+", default if default is None else [own(one) for one in default]
        parser.add_argument(option, default=None if default is parameter.empty else default, **how)


def add_switch(parser: ArgumentParser, option: str, help_text: str, default: bool = False) -> None:
    """Add an option that is on when written alone; ``=true`` and ``=false`` mean what they say.

    ``--no_OPTION`` switches it off.
    """
    parser.add_argument(
        option, action=ActionYesNo(yes_prefix="", no_prefix="no_"), nargs="?", default=default, help=help_text
    )


def helps_of(function: Callable[..., Any]) -> dict[str, str]:
    """Return the descriptions of a function's parameters, from its docstring."""
    described = parse_docstring(inspect.getdoc(function) or "").params
    return {one.arg_name: " ".join((one.description or "").split()) for one in described}


def options_of(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the keyword-only parameters of a function that are options of its command."""
    parameters = inspect.signature(function).parameters.values()
    return [one for one in parameters if one.kind is one.KEYWORD_ONLY and one.name not in HIDDEN]


def item_type(annotation: Any) -> Any:
    """Return the type of the items where a parameter takes several values, None where it takes one.

    >>> item_type(Sequence[float]), item_type(int | Sequence[int] | None), item_type(float | None)
    (<class 'float'>, <class 'int'>, None)
    >>> item_type(str | Sequence[str] | bool)
    """
    if get_origin(annotation) in (UnionType, Union):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        items = [item_type(part) for part in inner]
        return items[-1] if inner[:-1] in ([], [items[-1]]) else None  # several, or one or several
    if get_origin(annotation) in (list, tuple, Sequence):
        return get_args(annotation)[0]
    return None


def given(
    options: Namespace,
    function: Callable[..., Any],
    skip: Collection[str] = (),
    names: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the values of the options that are parameters of a function, by the names of the parameters."""
    parameters = [one.name for one in options_of(function) if one.name not in skip]
    return {name: options[(names or {}).get(name, name)] for name in parameters}
