"""Groups of networks that agree in all options but depth and seed."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from depthlimit.comparison.facts import FOLDER, Facts, Group
from depthlimit.comparison.folders import names_of_folders
from depthlimit.comparison.keys import Key
from depthlimit.comparison.options import RecordedOptions
from depthlimit.comparison.values import ELLIPSIS, comparable, in_order, short, shown
from depthlimit.tables import Cell

SYMBOLS = {"alpha": "α", "beta": "β", "gamma": "γ", "lr": "η", "hurst": "H", "dim": "d", "hidden_dim": "m"}
"""Names of options that have a symbol."""


@dataclass(frozen=True)
class Comparison:
    """Networks and the options in which they differ.

    An option varies if two values of it are recorded: one that is not recorded may have either. A learning
    rate that the depth decides, such as 9·√L, does not vary, nor does any other option for which a sweep has
    one rule. One that the depth decides in each group has its first and its last value in the groups:
    ``36 … 102``. Trainings that differ in nothing are told apart by their folders.

    Attributes:
        facts: of all networks of all kinds of results (weights, logs, trials).

    >>> runs = [Facts(8, "0", {"model.init": init, "model.lr": 3.0}) for init in ("fbm", "smooth")]
    >>> comparison = Comparison(tuple(runs))
    >>> comparison.options, [group.label for group in comparison.groups]
    (('model.init',), ['init = fbm', 'init = smooth'])
    """

    facts: tuple[Facts, ...]

    @cached_property
    def recorded(self) -> RecordedOptions:
        """The recorded options."""
        return RecordedOptions(self.facts)

    @property
    def options(self) -> tuple[str, ...]:
        """Full names of the options that vary, and ``folder`` where that tells some apart."""
        repeated = any(self.folders.values())
        return (*self.recorded.varying, FOLDER) if repeated else self.recorded.varying

    @property
    def common(self) -> dict[str, Cell]:
        """Options that have one value in all networks that record them, by their full names."""
        return self.recorded.common

    @property
    def keys(self) -> tuple[Key, ...]:
        """Parts that tell the group of each network from others."""
        return self.recorded.keys

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
        order: dict[Group, tuple[object, ...]] = {}
        for key, folder in zip(self.keys, self.folder_names, strict=True):
            group = self.group(key, folder)
            order[group] = (tuple(map(in_order, self.first_values(key))), in_order(folder or ""))
        return tuple(sorted(order, key=order.__getitem__))

    def group_of(self, facts: Facts) -> Group:
        """Return the group of a network.

        Raises:
            KeyError: it is not one of those that are compared.
        """
        return self.found[content(facts)]

    @cached_property
    def folders(self) -> dict[tuple[Key, str], str]:
        """Names of folders that tell networks of one key apart, by key and folder."""
        members: dict[Key, list[Facts]] = {}
        for one, key in zip(self.facts, self.keys, strict=True):
            members.setdefault(key, []).append(one)
        return {
            (key, folder): name
            for key, facts in members.items()
            for folder, name in names_of_folders(facts).items()
        }

    @cached_property
    def folder_names(self) -> tuple[str | None, ...]:
        """The name of the folder of each network that needs one."""
        return tuple(
            self.folders.get((key, one.folder)) for key, one in zip(self.keys, self.facts, strict=True)
        )

    @cached_property
    def found(self) -> dict[Hashable, Group]:
        """The group of each network, by the content of its facts."""
        return {
            content(one): self.group(key, folder)
            for one, key, folder in zip(self.facts, self.keys, self.folder_names, strict=True)
        }

    def group(self, key: Key, folder: str | None) -> Group:
        """Return the group of a key and a folder."""
        cells = {name: self.cell(name, key) for name in self.recorded.varying}
        cells[FOLDER] = folder
        return Group(tuple((self.short_names[name], cells[name]) for name in self.options))

    def cell(self, name: str, key: Key) -> Cell:
        """Return the value of an option in a group: the first and the last where it moves with the depth."""
        values = self.values_by_depth[key][name]
        if not values:
            return None
        first, last = values[0], values[-1]
        return self.short_values[name][first] if first == last else f"{shown(first)}{ELLIPSIS}{shown(last)}"

    def first_values(self, key: Key) -> tuple[Cell, ...]:
        """Return the values of all options that vary at the smallest depth of a group."""
        return tuple(next(iter(values), None) for values in self.values_by_depth[key].values())

    @cached_property
    def values_by_depth(self) -> dict[Key, dict[str, list[Cell]]]:
        """The values of each option in a group, from the smallest depth to the largest."""
        found: dict[Key, dict[str, list[Cell]]] = {}
        order = sorted(range(len(self.facts)), key=lambda k: in_order(self.facts[k].depth))
        for k in order:
            values = found.setdefault(self.keys[k], {name: [] for name in self.recorded.varying})
            for name in self.recorded.varying:
                if name in self.recorded.known[k]:
                    values[name].append(self.recorded.known[k][name])
        return found

    @cached_property
    def short_values(self) -> dict[str, dict[Cell, Cell]]:
        """Short forms of the values of each option."""
        return {name: short(self.recorded.values[name]) for name in self.recorded.varying}


def content(facts: Facts) -> Hashable:
    """Return everything that facts say, so that equal ones are found."""
    options = frozenset((name, comparable(value)) for name, value in facts.options.items())
    return facts.depth, facts.seed, facts.folder, facts.source, options, frozenset(facts.rules.items())
