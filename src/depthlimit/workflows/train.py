"""Training of a network with the habits of the laboratory: record, logs, checkpoint and export."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depthlimit.discovery import EXPORTS
from depthlimit.requirements import whole_number
from depthlimit.statuses import Status
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.rebuild import FromObjects, FromRecord

if TYPE_CHECKING:
    from lightning.pytorch import Callback, Trainer

    from depthlimit.data import DataModule
    from depthlimit.training.task import Task

COUNTS = {name: whole_number(1, optional=True) for name in ("steps", "export_every", "val_every")}
"""Options of ``fit`` that are whole numbers."""
KEPT = ("export_dir", "export_every", "val_every", "ckpt_path")
"""Options of ``fit``, beside those of network, data and trainer, that a configuration keeps."""


@dataclass(frozen=True)
class FitOptions:
    """Options of a training.

    Attributes:
        trainer: arguments of Lightning's `Trainer`.
        ckpt_path: checkpoint to continue from.
        export_dir: folder for the exported weights.
        export_every: steps between intermediate weights.
        val_every: epochs between evaluations of the validation set.
        configuration: YAML text that describes the run, None where the command could not make it.
        progress: show a progress bar on a terminal.
        export_root: folder that a note about exports of another seed names (default: ``export_dir``).
    """

    trainer: Mapping[str, Any]
    ckpt_path: str | None = None
    export_dir: str = EXPORTS
    export_every: int | None = None
    val_every: int | None = None
    configuration: str | None = None
    progress: bool = False
    export_root: str | None = None


def trainer_options(steps: int | None, out: object) -> dict[str, Any]:
    """Return the options of the trainer that ``steps`` and ``out`` stand for.

    >>> trainer_options(100, None)
    {'max_steps': 100, 'max_epochs': -1}
    """
    length = {} if steps is None else {"max_steps": steps, "max_epochs": -1}
    return length | ({} if out is None else {"default_root_dir": str(out)})


def train(model: "Task", data: "DataModule", options: FitOptions) -> Experiment:
    """Train a network; see `depthlimit.fit`.

    Raises:
        UsageError: network and data do not fit together, or an option is out of its range.
        DivergedError: the loss is no longer finite.
    """
    from depthlimit.training import ExportWeights, RunRecord
    from depthlimit.training.checkpoints import load_weights, resuming
    from depthlimit.training.configuration import KeepConfiguration
    from depthlimit.training.run_folder import claim_run_folder
    from depthlimit.training.trainer import explained_options, make_trainer, training_session

    with training_session():
        record, export = (
            RunRecord(),
            ExportWeights(options.export_dir, options.export_every, options.export_root),
        )
        callbacks: list[Callback] = [record, export]
        if options.configuration is not None:
            callbacks.append(KeepConfiguration(options.configuration))
        trainer = make_trainer({**options.trainer, **validation(options)}, callbacks, options.progress)
        data.setup("fit")
        model.check_data(data)  # before anything is written
        if options.ckpt_path is not None:
            load_weights(model, options.ckpt_path)
        claim_run_folder(trainer)
        with resuming(options.ckpt_path, record), explained_options():
            trainer.fit(model, datamodule=data, ckpt_path=options.ckpt_path)
    return experiment_of(trainer, model, data, export.written)


def validation(options: FitOptions) -> dict[str, Any]:
    """Return the trainer's options for validation during training: off, unless asked for.

    Three quarters of the data are held back by the thesis's settings; to evaluate them costs three forward
    passes a step.
    """
    if options.val_every is None:
        limit = options.trainer.get("limit_val_batches")
        return {"limit_val_batches": 0 if limit is None else limit}
    return {"check_val_every_n_epoch": options.val_every}


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
        status: Status = "finished"
        manifest = {**describe(trainer, model), "status": status}
        paths = list(model.weight_paths().values())
        recorded = Recorded.of(manifest)
        weights = paths[0] if len(paths) == 1 else None
        found = Experiment(recorded, FromRecord(recorded), None, weights, manifest)
    return replace(found, rebuilder=FromObjects.of(model, data), exported=tuple(exported), values=values)
