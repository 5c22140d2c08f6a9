"""Options of trained networks: which vary, beyond what the depth decides."""

from dataclasses import dataclass
from functools import cached_property

from depthlimit.comparison.facts import Facts
from depthlimit.comparison.keys import Key, completed
from depthlimit.comparison.rules import Point, Role, role_of
from depthlimit.comparison.values import comparable
from depthlimit.tables import Cell

IGNORED = frozenset(
    {"model.L", "model.seed", "model.input_size", "model.classes", "model.engine", "data.seed", "data.path",
     "data.num_workers", "seed_everything", "model.beta", "model.p_var", "model.p_var_every_n_steps",
     "model.store_grad"}
)  # fmt: skip
"""Options that change no number of a result, or that others decide."""
RULED = frozenset({"model.lr"})
"""Options that are commonly chosen by the depth; of any other, a sweep must have a rule."""


@dataclass(frozen=True)
class RecordedOptions:
    """Recorded options of networks.

    Attributes:
        facts: of all networks.
    """

    facts: tuple[Facts, ...]

    @cached_property
    def known(self) -> tuple[dict[str, Cell], ...]:
        """The recorded options of each network that are compared."""
        return tuple(
            {name: comparable(value) for name, value in one.options.items() if name not in IGNORED}
            for one in self.facts
        )

    @cached_property
    def values(self) -> dict[str, tuple[Cell, ...]]:
        """All different values of each option."""
        found: dict[str, dict[Cell, None]] = {}
        for known in self.known:
            for name, value in known.items():
                found.setdefault(name, {})[value] = None
        return {name: tuple(values) for name, values in found.items()}

    @cached_property
    def common(self) -> dict[str, Cell]:
        """Options that have one value in all networks that record them."""
        return {name: values[0] for name, values in self.values.items() if len(values) == 1}

    @cached_property
    def several(self) -> tuple[str, ...]:
        """Names of the options of which several values or several rules are recorded."""
        return tuple(name for name in self.values if len({*self.column(name)} - {None}) > 1)

    @cached_property
    def varying(self) -> tuple[str, ...]:
        """Names of the options that vary, beyond what the depth decides."""
        return tuple(name for name in self.several if self.roles.get(name) != "tied")

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """Parts that tell the group of each network from others, by the options that vary."""
        columns = [self.parts(name) for name in self.varying]
        raw = list(zip(*columns, strict=True)) if columns else [()] * len(self.facts)
        different = list(dict.fromkeys(raw))
        return tuple(completed(key, different) for key in raw)

    def column(self, name: str) -> list[Cell]:
        """Return the rule or the value of an option of each network, None where neither is recorded."""
        return [
            one.rules.get(name, known.get(name)) for one, known in zip(self.facts, self.known, strict=True)
        ]

    def parts(self, name: str) -> list[Cell]:
        """Return the same, with one text for all values that depth and other options decide."""
        decided = self.roles.get(name) == "decided"
        return ["" if decided and value is not None else value for value in self.column(name)]

    @cached_property
    def roles(self) -> dict[str, Role]:
        """Role of each option that the depth may decide, and whose rules are not recorded."""
        ruled = [name for name in self.several if name in RULED | self.moved_by_sweeps]
        free = [name for name in ruled if not any(name in one.rules for one in self.facts)]
        others = [self.column(name) for name in self.several if name not in free]
        points = list(zip(*others, strict=True)) if others else [()] * len(self.facts)
        return {
            name: role_of(
                [
                    Point(point, one.depth, known[name])
                    for one, known, point in zip(self.facts, self.known, points, strict=True)
                    if name in known
                ]
            )
            for name in free
        }

    @cached_property
    def moved_by_sweeps(self) -> set[str]:
        """Names of the options that have several values in one series of a sweep: it has a rule for them."""
        found: dict[tuple[str, str], set[Cell]] = {}
        for one, known in zip(self.facts, self.known, strict=True):
            for name, value in known.items() if one.series else ():
                found.setdefault((one.series, name), set()).add(value)
        return {name for (_, name), values in found.items() if len(values) > 1}
