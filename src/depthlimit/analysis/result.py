"""What every analysis returns: numbers with names, ready for JSON."""

from typing import Any

from depthlimit.jsonable import to_jsonable


class Result:
    """The base of all results, which are frozen dataclasses of numbers, arrays and other results."""

    def to_json(self) -> dict[str, Any]:
        """Return the result as a mapping that JSON can hold: NaN becomes null, an infinite p ``"inf"``."""
        content: dict[str, Any] = to_jsonable(self)
        return content
