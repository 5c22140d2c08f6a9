"""Options in which trained networks differ, and the groups of networks that agree in them.

Depth and seed are not compared: every group has its depths and, at each, its seeds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from depthlimit.tables import Cell

SYMBOLS = {"alpha": "α", "beta": "β", "gamma": "γ", "lr": "η", "hurst": "H", "dim": "d"}
"""Names of options that have a symbol."""
IGNORED = frozenset(
    {"model.L", "model.seed", "model.input_size", "model.classes", "model.engine", "data.seed", "data.path",
     "data.num_workers", "seed_everything", "model.beta", "model.p_var", "model.p_var_every_n_steps",
     "model.store_grad"}
)  # fmt: skip
"""Options that change no number of a result, or that others decide."""
FOLDER = "folder"
"""What tells networks apart that differ in nothing else."""
ELLIPSIS = " … "


@dataclass(frozen=True)
class Facts:
    """Facts about one trained network.

    Attributes:
        depth: L; None where it is not known.
        seed: name of its seed.
        options: all others by their names, such as ``model.init``.
        folder: the folder that it was found in.
    """

    depth: int | None
    seed: str
    options: Mapping[str, Cell] = field(default_factory=dict)
    folder: str = ""


@dataclass(frozen=True)
class Group:
    """Networks that differ in depth and seed only.

    Attributes:
        values: of the options that vary, by their short names.
    """

    values: tuple[tuple[str, Cell], ...] = ()

    @property
    def label(self) -> str:
        """The options with their values; "" where there is one group only.

        >>> Group((("init", "fbm"), ("α", 0.5))).label
        'init = fbm, α = 0.5'
        """
        return ", ".join(f"{name} = {shown(value)}" for name, value in self.values)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The values as cells of a table."""
        return tuple(value for _, value in self.values)


def shown(value: Cell) -> str:
    """Return a value in a label: numbers with six digits.

    >>> shown(0.75), shown("fbm"), shown(None)
    ('0.75', 'fbm', 'none')
    """
    if value is None:
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True)
class Comparison:
    """Networks and the options in which they differ.

    Attributes:
        facts: of all networks of all kinds of results (weights, logs, trials).

    >>> runs = [Facts(8, "0", {"model.init": init, "model.lr": 3.0}) for init in ("fbm", "smooth")]
    >>> comparison = Comparison(tuple(runs))
    >>> comparison.options, [group.label for group in comparison.groups]
    (('model.init',), ['init = fbm', 'init = smooth'])
    """

    facts: tuple[Facts, ...]

    @cached_property
    def options(self) -> tuple[str, ...]:
        """Names of the options that vary, beyond what the depth decides."""
        names = dict.fromkeys(name for one in self.facts for name in one.options if name not in IGNORED)
        return tuple(name for name in names if self.varies(name))

    @property
    def common(self) -> dict[str, Cell]:
        """Options that all networks share, by their full names."""
        shared = [
            name
            for name in dict.fromkeys(name for one in self.facts for name in one.options)
            if name not in IGNORED and len({one.options.get(name) for one in self.facts}) == 1
        ]
        return {name: self.facts[0].options[name] for name in shared}

    def varies(self, name: str) -> bool:
        """Return True if an option tells networks apart, and not by their depth only."""
        by_depth: dict[int | None, set[Cell]] = {}
        for one in self.facts:
            by_depth.setdefault(one.depth, set()).add(one.options.get(name))
        values = set().union(*by_depth.values())
        tied = len(by_depth) > 1 and all(len(found) == 1 for found in by_depth.values())
        return len(values) > 1 and not tied

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Short name of each option that varies: a symbol, or the last part where no two share it."""
        last = [name.rpartition(".")[2] for name in self.options]
        return {
            name: SYMBOLS.get(end, end) if last.count(end) == 1 else name
            for name, end in zip(self.options, last, strict=True)
        }

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """All groups, in the order of their values."""
        found = dict.fromkeys(map(self.group_of, self.facts))
        return tuple(sorted(found, key=lambda group: tuple(map(in_order, group.cells))))

    def group_of(self, facts: Facts) -> Group:
        """Return the group of a network."""
        return Group(tuple((self.short_names[name], facts.options.get(name)) for name in self.options))


def in_order(value: Cell) -> tuple[bool, float, str]:
    """Return a sort key: numbers in their order before names."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return not number, float(value) if number else 0.0, "" if number else shown(value)  # type: ignore[arg-type]


def flat(content: Mapping[str, Any], above: str) -> dict[str, Cell]:
    """Return recorded options by their full names; anything but numbers and text as text.

    >>> flat({"lr": 3.0, "layers": [1, 2]}, "model")
    {'model.lr': 3.0, 'model.layers': '[1, 2]'}
    """
    return {
        f"{above}.{name}": value if value is None or isinstance(value, str | int | float) else str(value)
        for name, value in content.items()
    }
