"""A run, from its record: its status, logs and weights; `rebuild` makes its network and data again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.atomic import TRAJECTORY
from depthlimit.discovery import (
    CHECKPOINT,
    EXTENSIONS,
    MANIFEST,
    checkpoint_files,
    log_of,
    single_run,
    trajectory_files,
)
from depthlimit.errors import DataError, UsageError
from depthlimit.statuses import Status, recorded_status
from depthlimit.tables import Table
from depthlimit.workflows.rebuild import FromRecord, Rebuilder, read_configuration

if TYPE_CHECKING:
    from depthlimit.data import DataModule
    from depthlimit.paths import WeightPath
    from depthlimit.paths.manifest import Recorded
    from depthlimit.scalars import Scalars
    from depthlimit.training.task import Task


@dataclass(frozen=True, repr=False)
class Experiment:
    """One training: its record, and what can be rebuilt from it.

    Attributes:
        record: the facts of the record, checked.
        rebuilder: rebuilds network and data.
        folder: the run folder; None for weights that came without one.
        weights: the trained weights: a file, or a path in memory; None where nothing was kept.
        manifest: the whole record as it was written.
        exported: files of exported weights, where a training in this process has just written them.
        values: the last values of what was measured, where a training in this process has just ended.
    """

    record: "Recorded"
    rebuilder: Rebuilder
    folder: Path | None = None
    weights: "Path | WeightPath | None" = None
    manifest: Mapping[str, Any] = field(default_factory=dict)
    exported: tuple[Path, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def open(cls, place: str | Path) -> "Experiment":
        """Return the experiment that a place holds.

        Args:
            place: a run folder, or a folder with one run; a ``config.yaml``, a checkpoint, or exported
                weights with their manifest. Classes of other packages are rebuilt from a
                ``config.yaml`` only.

        Raises:
            UsageError: there is no such place, it is damaged, or it holds several runs.
        """
        check_arguments(Experiment.open, {"place": place})
        from depthlimit.paths import load_path

        place = Path(place)
        suffix = place.suffix.lower()
        if place.is_dir():
            return cls.of_folder(single_run(place))
        if suffix in (".yaml", ".yml"):
            return replace(cls.of_folder(place.parent), rebuilder=read_configuration(place))
        if suffix == CHECKPOINT:
            return replace(cls.of_folder(place.parent.parent), weights=place)
        if suffix in EXTENSIONS:
            return cls.of(load_path(place))
        raise DataError(f"there is no run {place}: give a run folder, its config.yaml, or exported weights")

    @classmethod
    def of_folder(cls, folder: Path) -> "Experiment":
        """Return the experiment of a run folder; its record is empty where there is no manifest."""
        from depthlimit.paths.manifest import Recorded, read_manifest

        manifest = read_manifest(folder / MANIFEST)
        recorded = Recorded.of(manifest, folder / MANIFEST)
        last = next(reversed(checkpoint_files(folder)), None)
        return cls(recorded, FromRecord(recorded), folder, last, manifest)

    @classmethod
    def of(cls, path: "WeightPath") -> "Experiment":
        """Return the experiment that trained a path of weights, from its provenance.

        Raises:
            DataError: a fact in the provenance is of the wrong kind.
        """
        from depthlimit.paths import WeightPath
        from depthlimit.paths.manifest import Recorded

        if not isinstance(path, WeightPath):
            raise wrong_type("path", path, "a WeightPath")
        recorded = Recorded.of(path.provenance)
        return cls(recorded, FromRecord(recorded), None, path, dict(path.provenance))

    @property
    def depth(self) -> int | None:
        """Number of layers L, None where it is not recorded."""
        return self.record.depth

    @property
    def seed(self) -> int | None:
        """Seed of everything that was drawn, None where it is not recorded."""
        return self.record.seed

    @property
    def status(self) -> Status:
        """``finished``, ``running``, ``interrupted``, ``diverged``, ``failed``, or ``unknown``."""
        return recorded_status(self.record.status)

    @property
    def metrics(self) -> dict[str, float]:
        """The last logged value of every tag: for the weights before the last step at which it was logged."""
        from depthlimit.scalars import last_scalars

        log = None if self.folder is None else log_of(self.folder)
        return dict(self.values) or ({} if log is None else last_scalars(log))

    def model(self) -> "Task":
        """Return the network with its initial weights.

        Raises:
            UsageError: the record describes no network, or one that cannot be built.
        """
        return self.rebuilder.model()

    def data(self, path: str | Path | None = None) -> "DataModule":
        """Return the data.

        Args:
            path: where they are now, if not where the record says.

        Raises:
            UsageError: the record describes no data, or they cannot be read.
        """
        check_arguments(Experiment.data, locals())
        return self.rebuilder.data(None if path is None else str(path))

    def trained_model(self, checkpoint: str | Path | None = None) -> "Task":
        """Return the network with its trained weights, or with those of another checkpoint of it.

        Raises:
            UsageError: the weights are missing, damaged, or of another network.
        """
        return self.with_trained_weights(self.model(), checkpoint)

    def with_trained_weights(self, model: "Task", checkpoint: str | Path | None = None) -> "Task":
        """Return a network of this run, which may be changed, with its trained weights; see `trained_model`.

        Raises:
            UsageError: the weights are missing, damaged, or of another network.
        """
        from depthlimit.paths import WeightPath
        from depthlimit.training.checkpoints import load_weights
        from depthlimit.training.path_module import PathModule

        weights = self.weights if checkpoint is None else Path(checkpoint)
        if weights is None:
            raise DataError(f"{self.name} has no weights: no checkpoint was kept")
        if isinstance(weights, WeightPath):
            if not isinstance(model, PathModule):
                raise UsageError(f"the weights of a {type(model).__name__} are several paths, not one")
            model = model.with_weights(weights.values)
            model.trained["steps"] = self.record.steps
        else:
            load_weights(model, weights)
        model.trained = {**model.trained, "data": dict(self.record.data) or None}
        return model.eval()

    def initial_path(self) -> "WeightPath":
        """Return the path of the initial weights W(0), drawn again.

        Raises:
            UsageError: the network cannot be rebuilt, or its weights are several paths.
        """
        return self.model().weight_path()

    def path(self) -> "WeightPath":
        """Return the path of the trained weights.

        Raises:
            UsageError: the weights are missing or damaged, or are several paths.
        """
        from depthlimit.paths import WeightPath, load_path

        if isinstance(self.weights, WeightPath):
            return self.weights
        if self.weights is None:
            raise DataError(f"{self.name} has no weights: no checkpoint was kept")
        path = load_path(self.weights)
        said = {name: value for name, value in path.provenance.items() if value not in (None, {})}
        return replace(path, provenance={**self.manifest, **said})

    def trajectory(self) -> "list[WeightPath]":
        """Return the intermediate weights, in order: those that ``export_every`` kept.

        Raises:
            UsageError: there are none, or one is damaged.
        """
        from depthlimit.paths import load_path

        files = [] if self.folder is None else trajectory_files(self.folder / TRAJECTORY)
        if not files:
            raise UsageError(f"{self.name} has no intermediate weights: train again with export_every=10")
        return [load_path(file) for file in files]

    def log(self, tag: str = "train_loss") -> "Scalars":
        """Return the logged values of a tag, over all attempts of a trial of a sweep.

        Raises:
            DataError: there is no log, it is damaged, or holds no such tag.
        """
        found, errors = self.logs((tag,))
        if errors:
            raise errors[tag]
        return found[tag]

    def logs(self, tags: Sequence[str]) -> "tuple[dict[str, Scalars], dict[str, DataError]]":
        """Return the logged values of some tags, and the errors about the others; the log is read once.

        Raises:
            DataError: there is no log, or it is damaged as a whole.
        """
        from depthlimit.scalars import read_tags

        log = None if self.folder is None else log_of(self.folder)
        if log is None:
            raise DataError(f"{self.name} has no log")
        return read_tags(log, tags)

    def __repr__(self) -> str:
        return self.with_loss(self.metrics.get("train_loss"))

    def with_loss(self, loss: float | None) -> str:
        """Return the run and its last loss in one line."""
        parts = [f"L={self.depth}", f"seed={self.seed}", self.status]
        return f"Experiment({', '.join(parts + ([] if loss is None else [f'train_loss={loss:.4g}']))})"

    def _repr_html_(self) -> str:
        """Return the run as a notebook shows it: with the last values that it logged."""
        metrics = self.metrics
        values = Table(("last value of", ""), tuple(metrics.items())).rendered("html") if metrics else ""
        return f"<code>{escape(self.with_loss(metrics.get('train_loss')))}</code>{values}"

    @property
    def name(self) -> str:
        """The run in words, for a sentence about it."""
        return f"the run {self.folder}" if self.folder else f"the run of depth {self.depth}, seed {self.seed}"
