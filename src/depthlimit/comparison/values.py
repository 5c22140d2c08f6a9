"""Values of options: when two are equal, how they are shown, and their order."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from depthlimit.tables import Cell

ELLIPSIS = " … "
"""Between the first and the last value of an option that moves with the depth."""
LONGEST = 32
"""Characters of a value that are shown."""
CLASS_PATH = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


def comparable(value: object) -> Cell:
    """Return a recorded value in the form in which it is compared: equal if it means the same.

    Numbers have six digits, so that 0.1 of a 32-bit file is 0.1; null and truth values are words.

    >>> comparable(1) == comparable(1.0), comparable(None), comparable(True), comparable([1, 2])
    (True, 'none', 'true', '[1, 2]')
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return float(f"{value:.6g}")
    return value if isinstance(value, int | str) else str(value)


def is_number(value: object) -> bool:
    """Return True for a number, which a truth value is not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def shown(value: Cell) -> str:
    """Return a value in a label: numbers with six digits.

    >>> shown(0.75), shown("fbm"), shown(None)
    ('0.75', 'fbm', 'none')
    """
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def short(values: Iterable[Cell]) -> dict[Cell, Cell]:
    """Return a short form of each of some different values, the value itself where two would look the same.

    >>> short(["pkg.Smooth", "pkg.Rough", 0.5])
    {'pkg.Smooth': 'Smooth', 'pkg.Rough': 'Rough', 0.5: 0.5}
    >>> short(["a.Net", "b.Net"])
    {'a.Net': 'a.Net', 'b.Net': 'b.Net'}
    """
    found = {value: shortened(value) for value in values}
    forms = list(found.values())
    return {value: form if forms.count(form) == 1 else value for value, form in found.items()}


def shortened(value: Cell) -> Cell:
    """Return the name of a class without its module, and the two ends of a long text."""
    if not isinstance(value, str):
        return value
    text = value.rpartition(".")[2] if CLASS_PATH.fullmatch(value) else value
    if len(text) <= LONGEST:
        return text
    half = (LONGEST - 1) // 2
    return f"{text[:half]}…{text[-half:]}"


def in_order(value: Cell) -> tuple[bool, float, str]:
    """Return a sort key: numbers in their order before names."""
    number = is_number(value)
    return not number, float(value) if number else 0.0, "" if number else shown(value)  # type: ignore[arg-type]


def flat(content: Mapping[str, Any], above: str) -> dict[str, Cell]:
    """Return recorded options by their full names; anything but numbers and text as text.

    >>> flat({"lr": 3.0, "layers": [1, 2]}, "model")
    {'model.lr': 3.0, 'model.layers': '[1, 2]'}
    """
    return {f"{above}.{name}": comparable(value) for name, value in content.items()}
