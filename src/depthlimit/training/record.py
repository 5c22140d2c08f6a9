"""Record of a run: ``manifest.json`` and ``run.log`` in its folder."""

import logging
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.loggers import CSVLogger

from depthlimit.atomic import atomic_write
from depthlimit.discovery import MANIFEST
from depthlimit.errors import DivergedError
from depthlimit.jsonable import json_text
from depthlimit.provenance import provenance
from depthlimit.statuses import Status
from depthlimit.training.loggers import share_version
from depthlimit.training.run_folder import run_folder
from depthlimit.training.task import constructor_options, hyperparameters

LOG = "run.log"
TRAINER = (
    "max_steps", "max_epochs", "accumulate_grad_batches", "gradient_clip_val", "gradient_clip_algorithm",
    "limit_train_batches",
)  # fmt: skip
"""Options of the trainer that change the weights."""


def describe(trainer: Trainer, module: LightningModule) -> dict[str, Any]:
    """Return a record of model, data and progress of a training, for JSON."""
    data = getattr(trainer, "datamodule", None)
    loss = trainer.callback_metrics.get("train_loss")
    return {
        "task": type(module).__name__,
        "model": hyperparameters(module),
        "data": None if data is None else {"name": type(data).__name__, **constructor_options(data)},
        "device": str(module.device),
        "precision": str(trainer.precision),
        "trainer": {name: getattr(trainer, name) for name in TRAINER},
        "steps": trainer.global_step,
        "loss_before_last_step": None if loss is None else float(loss),
    }


def status_after(exception: BaseException) -> Status:
    """Return the status of a run that was ended by an exception."""
    if isinstance(exception, DivergedError):
        return "diverged"
    return "interrupted" if isinstance(exception, KeyboardInterrupt) else "failed"


class RunRecord(Callback):
    """Writes the manifest when a run starts and when it ends; nothing where nothing is logged."""

    def __init__(self) -> None:
        self.origin: dict[str, object] = {}
        self.handler: logging.Handler | None = None
        self.begun = False

    def setup(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Open the record; of several processes the first one writes it."""
        share_version(trainer)
        if stage == "fit" and trainer.is_global_zero and trainer.logger is not None:
            self.origin = provenance()
            self.write(trainer, module, "running")
            file = run_folder(trainer) / LOG
            self.handler = logging.FileHandler(file, encoding="utf-8", errors="backslashreplace")
            self.handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
            logging.getLogger("depthlimit").addHandler(self.handler)

    def on_train_batch_end(
        self, trainer: Trainer, module: LightningModule, outputs: Any, batch: Any, batch_index: int
    ) -> None:
        """Remember that a step was made."""
        self.begun = True

    def on_fit_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Close the record of a run that came to its end."""
        if self.handler is not None:
            self.write(trainer, module, "finished")

    def on_save_checkpoint(
        self, trainer: Trainer, module: LightningModule, checkpoint: dict[str, Any]
    ) -> None:
        """Write the log of the steps before their checkpoint, so that a killed run can continue from it."""
        for logger in trainer.loggers:
            if isinstance(logger, CSVLogger):
                logger.save()

    def on_exception(self, trainer: Trainer, module: LightningModule, exception: BaseException) -> None:
        """Close the record of a run that failed or was interrupted."""
        if self.handler is not None:
            self.write(
                trainer, module, status_after(exception), reason=str(exception) or type(exception).__name__
            )
            self.close()

    def teardown(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Close the log."""
        self.close()

    def write(self, trainer: Trainer, module: LightningModule, status: Status, **more: str) -> None:
        """Write the manifest."""
        record = {"status": status, **more, **describe(trainer, module), **self.origin}
        with atomic_write(run_folder(trainer) / MANIFEST) as part:
            part.write_text(json_text(record, indent=2), encoding="utf-8")

    def close(self) -> None:
        """Close the log file, once."""
        if self.handler is not None:
            logging.getLogger("depthlimit").removeHandler(self.handler)
            self.handler.close()
            self.handler = None
