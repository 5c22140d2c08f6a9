"""The trained weights leave as files that anybody can read."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.paths import save_path
from depthlimit.provenance import provenance
from depthlimit.results import TRAJECTORY
from depthlimit.training.record import describe
from depthlimit.training.run_folder import run_folder
from depthlimit.training.task import task

EXPORTS = "exported_models"


class ExportWeights(Callback):
    """Writes ``resnet_L.pth`` when training ends, and the weights along the way if asked.

    A network with several paths of weights has a folder with its ``resnet_L.pth`` for each of them.

    Args:
        directory: where to; by default ``exported_models`` in the trainer's root directory. A finished file
            of that name moves to ``previous/`` there.
        every_n_steps: also keep the weights before steps 0, n, 2n, … in ``trajectory`` of the run folder.
    """

    def __init__(self, directory: str | Path | None = None, every_n_steps: int | None = None) -> None:
        self.directory = directory
        self.every_n_steps = every_n_steps
        self.written: list[Path] = []

    def setup(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Find out before the training, not after it, that the directory cannot be written to."""
        if stage == "fit":
            directory = self.target(trainer)
            directory.mkdir(parents=True, exist_ok=True)
            if not os.access(directory, os.W_OK):
                raise PermissionError(13, "Permission denied", str(directory))

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Keep the weights along the way."""
        step = trainer.global_step
        if trainer.is_global_zero and self.every_n_steps is not None and step % self.every_n_steps == 0:
            save_paths(trainer, module, run_folder(trainer) / TRAJECTORY / f"step_{step:08d}")

    def on_fit_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Export what was trained."""
        if trainer.is_global_zero and not trainer.interrupted:
            self.written = save_paths(trainer, module, self.target(trainer))

    def target(self, trainer: Trainer) -> Path:
        """The directory the exported weights go to."""
        return Path(self.directory or Path(trainer.default_root_dir) / EXPORTS)


def save_paths(trainer: Trainer, module: LightningModule, folder: Path) -> list[Path]:
    """Write the module's paths of weights, with what made them, into the folder; returns the files."""
    made_by = {**describe(trainer, module), **provenance()}
    files = []
    for name, path in task(module).weight_paths().items():
        save_path(replace(path, provenance={**path.provenance, **made_by}), folder / name)
        files.append(folder / name)
    return files
