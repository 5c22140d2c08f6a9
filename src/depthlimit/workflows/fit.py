"""Training of a network: the command ``fit``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.configuration import refuse_addresses
from depthlimit.discovery import EXPORTS
from depthlimit.requirements import at_least, require
from depthlimit.workflows.experiment import FINISHED, Experiment
from depthlimit.workflows.rebuild import Classes, Manifest

if TYPE_CHECKING:
    from lightning.pytorch import Callback, Trainer

    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

REQUIREMENTS = {name: at_least(1, optional=True) for name in ("steps", "export_every", "val_every")}


@dataclass(frozen=True)
class Training:
    """Options of a training.

    Attributes:
        trainer: arguments of Lightning's `Trainer`.
        ckpt_path: checkpoint to continue from.
        export_dir: folder for the exported weights.
        export_every: steps between weights that are kept along the way.
        val_every: epochs between evaluations of the validation set.
        configuration: YAML text that describes the run, None where the command could not make it.
        progress: show a progress bar; None: on a terminal.
    """

    trainer: Mapping[str, Any]
    ckpt_path: str | None = None
    export_dir: str = EXPORTS
    export_every: int | None = None
    val_every: int | None = None
    configuration: str | None = None
    progress: bool | None = None


def fit(
    model: "Task",
    data: "DataModule",
    *,
    steps: int | None = None,
    out: str | Path | None = None,
    export_dir: str | Path = EXPORTS,
    export_every: int | None = None,
    val_every: int | None = None,
    ckpt_path: str | Path | None = None,
    trainer: Mapping[str, Any] | None = None,
    progress: bool = False,
) -> Experiment:
    """Train a network, log the regularity of its weights, and export them.

    The run has a folder ``lightning_logs/version_N`` of its own, with its record, logs and checkpoint. The
    trained weights are in ``model``, too.

    Args:
        model: a `ClassificationModel`, a `RegressionModel`, or another task.
        data: what it is trained on.
        steps: Gradient steps (default: as many as the trainer's options say).
        out: Folder for lightning_logs/ (default: the current one).
        export_dir: Folder for resnet_L.pth.
        export_every: Also keep the weights before every N-th step, in trajectory/ of the run folder.
        val_every: Evaluate the validation set every N epochs during fit (default: never).
        ckpt_path: Checkpoint to continue from.
        trainer: options of Lightning's `Trainer`, as the command's ``--trainer.…``.
        progress: show a progress bar.

    Raises:
        UsageError: network and data do not fit together, or an option is out of its range.
        DivergedError: the loss is no longer finite.
    """
    given = {"steps": steps, "export_every": export_every, "val_every": val_every}
    require(given, REQUIREMENTS)
    options = dict(trainer or {})
    if steps is not None:
        options |= {"max_steps": steps, "max_epochs": -1}
    if out is not None:
        options["default_root_dir"] = str(out)
    refuse_addresses({"out": options.get("default_root_dir"), "export_dir": export_dir})
    checkpoint = None if ckpt_path is None else str(ckpt_path)
    training = Training(options, checkpoint, str(export_dir), export_every, val_every, progress=progress)
    return train(model, data, replace(training, configuration=configuration_of(model, data, training)))


def train(model: "Task", data: "DataModule", training: Training) -> Experiment:
    """Train a network; see `fit`.

    Raises:
        UsageError: network and data do not fit together, or an option is out of its range.
        DivergedError: the loss is no longer finite.
    """
    from depthlimit.training import ExportWeights, RunRecord
    from depthlimit.training.checkpoints import load_weights, resuming
    from depthlimit.training.configuration import KeepConfiguration
    from depthlimit.training.run_folder import run_folder
    from depthlimit.training.trainer import explained_options, make_trainer, training_session

    with training_session():
        record, export = RunRecord(), ExportWeights(training.export_dir, training.export_every)
        callbacks: list[Callback] = [record, export]
        if training.configuration is not None:
            callbacks.append(KeepConfiguration(training.configuration))
        trainer = make_trainer({**training.trainer, **validation(training)}, callbacks, training.progress)
        data.setup("fit")
        model.check_data(data)  # before anything is written
        if training.ckpt_path is not None:
            load_weights(model, training.ckpt_path)
        run_folder(trainer)  # claimed by this process, before it starts others
        with resuming(training.ckpt_path, record), explained_options():
            trainer.fit(model, datamodule=data, ckpt_path=training.ckpt_path)
    return experiment_of(trainer, model, data, export.written)


def validation(training: Training) -> dict[str, Any]:
    """Return the trainer's options for validation during training: off, unless asked for.

    Three quarters of the data are held back by the thesis's settings; to evaluate them costs three forward
    passes a step.
    """
    if training.val_every is None:
        limit = training.trainer.get("limit_val_batches")
        return {"limit_val_batches": 0 if limit is None else limit}
    return {"check_val_every_n_epoch": training.val_every}


def experiment_of(
    trainer: "Trainer", model: "Task", data: "DataModule", exported: Sequence[Path]
) -> Experiment:
    """Return the experiment that a trainer has ended."""
    from depthlimit.paths.manifest import Recorded
    from depthlimit.training.record import describe
    from depthlimit.training.run_folder import run_folder

    values = {name: float(value) for name, value in sorted(trainer.callback_metrics.items())}
    if trainer.loggers:
        found = Experiment.of_folder(run_folder(trainer))
    else:
        manifest = {**describe(trainer, model), "status": FINISHED}
        paths = list(model.weight_paths().values())
        recorded = Recorded.of(manifest)
        weights = paths[0] if len(paths) == 1 else None
        found = Experiment(recorded, Manifest(recorded), None, weights, manifest)
    return replace(found, description=Classes.of(model, data), exported=tuple(exported), values=values)


def configuration_of(model: "Task", data: "DataModule", training: Training) -> str | None:
    """Return the configuration with which the command makes the same run, None where it cannot.

    It cannot where network and data have different seeds, or where a class cannot be imported or an option of
    the trainer cannot be written.
    """
    import yaml

    from depthlimit.data import DataModule
    from depthlimit.training import ResidualModel
    from depthlimit.training.task import hyperparameters

    parts: dict[str, dict[str, Any]] = {"model": hyperparameters(model), "data": hyperparameters(data)}
    seeds = {part.pop("seed", None) for part in parts.values()}
    importable = isinstance(model, ResidualModel) and isinstance(data, DataModule)
    if len(seeds) > 1 or not importable or not all(map(is_importable, (type(model), type(data)))):
        return None
    content = {
        "seed_everything": seeds.pop(),
        "trainer": dict(training.trainer),
        **{
            name: {"class_path": f"{type(one).__module__}.{type(one).__qualname__}", "init_args": parts[name]}
            for name, one in (("model", model), ("data", data))
        },
        **{
            name: getattr(training, name) for name in ("export_dir", "export_every", "val_every", "ckpt_path")
        },
    }
    try:
        return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    except yaml.YAMLError:
        return None


def is_importable(cls: type) -> bool:
    """Return True for a class that another process finds by its name."""
    return (
        cls.__module__ != "__main__" and getattr(import_module(cls.__module__), cls.__qualname__, None) is cls
    )
