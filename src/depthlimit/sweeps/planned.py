"""Plans on disk: the trials that a sweep was asked for, and their status."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import NoneType
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.discovery import PLANS, plan_files
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError, UsageError
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.statuses import Status
from depthlimit.sweeps.folder import folder_of
from depthlimit.sweeps.trial import NAME, Trial, identity

FIELDS: dict[str, type | tuple[type, ...]] = {
    "trial": str,
    "L": int,
    "seed": int,
    "label": str,
    "max_epochs": (int, NoneType),
    "max_steps": int,
}
"""Types of the fields of a planned trial on disk."""


@dataclass(frozen=True)
class Planned:
    """A trial of a plan.

    Attributes:
        trial: the name of its folder.
        depth: its depth L.
        seed: its seed.
        label: the values of the grid.
        max_epochs: number of epochs; None or -1 if steps are counted.
        max_steps: number of steps; -1 if epochs are counted.
    """

    trial: str
    depth: int
    seed: int
    label: str
    max_epochs: int | None
    max_steps: int

    @classmethod
    def of(cls, trial: Trial) -> "Planned":
        """Return the planned trial of a trial."""
        trainer = trial.config["trainer"]
        end = trainer.get("max_epochs"), trainer.get("max_steps", -1)
        return cls(trial.name, trial.depth, trial.seed, trial.series.label, *end)

    @classmethod
    def read(cls, entry: Mapping[str, Any]) -> "Planned":
        """Return the planned trial of its entry in the file of a plan."""
        return cls(depth=entry["L"], **{name: value for name, value in entry.items() if name != "L"})

    def entry(self) -> dict[str, Any]:
        """Return the entry in the file of a plan."""
        return {"L" if name == "depth" else name: value for name, value in asdict(self).items()}

    def share(self, out: Path) -> float:
        """Return the share of the training that the newest checkpoint contains, from 0 to 1."""
        epochs, steps = folder_of(out, self.trial).progress()
        return min(1.0, max(part_of(epochs, self.max_epochs), part_of(steps, self.max_steps)))


@dataclass(frozen=True)
class Standing:
    """Status of a planned trial, the share of its training that is done, and why it failed."""

    planned: Planned
    status: Status
    share: float
    reason: str


def part_of(done: int, total: int | None) -> float:
    """Return the share that is done; 0 without a total.

    >>> part_of(3, 12), part_of(3, -1), part_of(3, None)
    (0.25, 0.0, 0.0)
    """
    return done / total if total and total > 0 else 0.0


def write_plan(out: Path, trials: Sequence[Trial]) -> Path:
    """Write the plan, named by its identity, and return the file.

    Raises:
        OSError: the folder cannot be written to.
    """
    planned = [Planned.of(trial).entry() for trial in trials]
    file = out / PLANS / f"{identity({'trials': planned})}.json"
    with atomic_write(file) as part:
        part.write_text(json_text({"trials": planned, **provenance()}), encoding="utf-8")
    return file


def read_plans(out: Path) -> list[list[Planned]]:
    """Return the plans in the folder of a sweep, oldest first.

    Raises:
        UsageError: there are none.
        DataError: a plan is damaged.
    """
    files = plan_files(out)
    if not files:
        raise UsageError(f"there is no sweep in {out}: give the folder of a sweep")
    files.sort(key=lambda file: file.stat().st_mtime_ns)  # "created" is to the second
    contents = [(file, read_mapping(file)) for file in files]
    plans = [(str(content.get("created")), entries(file, content)) for file, content in contents]
    return [plan for _, plan in sorted(plans, key=lambda entry: entry[0])]


def entries(file: Path, content: Mapping[str, Any]) -> list[Planned]:
    """Return the trials of a plan that was read from a file.

    Raises:
        DataError: it is not a plan. (Names become paths, so they are checked.)
    """
    trials = content.get("trials")
    if not (isinstance(trials, list) and trials and all(map(is_planned, trials))):
        raise DataError(
            f"{file} is not a plan of this version of depthlimit: remove it, and run the same sweep again to "
            "write its plan again"
        )
    return [Planned.read(entry) for entry in trials]


def is_planned(entry: object) -> bool:
    """Return True if this is the JSON of a `Planned`."""
    return (
        isinstance(entry, dict)
        and entry.keys() == FIELDS.keys()
        and all(isinstance(entry[name], expected) for name, expected in FIELDS.items())
        and NAME.fullmatch(entry["trial"]) is not None
        and entry["L"] > 0
    )


def standing(out: Path, planned: Planned) -> Standing:
    """Return the status of a planned trial in the folder of a sweep."""
    folder = folder_of(out, planned.trial)
    status = folder.status()
    result = folder.read_result() if status not in ("running", "waiting") else None
    share = 1.0 if result else planned.share(out)
    return Standing(planned, status, share, result["reason"] if result else "")
