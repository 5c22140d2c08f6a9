"""Facts about trained networks, and groups of networks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from depthlimit.comparison.values import shown
from depthlimit.tables import Cell

FOLDER = "folder"
"""Name of the part of the path that tells networks apart that differ in no option."""
UNKNOWN = "options not recorded"
"""Label of networks of which none of the options that vary is recorded."""


@dataclass(frozen=True)
class Facts:
    """Facts about one result of one training: its weights, its log, or its run.

    Attributes:
        depth: L; None where it is not known.
        seed: name of its seed.
        options: all others by their names, such as ``model.init``; one that is not recorded is missing.
        folder: the folder that it was found in.
        source: the kind of result, such as ``weights``; only results of one kind are repeated trainings.
        rules: names of the rules that gave the values of options at each depth, where a sweep has several.
        series: identity of its series in a sweep, which differs in depth and seed only; "" for none.
    """

    depth: int | None
    seed: str
    options: Mapping[str, Cell] = field(default_factory=dict)
    folder: str = ""
    source: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)
    series: str = ""


@dataclass(frozen=True)
class Group:
    """Networks that differ in depth and seed only.

    Attributes:
        values: of the options that vary, by their short names; None where one is not recorded.
    """

    values: tuple[tuple[str, Cell], ...] = ()

    @property
    def label(self) -> str:
        """The options with their values; "" where there is one group only.

        >>> Group((("init", "fbm"), ("α", 0.5))).label
        'init = fbm, α = 0.5'
        """
        known = [f"{name} = {shown(value)}" for name, value in self.values if value is not None]
        unknown = not known and any(name != FOLDER for name, _ in self.values)
        return UNKNOWN if unknown else ", ".join(known)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The values as cells of a table."""
        return tuple(value for _, value in self.values)

    @property
    def options(self) -> dict[str, Cell]:
        """The values by the short names of the options."""
        return dict(self.values)
