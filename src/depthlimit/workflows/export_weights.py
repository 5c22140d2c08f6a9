"""Weights in the checkpoints of runs, as plain files: the command ``export-weights``."""

import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments
from depthlimit.discovery import CHECKPOINT, weight_files
from depthlimit.errors import UsageError
from depthlimit.provenance import provenance
from depthlimit.result import Result
from depthlimit.tables import Table
from depthlimit.workflows.experiment import Experiment

if TYPE_CHECKING:
    from depthlimit.paths import WeightPath
    from depthlimit.paths.manifest import Recorded


@dataclass(frozen=True, repr=False)
class ExportedFile(Result):
    """File of exported weights.

    Attributes:
        file: the file.
        source: its checkpoint, or the run in words.
        depth: L.
        seed: of the run.
    """

    file: Path
    source: str
    depth: int
    seed: str


@dataclass(frozen=True, repr=False)
class ExportedWeights(Result):
    """Files of exported weights.

    Attributes:
        exports: the files that were written, by depth and seed.
        unread: the error about every checkpoint that could not be read.
    """

    exports: tuple[ExportedFile, ...]
    unread: tuple[UsageError, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that were written."""
        return tuple(one.file for one in self.exports)

    def table(self) -> Table:
        """Return a row for every file."""
        rows = ((one.depth, one.seed, str(one.file), one.source) for one in self.exports)
        return Table(("L", "seed", "file", "source"), tuple(rows))


@dataclass(frozen=True)
class TrainedWeights:
    """Weights of a run.

    Attributes:
        source: the checkpoint, or a name of the run.
        path: the weights, with the record of the run as provenance.
        record: the facts of the record, checked.
        written: time at which the checkpoint was written.
    """

    source: str
    path: "WeightPath"
    record: "Recorded"
    written: float = 0.0

    @classmethod
    def of(cls, run: Experiment) -> "TrainedWeights":
        """Return the weights of a run.

        Raises:
            UsageError: the checkpoint or the record is damaged.
        """
        from depthlimit.paths.manifest import Recorded

        path = run.path()
        if run.status not in ("finished", "unknown"):
            warnings.warn(f"the run of {run.weights} is {run.status}, not finished", stacklevel=2)
        if not isinstance(run.weights, Path):
            return cls(str(run), path, Recorded.of(path.provenance))
        recorded = Recorded.of(path.provenance, run.weights)
        return cls(str(run.weights), path, recorded, run.weights.stat().st_mtime)

    @property
    def seed(self) -> str:
        """Seed of the run."""
        return "unknown" if self.record.seed is None else str(self.record.seed)

    @property
    def steps(self) -> int:
        """Gradient steps before the checkpoint."""
        return self.record.steps or 0

    @property
    def options(self) -> Mapping[str, Any]:
        """Hyper-parameters other than the depth and the seed."""
        own = ("L", "seed")
        model = self.record.model
        return {name: value for name, value in model.items() if name not in own and not name.startswith("_")}


def export_weights(
    logs_dir: str | Path | Experiment | Iterable[Experiment], weights_dir: str | Path
) -> ExportedWeights:
    """Write the weights in the checkpoints of runs as plain files, one for every depth and seed.

    Of every run it is the last checkpoint. With several seeds, each has a folder of its own.

    Args:
        logs_dir: folder of runs, at any depth below it; or runs.
        weights_dir: folder for resnet_L.pth.

    Raises:
        DataError: there are no checkpoints, or none could be read.
        UsageError: runs of the same depth and seed have other hyper-parameters.
    """
    check_arguments(export_weights, locals())
    from depthlimit.paths import exported_name, save_path

    if isinstance(logs_dir, str | Path):
        found, unread = latest_checkpoints(Path(logs_dir))
    else:
        runs = [logs_dir] if isinstance(logs_dir, Experiment) else logs_dir
        found, unread = list(map(TrainedWeights.of, runs)), []
    selected = one_for_each(found)
    several = len({one.seed for one in selected}) > 1
    written = []
    for one in selected:
        folder = Path(weights_dir) / (f"seed_{one.seed}" if several else "")
        file = folder / exported_name(one.path.depth)
        save_path(
            replace(one.path, provenance={**one.path.provenance, "checkpoint": one.source, **provenance()}),
            file,
        )
        written.append(ExportedFile(file, one.source, one.path.depth, one.seed))
    return ExportedWeights(tuple(written), tuple(unread))


def latest_checkpoints(root: Path) -> tuple[list[TrainedWeights], list[UsageError]]:
    """Return the weights of every folder of checkpoints, and the errors about those that could not be read.

    Raises:
        UsageError: there are no checkpoints, or none could be read.
    """
    latest: dict[Path, TrainedWeights] = {}
    unread: list[UsageError] = []
    for file in weight_files(root, CHECKPOINT):
        try:
            found = TrainedWeights.of(Experiment.open(file))
        except UsageError as error:
            unread.append(error)
            continue
        if found.steps > latest.setdefault(file.parent, found).steps:
            latest[file.parent] = found
    if not latest:
        raise unread[0]
    return list(latest.values()), unread


def one_for_each(runs: Sequence[TrainedWeights]) -> list[TrainedWeights]:
    """Return one run for every depth and seed, the latest of several that have the same hyper-parameters.

    Raises:
        UsageError: runs of the same depth and seed have other hyper-parameters.
    """
    selected: dict[tuple[int, str], TrainedWeights] = {}
    for one in sorted(runs, key=lambda run: run.written):
        key = one.path.depth, one.seed
        if key in selected:
            other = selected[key]
            differ = [name for name in one.options if one.options[name] != other.options.get(name)]
            if differ:
                raise UsageError(
                    f"{other.source} and {one.source} have depth {key[0]} and seed {key[1]}, but differ in "
                    f"{', '.join(differ)}: export them separately, from one folder each"
                )
            warnings.warn(f"{other.source} is skipped in favour of {one.source}", stacklevel=3)
        selected[key] = one
    return sorted(selected.values(), key=lambda run: (run.path.depth, run.seed))
