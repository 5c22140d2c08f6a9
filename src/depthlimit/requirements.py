"""Conditions on numbers and names that a user gives, in code and in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import import_module
from math import inf
from numbers import Integral, Real
from typing import Any

from depthlimit.errors import UsageError


@dataclass(frozen=True)
class Requirement:
    """A condition on one number.

    Attributes:
        holds: the condition.
        words: the condition, after "it must be".
        example: a value that satisfies it.
        optional: whether None is accepted, for an option that is not set.
    """

    holds: Callable[[Any], bool]
    words: str
    example: float
    optional: bool = False


def at_least(least: int, optional: bool = False) -> Requirement:
    """A finite number that is not below ``least``."""
    return Requirement(lambda value: least <= value < inf, f"at least {least}", least, optional)


def whole_number(least: int, most: float = inf, optional: bool = False) -> Requirement:
    """A whole number from ``least`` to ``most``, or without an upper bound."""
    return Requirement(
        lambda value: isinstance(value, Integral) and least <= int(value) <= most,
        f"a whole number{f' from {least} to {most}' if most < inf else f', at least {least}'}",
        max(least, 1),
        optional,
    )


def between(least: float, most: float, example: float, optional: bool = False) -> Requirement:
    """A number from ``least`` to ``most``."""
    return Requirement(
        lambda value: least <= value <= most, f"between {least:g} and {most:g}", example, optional
    )


LARGEST_SEED = 2**32 - 1
"""The largest number that all random generators accept."""
SEED = replace(whole_number(0, LARGEST_SEED), example=0)
BETA = between(-10, 10, 0.5, optional=True)
"""An exponent of the depth L; larger ones lead to numbers that overflow."""
ALPHA = between(0, 1, 0.75)
"""The exponent α of the step δ_L = L^(−α)."""
HURST = Requirement(lambda value: 0 < value < 1, "between 0 and 1", 0.7)
"""The exponent H of fractional Brownian motion, which is neither 0 nor 1."""
POSITIVE = Requirement(lambda value: 0 < value < inf, "positive and finite", 1.0)


def require(options: Mapping[str, object], requirements: Mapping[str, Requirement], prefix: str = "") -> None:
    """Check every option that has a requirement.

    Args:
        options: values by name.
        requirements: conditions by name.
        prefix: of the names on the command line, such as ``model.``.

    Raises:
        UsageError: about the first option that does not satisfy its requirement.

    >>> require({"L": 0}, {"L": at_least(1)})
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 0, but it must be at least 1: write L=1
    >>> require({"L": 2.5}, {"L": whole_number(1)}, prefix="model.")
    Traceback (most recent call last):
    depthlimit.errors.UsageError: L is 2.5, but it must be a whole number, at least 1: write L=1
    """
    for name in [name for name in options if name in requirements]:
        value, requirement = options[name], requirements[name]
        if value is None and requirement.optional:
            continue
        number = isinstance(value, Real) and not isinstance(value, bool)
        if not (number and requirement.holds(value)):
            fix = {f"{prefix}{name}": requirement.example}
            raise UsageError(f"{name} is {value}, but it must be {requirement.words}", fix)


def require_choice(name: str, value: object, choices: Iterable[str], prefix: str = "") -> None:
    """Check that an option is one of the names it may have.

    Args:
        name: of the option.
        value: what was given.
        choices: the names, or a registry with these keys.
        prefix: of the option on the command line, such as ``model.``.

    Raises:
        UsageError: it is none of them; they are listed, and the closest one is the fix where one is close.

    >>> require_choice("activation", "swish", ["tanh", "relu", "elu"])
    Traceback (most recent call last):
    depthlimit.errors.UsageError: activation is 'swish', expected tanh, relu or elu
    >>> require_choice("activation", "reul", ["tanh", "relu", "elu"])
    Traceback (most recent call last):
    depthlimit.errors.UsageError: activation is 'reul', expected tanh, relu or elu: write activation='relu'
    """
    names = list(choices)
    if value in names:
        return
    close = get_close_matches(str(value), names, n=1)
    raise UsageError(
        f"{name} is {value!r}, expected {listed(names)}",
        {f"{prefix}{name}": close[0]} if close else None,
    )


def require_file_name(option: str, name: str) -> None:
    """Check that an option is the name of a file, not a path.

    Raises:
        UsageError: it names a folder, or nothing.

    >>> require_file_name("name", "a/b")
    Traceback (most recent call last):
    depthlimit.errors.UsageError: name is 'a/b', expected the name of a file without a folder: write name='b'
    """
    if name in ("", ".", "..") or any(sign in name for sign in "/\\\0"):
        last = re.split(r"[/\\\0]", name)[-1].strip(".") or "result"
        raise UsageError(
            f"{option} is {name!r}, expected the name of a file without a folder", {option: last}
        )


def require_package(name: str, extra: str) -> Any:
    """Return a package that an extra of this one installs.

    Raises:
        UsageError: it is not installed.

    >>> require_package("json", "pandas").__name__
    'json'
    >>> require_package("no_such_package", "pandas")
    Traceback (most recent call last):
    depthlimit.errors.UsageError: no_such_package is not installed: run pip install 'depthlimit[pandas]'
    """
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(f"{name} is not installed: run {install_line(extra)}") from None


def install_line(extra: str) -> str:
    """Return the line that installs the packages of an extra."""
    return f"pip install 'depthlimit[{extra}]'"


def listed(words: Sequence[str], conjunction: str = "or") -> str:
    """Return a list in words.

    >>> listed(["skip", "none", "linear_skip"])
    'skip, none or linear_skip'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"
