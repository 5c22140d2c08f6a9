"""Folder of the files of one run."""

from pathlib import Path

from lightning.pytorch import Trainer
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger


def run_folder(trainer: Trainer) -> Path:
    """Return the folder of the run's logs, or the root directory where nothing is logged.

    Lightning's ``trainer.log_dir`` asks all processes for it, and waits for those that were not asked.
    """
    if not trainer.loggers:
        return Path(trainer.default_root_dir)
    first = trainer.loggers[0]
    folder = first.log_dir if isinstance(first, CSVLogger | TensorBoardLogger) else first.save_dir
    return Path(folder or trainer.default_root_dir)
