"""Where the files of one run lie."""

from pathlib import Path

from lightning.pytorch import Trainer


def run_folder(trainer: Trainer) -> Path:
    """The folder of the run's logs, or the root directory where nothing is logged."""
    return Path(trainer.log_dir or trainer.default_root_dir)
