"""Groups of networks that agree in all options but depth and seed."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

from depthlimit.comparison.facts import FOLDER, Facts, Group
from depthlimit.comparison.folders import names_of_folders
from depthlimit.comparison.rules import Point, Role, moves, rank, role_of
from depthlimit.comparison.values import ELLIPSIS, comparable, in_order, short, shown
from depthlimit.tables import Cell

SYMBOLS = {"alpha": "α", "beta": "β", "gamma": "γ", "lr": "η", "hurst": "H", "dim": "d", "hidden_dim": "m"}
"""Names of options that have a symbol."""
IGNORED = frozenset(
    {"model.L", "model.seed", "model.input_size", "model.classes", "model.engine", "data.seed", "data.path",
     "data.num_workers", "seed_everything", "model.beta", "model.p_var", "model.p_var_every_n_steps",
     "model.store_grad"}
)  # fmt: skip
"""Options that change no number of a result, or that others decide."""
MOST_TOGETHER = 3
"""Options of a group that always vary together; others are in `Comparison.together`."""

Key = tuple[Cell, ...]


@dataclass(frozen=True)
class Comparison:
    """Networks and the options in which they differ.

    An option varies if two values of it are recorded: one that is not recorded may have either. A number that
    the depth decides, such as a learning rate of 9·√L, does not vary. One that the depth decides in each
    group has its first and its last value in the groups: ``36 … 102``. Trainings that differ in nothing are
    told apart by their folders.

    Attributes:
        facts: of all networks of all kinds of results (weights, logs, trials).

    >>> runs = [Facts(8, "0", {"model.init": init, "model.lr": 3.0}) for init in ("fbm", "smooth")]
    >>> comparison = Comparison(tuple(runs))
    >>> comparison.options, [group.label for group in comparison.groups]
    (('model.init',), ['init = fbm', 'init = smooth'])
    """

    facts: tuple[Facts, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """Full names of the options that the groups show, and ``folder`` where that tells some apart."""
        repeated = any(self.folders.values())
        names = [name for name in self.varying if name not in self.together]
        return (*names, FOLDER) if repeated else tuple(names)

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Short name of each option that varies: a symbol, or the last part where no two share it."""
        last = [name.rpartition(".")[2] for name in self.options]
        return {
            name: SYMBOLS.get(end, end) if last.count(end) == 1 else name
            for name, end in zip(self.options, last, strict=True)
        }

    @cached_property
    def common(self) -> dict[str, Cell]:
        """Options that have one value in all networks that record them, by their full names."""
        found: dict[str, set[Cell]] = {}
        for known in self.known:
            for name, value in known.items():
                found.setdefault(name, set()).add(value)
        return {name: next(iter(values)) for name, values in found.items() if len(values) == 1}

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
    def together(self) -> dict[str, str]:
        """Options that the groups do not show, since they vary together with several others that are shown.

        Each is given with the first that it varies with.
        """
        shared: dict[Hashable, list[str]] = {}
        for name in self.varying:
            values = [self.cell(name, key) for key in dict.fromkeys(self.keys)]
            shared.setdefault(tuple(map(values.index, values)), []).append(name)
        return {name: names[0] for names in shared.values() for name in names[MOST_TOGETHER:]}

    # the options

    @cached_property
    def known(self) -> tuple[dict[str, Cell], ...]:
        """The recorded options of each network that are compared."""
        return tuple(
            {name: comparable(value) for name, value in one.options.items() if name not in IGNORED}
            for one in self.facts
        )

    @cached_property
    def several(self) -> tuple[str, ...]:
        """Full names of the options of which several values are recorded."""
        names = dict.fromkeys(name for known in self.known for name in known)
        return tuple(
            name for name in names if len({known[name] for known in self.known if name in known}) > 1
        )

    @cached_property
    def moving(self) -> tuple[str, ...]:
        """Those that do not have the same values at all depths, and no rules that a sweep knows."""
        return tuple(
            name for name in self.several if not self.has_rules(name) and moves(self.points(name, ()))
        )

    @cached_property
    def steady(self) -> tuple[str, ...]:
        """The others."""
        return tuple(name for name in self.several if name not in self.moving)

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Role of each option of which several values are recorded."""
        roles: dict[str, Role] = dict.fromkeys(self.several, "free")
        roles |= {name: role_of(self.points(name, self.steady)) for name in self.moving}
        free = [name for name in self.moving if roles[name] == "free"]
        for name in free:  # those of a grid that is not complete move, too
            others = [*self.steady, *(other for other in free if other != name)]
            if role_of(self.points(name, others)) == "decided":
                roles[name] = "decided"
        return roles

    def points(self, name: str, others: Sequence[str]) -> list[Point]:
        """Return the recorded values of an option, beside those of others."""
        return [
            Point(tuple(known.get(other) for other in others), one.depth, known[name])
            for one, known in zip(self.facts, self.known, strict=True)
            if name in known
        ]

    def has_rules(self, name: str) -> bool:
        """Return True if a sweep has several rules for an option."""
        return any(name in one.rules for one in self.facts)

    @cached_property
    def varying(self) -> tuple[str, ...]:
        """Full names of the options that vary, beyond what the depth decides."""
        return tuple(name for name, role in self.roles.items() if role != "tied")

    # the groups

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Parts that tell the group of each network from others, by the options that vary."""
        raw = self.raw_keys
        different = list(dict.fromkeys(raw))
        return tuple(completed(key, different) for key in raw)

    @cached_property
    def raw_keys(self) -> tuple[Key, ...]:
        """The same with None for each option that is not recorded."""
        columns: list[list[Cell]] = []
        for name in self.varying:
            points = self.points(name, self.steady)
            left = iter(points)
            columns.append(
                [
                    self.part(name, one, points, next(left)) if name in known else None
                    for one, known in zip(self.facts, self.known, strict=True)
                ]
            )
        return tuple(zip(*columns, strict=True)) if columns else ((),) * len(self.facts)

    def part(self, name: str, facts: Facts, points: Sequence[Point], point: Point) -> Cell:
        """Return the part of a key that is about one option."""
        if name in facts.rules:
            return facts.rules[name]
        role = self.roles[name]
        if role == "decided":
            return ""
        return rank(points, point) if role == "ranked" else point.value

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
        cells = {name: self.cell(name, key) for name in self.varying}
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
            values = found.setdefault(self.keys[k], {name: [] for name in self.varying})
            for name in self.varying:
                if name in self.known[k]:
                    values[name].append(self.known[k][name])
        return found

    @cached_property
    def short_values(self) -> dict[str, dict[Cell, Cell]]:
        """Short forms of the values of each option."""
        return {
            name: short(dict.fromkeys(known[name] for known in self.known if name in known))
            for name in self.varying
        }


def completed(key: Key, keys: Sequence[Key]) -> Key:
    """Return a key with its unknown parts, None, as in the only other that agrees with it; else as it is.

    >>> completed((5, None), [(5, None), (5, "fbm"), (20, "fbm")])
    (5, 'fbm')
    >>> completed((5, None), [(5, None), (5, "fbm"), (5, "smooth")])
    (5, None)
    """
    if None not in key:
        return key
    agreeing = [other for other in keys if other != key and agrees(key, other)]
    fullest = [one for one in agreeing if not any(other != one and agrees(one, other) for other in agreeing)]
    return fullest[0] if len(fullest) == 1 else key


def agrees(key: Key, other: Key) -> bool:
    """Return True if all parts of a key that are known are the same in another."""
    return all(part is None or part == whole for part, whole in zip(key, other, strict=True))


def content(facts: Facts) -> Hashable:
    """Return everything that facts say, so that equal ones are found."""
    options = frozenset((name, comparable(value)) for name, value in facts.options.items())
    return facts.depth, facts.seed, facts.folder, facts.source, options, frozenset(facts.rules.items())
