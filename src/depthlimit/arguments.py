"""Arguments of public functions, checked against their annotations before anything is computed."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Integral, Real
from os import PathLike
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin

import numpy as np

from depthlimit.errors import UsageError
from depthlimit.requirements import listed

T = TypeVar("T")

WORDS = {
    NoneType: "None",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
    Mapping: "a mapping",
    Iterable: "several of them",
}
PLURALS = {int: "whole numbers", float: "numbers", str: "texts", Path: "paths"}


def check_arguments(function: Callable[..., Any], given: Mapping[str, object]) -> None:
    """Check the arguments of a call, as its first line: ``check_arguments(path_norms, locals())``.

    Parameters whose annotation is written as text are objects of the package, and not checked here.

    Args:
        function: what was called.
        given: its arguments by name.

    Raises:
        UsageError: about the first argument that is not of the type of its parameter; the fix is its default.

    >>> def measure(*, pvar: float | Sequence[float] = 2.0, ext: str = "pth"): ...
    >>> check_arguments(measure, {"pvar": (1, 2.5), "ext": "pt"})
    >>> check_arguments(measure, {"pvar": "a", "ext": "pt"})
    Traceback (most recent call last):
    depthlimit.errors.UsageError: pvar is 'a', expected a number or numbers: write pvar=2.0
    """
    for name, parameter in inspect.signature(function).parameters.items():
        value, annotation = given[name], parameter.annotation
        if annotation is parameter.empty or isinstance(annotation, str) or accepts(annotation, value):
            continue
        default = parameter.default
        fix = {name: default} if isinstance(default, int | float | str | tuple) and default != () else None
        raise UsageError(f"{name} is {value!r:.60}, expected {described(annotation)}", fix)


def wrong_type(name: str, value: object, expected: str) -> UsageError:
    """Return the error about an object of another type than is expected.

    >>> wrong_type("model", None, "a ClassificationModel")
    UsageError('model is None, expected a ClassificationModel', None)
    >>> wrong_type("model", [1], "a ClassificationModel").problem
    'model is of type list, expected a ClassificationModel'
    """
    simple = value is None or isinstance(value, bool | int | float | str)
    found = f"{value!r:.60}" if simple else f"of type {type(value).__name__}"
    return UsageError(f"{name} is {found}, expected {expected}")


def one_by_one(name: str, given: object, types: tuple[type, ...], expected: str) -> list[Any]:
    """Return objects one by one, where one or several may be given.

    Args:
        name: of the parameter.
        given: one object, or several.
        types: of one object.
        expected: the types in words.

    Raises:
        UsageError: one is of another type.

    >>> one_by_one("files", "a", (str,), "a name"), one_by_one("files", ["a", "b"], (str,), "a name")
    (['a'], ['a', 'b'])
    >>> one_by_one("files", ["a", 2], (str,), "a name")
    Traceback (most recent call last):
    depthlimit.errors.UsageError: files[1] is 2, expected a name
    """
    if isinstance(given, types):
        return [given]
    if isinstance(given, Mapping) or not isinstance(given, Iterable):
        raise wrong_type(name, given, f"{expected}, or several of them")
    found = list(given)
    for k, one in enumerate(found):
        if not isinstance(one, types):
            raise wrong_type(f"{name}[{k}]", one, expected)
    return found


def accepts(annotation: Any, value: object) -> bool:
    """Return True if a value is of an annotated type; numbers of NumPy count as numbers.

    >>> accepts(int | None, 2.5), accepts(float, np.int64(3)), accepts(Sequence[float], "12")
    (False, True, False)
    """
    origin = get_origin(annotation) or annotation
    if origin in (Union, UnionType):
        return any(accepts(part, value) for part in get_args(annotation))
    if origin is Literal:
        return isinstance(value, str) and value in get_args(annotation)
    if origin in (int, float):
        return isinstance(value, Integral if origin is int else Real) and not isinstance(value, bool)
    if origin is bool:
        return isinstance(value, bool | np.bool_)
    if origin is Path:
        return isinstance(value, PathLike)
    if origin is Sequence:
        (item,) = get_args(annotation)
        if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
            return False
        return all(accepts(item, one) for one in value)
    if origin is Callable:
        return callable(value)
    return not isinstance(origin, type) or isinstance(value, origin)


def described(annotation: Any) -> str:
    """Return an annotated type in words.

    >>> described(str | Path | None), described(Literal["cpu", "gpu"]), described(Sequence[int] | None)
    ('text, a path or None', 'cpu or gpu', 'whole numbers or None')
    """
    origin = get_origin(annotation) or annotation
    if origin in (Union, UnionType):
        return listed([described(part) for part in get_args(annotation)], "or")
    if origin is Literal:
        return listed(list(get_args(annotation)), "or")
    if origin is Sequence:
        return PLURALS.get(get_args(annotation)[0], "several values")
    if origin is Callable:
        return "a function"
    return WORDS.get(origin, getattr(origin, "__name__", str(origin)))


def several(values: T | Sequence[T]) -> tuple[T, ...]:
    """Return the values of an option that takes one or several.

    >>> several(2.0), several([1, 2])
    ((2.0,), (1, 2))
    """
    return (values,) if isinstance(values, str) or not isinstance(values, Iterable) else tuple(values)
