"""What every analysis returns: numbers with names, ready for JSON."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np


class Result:
    """The base of all results, which are frozen dataclasses of numbers, arrays and other results."""

    def to_json(self) -> dict[str, Any]:
        """The result as a mapping that JSON can hold: NaN becomes null, an infinite p the word ``inf``."""
        content: dict[str, Any] = plain(self)
        return content


def plain(value: object) -> Any:
    """A value as JSON can hold it.

    >>> plain({"p": [1.0, math.inf], "values": np.array([0.5, math.nan])})
    {'p': [1.0, 'inf'], 'values': [0.5, None]}
    """
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None if math.isnan(value) else f"{value:g}"
    return value
