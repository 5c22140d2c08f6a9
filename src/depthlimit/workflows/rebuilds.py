"""Networks and data of several runs, each built once."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.rebuild import FromRecord

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

Built = TypeVar("Built")

MOST_BYTES = 2**29
"""Largest size of what is kept; what was not used for longest is built again."""


@dataclass
class Rebuilds:
    """Networks with their initial weights and data of runs, kept for those who only read them.

    Attributes:
        kept: what was built and its size in bytes, by what its record says; used last at the end.
    """

    kept: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def of(self, run: Experiment) -> Experiment:
        """Return the run, which takes its network and its data from here."""
        rebuilder = run.rebuilder
        return replace(run, rebuilder=Kept(rebuilder, self)) if isinstance(rebuilder, FromRecord) else run

    def get(self, key: str, make: Callable[[], Built], size_of: Callable[[Built], int]) -> Built:
        """Return what is kept by this key, or else make it."""
        if key in self.kept:
            self.kept[key] = self.kept.pop(key)
            found: Built = self.kept[key][0]
            return found
        made = make()
        self.kept[key] = made, size_of(made)
        while sum(size for _, size in self.kept.values()) > MOST_BYTES:
            del self.kept[next(iter(self.kept))]
        return made


@dataclass(frozen=True)
class Kept:
    """Rebuilder of one run that builds nothing twice."""

    rebuilder: FromRecord
    rebuilds: Rebuilds

    def model(self) -> "Task":
        """Return the network with its initial weights, which must not be changed."""
        recorded = self.rebuilder.recorded
        key = f"{recorded.task} {sorted(recorded.model.items())!r}"
        return self.rebuilds.get(
            key,
            self.rebuilder.model,
            lambda model: sum(weight.numel() * weight.element_size() for weight in model.parameters()),
        )

    def data(self, path: str | None = None) -> "DataModule":
        """Return the data."""
        key = f"data {path} {sorted(self.rebuilder.recorded.data.items())!r}"
        return self.rebuilds.get(
            key,
            lambda: self.rebuilder.data(path),
            lambda data: sum(part.numel() * part.element_size() for part in data.training_set),
        )
