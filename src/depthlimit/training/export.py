"""Export of trained weights to files that any program with PyTorch reads."""

import json
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.atomic import PREVIOUS, TRAJECTORY
from depthlimit.discovery import EXPORTS
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.paths import save_path
from depthlimit.provenance import provenance
from depthlimit.training.record import describe
from depthlimit.training.run_folder import run_folder
from depthlimit.training.task import task

IDENTITY = ("task", "model", "data")
"""Entries of a manifest that identify a run."""

logger = logging.getLogger(__name__)


class ExportWeights(Callback):
    """Writes ``resnet_L.pth`` when training ends, and the intermediate weights if asked.

    A network with several paths of weights has a folder with its ``resnet_L.pth`` for each of them.

    Args:
        directory: where to; by default ``exported_models`` in the current directory, whatever the trainer's
            root directory is, so that the depths of a study come together. A finished file of that name moves
            to ``previous/`` there, with a note if it is of another run.
        every_n_steps: also keep the weights before steps 0, n, 2n, … in ``trajectory`` of the run folder.
        root: the folder of which a note says that every seed may have one of its own; by default
            ``directory``.
    """

    def __init__(
        self,
        directory: str | Path = EXPORTS,
        every_n_steps: int | None = None,
        root: str | Path | None = None,
    ) -> None:
        self.directory = Path(directory)
        self.every_n_steps = every_n_steps
        self.root = Path(directory if root is None else root)
        self.written: list[Path] = []

    def setup(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Check before training that the directory can be written to."""
        if stage == "fit":
            self.directory.mkdir(parents=True, exist_ok=True)
            if not os.access(self.directory, os.W_OK):
                raise PermissionError(13, "Permission denied", str(self.directory))

    def on_train_batch_start(
        self, trainer: Trainer, module: LightningModule, batch: Any, batch_index: int
    ) -> None:
        """Export the weights before every n-th step."""
        step = trainer.global_step
        if trainer.is_global_zero and self.every_n_steps is not None and step % self.every_n_steps == 0:
            save_paths(trainer, module, run_folder(trainer) / TRAJECTORY / f"step_{step:08d}")

    def on_fit_end(self, trainer: Trainer, module: LightningModule) -> None:
        """Export what was trained."""
        if trainer.is_global_zero and not trainer.interrupted:
            others = self.of_other_runs(trainer, module)
            self.written = save_paths(trainer, module, self.directory)
            if others:
                logger.warning(
                    "%s, of another run, moved to %s: write to %s/seed=%s to keep several seeds separate",
                    others[0],
                    others[0].parent / PREVIOUS,
                    self.root,
                    module.hparams.get("seed", 0),
                )

    def of_other_runs(self, trainer: Trainer, module: LightningModule) -> list[Path]:
        """Return the files that an export would move away and that are not of this run."""
        ours = described(trainer, module)
        files = [self.directory / name for name in task(module).weight_paths()]
        return [file for file in files if file.exists() and recorded(file) != ours]


def described(trainer: Trainer, module: LightningModule) -> dict[str, Any]:
    """Return task, options and data of a run, which identify it, as JSON holds them."""
    made_by = describe(trainer, module)
    return {name: json.loads(json_text(made_by[name])) for name in IDENTITY}


def recorded(file: Path) -> dict[str, Any] | None:
    """Return task, options and data of the run that exported a file, None if they are not recorded."""
    try:
        manifest = read_mapping(file.with_suffix(".json"))
    except (FileNotFoundError, DataError):
        return None
    return {name: manifest.get(name) for name in IDENTITY}


def save_paths(trainer: Trainer, module: LightningModule, folder: Path) -> list[Path]:
    """Write the module's paths of weights, with what made them, into the folder; returns the files."""
    made_by = {**describe(trainer, module), **provenance()}
    files = []
    for name, path in task(module).weight_paths().items():
        save_path(replace(path, provenance={**path.provenance, **made_by}), folder / name)
        files.append(folder / name)
    return files
