"""Weight paths of many depths and seeds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from depthlimit.comparison import Comparison, Facts
from depthlimit.comparison import shown as label
from depthlimit.errors import UsageError
from depthlimit.paths.manifest import Recorded, is_whole, shown
from depthlimit.paths.options import recorded_options
from depthlimit.paths.weight_path import WeightPath

LARGEST = 1e100
"""Largest size of weights that are measured; the smallest is its inverse."""


@dataclass(frozen=True, init=False)
class Member:
    """One path of a collection.

    Attributes:
        path: the path.
        seed: name of its seed, as text: the number in its manifest, or the folder it lies in.
        file: where it was read from, if from a file.

    Raises:
        UsageError: the path is not a weight path, or the seed neither a whole number, at least 0, nor a name.

    >>> Member(WeightPath(np.zeros((4, 2, 2)), alpha=0.5), seed=3).seed
    '3'
    """

    path: WeightPath
    seed: str
    file: Path | None

    def __init__(self, path: WeightPath, seed: int | str = 0, file: Path | str | None = None) -> None:
        """Check the path and the seed, and make the seed a name."""
        if not isinstance(path, WeightPath):
            raise UsageError(f"the path is of type {type(path).__name__}, expected a WeightPath")
        if not ((isinstance(seed, str) and seed) or is_whole(seed, 0)):
            raise UsageError(
                f"seed is {shown(seed)}, expected a whole number, at least 0, or a name", {"seed": 0}
            )
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "seed", str(seed))
        object.__setattr__(self, "file", None if file is None else Path(file))

    @classmethod
    def of(cls, path: WeightPath) -> "Member":
        """Return a path in memory with the seed that its provenance records, or else 0."""
        return cls(path, Recorded.of(path.provenance).seed or 0)

    def __str__(self) -> str:
        return str(self.file) if self.file else f"the path of depth {self.path.depth} and seed {self.seed}"


@dataclass(frozen=True)
class PathCollection:
    """Weight paths of one experiment at many depths and, at every depth, for one or more seeds.

    Attributes:
        members: the paths, ordered by depth and then by seed.
        unread: the error about every file that could not be read.

    Raises:
        UsageError: there are none, their matrices differ in shape, two have the same depth and seed, or one
            is a slice of a network.

    >>> paths = [WeightPath(np.zeros((L, 2, 2)), alpha=0.5) for L in (8, 4)]
    >>> collection = PathCollection.of(paths)
    >>> collection.depths, collection.seeds, collection.summary
    ((4, 8), ('0',), '2 paths: 2 depths from 4 to 8, 1 seed, d=2')
    """

    members: tuple[Member, ...]
    unread: tuple[UsageError, ...] = field(default=(), kw_only=True)

    @classmethod
    def of(
        cls, members: Iterable[Member | WeightPath], unread: Iterable[UsageError] = ()
    ) -> "PathCollection":
        """Return the collection of these members, in order; the seed of a path is that of its provenance."""
        given = [Member.of(one) if isinstance(one, WeightPath) else one for one in members]
        ordered = sorted(given, key=lambda member: (member.path.depth, natural(member.seed)))
        return cls(tuple(ordered), unread=tuple(unread))

    def __post_init__(self) -> None:
        """Refuse what cannot be compared."""
        if not self.members:
            raise UsageError("the collection is empty, expected at least one path")
        first = self.members[0]
        taken: dict[tuple[int, str], Member] = {}
        for member in self.members:
            if member.path.values.shape[1:] != first.path.values.shape[1:]:
                raise UsageError(
                    f"{first} holds {size(first.path)} matrices, {member} {size(member.path)}: paths of "
                    "different width cannot be compared, give folders of one width d"
                )
            if member.path.depth != member.path.L:
                raise UsageError(
                    f"{member} is a slice of a network of depth {member.path.L}: whole networks are compared "
                    "over the depth; for the slice as a network of its own, write "
                    "dataclasses.replace(path, network_depth=None)"
                )
            twin = taken.setdefault((member.path.depth, member.seed), member)
            if twin is not member:
                raise UsageError(
                    f"{twin} and {member} have the same depth {member.path.depth} and seed {member.seed}"
                    f"{difference(twin, member)}"
                )

    def __iter__(self) -> Iterator[WeightPath]:
        return (member.path for member in self.members)

    def __len__(self) -> int:
        return len(self.members)

    @property
    def depths(self) -> tuple[int, ...]:
        """Depths, from the shallowest to the deepest."""
        return tuple(sorted({path.depth for path in self}))

    @property
    def seeds(self) -> tuple[str, ...]:
        """Names of the seeds, in order."""
        return tuple(sorted({member.seed for member in self.members}, key=natural))

    def at(self, depth: int) -> list[WeightPath]:
        """Return the paths of one depth, one for every seed there is at it."""
        return [path for path in self if path.depth == depth]

    def of_seed(self, seed: str) -> list[WeightPath]:
        """Return the paths of one seed, from the shallowest to the deepest."""
        return [member.path for member in self.members if member.seed == seed]

    @property
    def missing(self) -> list[tuple[int, str]]:
        """Pairs of a depth and a seed that both occur, but not together."""
        there = {(member.path.depth, member.seed) for member in self.members}
        return [(depth, seed) for depth in self.depths for seed in self.seeds if (depth, seed) not in there]

    @property
    def beta(self) -> float:
        """β = 1 − α, the same for all paths.

        Raises:
            UsageError: they differ.
        """
        betas = sorted({path.beta for path in self})
        if len(betas) > 1:
            found = ", ".join(f"{beta:g}" for beta in betas)
            raise UsageError(f"the paths have several β = 1 − α ({found}), expected one", {"beta": betas[0]})
        return betas[0]

    @property
    def summary(self) -> str:
        """Numbers of paths, depths and seeds, and the size of the matrices, in one line."""
        depths, seeds = self.depths, self.seeds
        reach = f"depth {depths[0]}" if len(depths) == 1 else f"depths from {depths[0]} to {depths[-1]}"
        count = f"{len(depths)} {reach}" if len(depths) > 1 else reach
        return (
            f"{len(self)} path{'s' * (len(self) > 1)}: {count}, {len(seeds)} seed{'s' * (len(seeds) > 1)}, "
            f"{'d=' if '×' not in size(self.members[0].path) else ''}{size(self.members[0].path)}"
        )


def difference(one: Member, other: Member) -> str:
    """Return in words what two paths of one depth and one seed differ in, and what to do about it."""
    facts = [
        Facts(0, "", {**recorded_options(Recorded.of(path.provenance)), "model.alpha": path.alpha})
        for path in (one.path, other.path)
    ]
    comparison = Comparison(tuple(facts))
    groups = [comparison.group_of(one) for one in facts]
    if groups[0] == groups[1]:
        return ": give one of them"
    named = zip(groups[0].values, groups[1].cells, strict=True)
    found = ", ".join(f"{name} ({label(value)} and {label(last)})" for (name, value), last in named)
    return f", and differ in {found}: give one of them, or compare them with `path-norm` or `report`"


def finite(members: Iterable[Member]) -> tuple[list[Member], list[str]]:
    """Return the members whose weights can be measured, and a sentence about each of the others.

    They are finite, and their squares neither overflow nor vanish.

    >>> path = WeightPath(np.full((4, 2, 2), np.nan), alpha=0.5)
    >>> kept, notes = finite([Member(path)])
    >>> len(kept), notes[0].partition(":")[0]
    (0, 'the path of depth 4 and seed 0 is left out')
    """
    kept, notes = [], []
    for member in members:
        largest = float(np.abs(member.path.values).max())
        if largest == 0 or 1 / LARGEST <= largest <= LARGEST:
            kept.append(member)
        elif np.isfinite(largest):
            notes.append(
                f"{member} is left out: its largest weight is {largest:g}, whose square overflows or vanishes"
            )
        else:
            notes.append(
                f"{member} is left out: its weights are not finite; run it with a smaller learning rate"
            )
    return kept, notes


def size(path: WeightPath) -> str:
    """Return the shape of the matrices in words: d, or rows × columns."""
    _, rows, columns = path.values.shape
    return f"{rows}" if rows == columns else f"{rows} × {columns}"


def natural(name: str) -> tuple[bool, float, str]:
    """Return a sort key that puts numbers in their order before names.

    >>> sorted(["seed_b", "10", "9"], key=natural)
    ['9', '10', 'seed_b']
    """
    number = name.removeprefix("-").isdecimal()
    return not number, float(name) if number else np.inf, name
