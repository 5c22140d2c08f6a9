"""Values as JSON can hold them: standard JSON has neither NaN nor Infinity."""

import json
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from depthlimit.errors import UsageError


def to_jsonable(value: object) -> Any:
    """Return the value with NaN as null, an infinity as ``"inf"`` or ``"-inf"``, arrays as lists.

    Errors are their sentence without a fix. Bytes of a file name that are not text (lone surrogates) are
    written as escapes.

    >>> to_jsonable({"p": [1.0, math.inf], "values": np.array([0.5, math.nan])})
    {'p': [1.0, 'inf'], 'values': [0.5, None]}
    """
    if is_dataclass(value):
        return {field.name: to_jsonable(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {encodable(str(name)): to_jsonable(inner) for name, inner in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return to_jsonable(value.tolist())
    if isinstance(value, list | tuple):
        return [to_jsonable(inner) for inner in value]
    if isinstance(value, UsageError):
        return encodable(value.problem)
    if isinstance(value, str | PurePath):
        return encodable(str(value))
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else f"{value:g}"
    return value


def encodable(text: str) -> str:
    r"""Return the text with halves of surrogate pairs escaped, which names of files may hold.

    >>> encodable("β\udc80")
    'β\\udc80'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def json_text(value: object, indent: int | None = None) -> str:
    r"""Return the value as a line of standard JSON, or as several lines with an ``indent``.

    >>> json_text({"loss": math.nan})
    '{"loss": null}\n'
    """
    return json.dumps(to_jsonable(value), indent=indent, allow_nan=False) + "\n"
