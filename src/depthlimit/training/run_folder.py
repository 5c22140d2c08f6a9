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


def claim_run_folder(trainer: Trainer) -> Path:
    """Claim the run's folder and return it: by the first process, before it starts others.

    The loggers of `loggers.run_logs` take their number N of ``version_N`` where they are first asked for it.
    """
    return run_folder(trainer)
