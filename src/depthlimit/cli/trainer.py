"""What the commands that train share: loggers, silence, and an end by Ctrl-C."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger

from depthlimit.cli.surroundings import notes

FLUSH_EVERY = 20
"""Rows of metrics.csv that a killed process may lose."""

CHATTER = (
    "The dirpath has changed",  # every run has a folder of its own
    "Experiment logs directory .* exists and is not empty",
    "Checkpoint directory .* exists and is not empty",  # and what it holds is kept
    "Be aware that when using `ckpt_path`",  # nothing is saved while testing
)
"""Lightning's warnings that ask nothing of the user."""

TRAINER_DEFAULTS: dict[str, Any] = {
    "log_every_n_steps": 1,
    "num_sanity_val_steps": 0,
    "enable_model_summary": False,
    "devices": 1,
}


def loggers(root: str | Path, name: str = "lightning_logs") -> list[CSVLogger | TensorBoardLogger]:
    """CSV and TensorBoard, in one folder of this run: ``root/name/version_N``."""
    csv = CSVLogger(root, name=name, flush_logs_every_n_steps=FLUSH_EVERY)
    return [csv, TensorBoardLogger(root, name=name, version=csv.version)]


@contextmanager
def training_session() -> Iterator[None]:
    """Keep Lightning's chatter down, and let Ctrl-C be Ctrl-C again."""
    with notes():
        for chatter in CHATTER:
            warnings.filterwarnings("ignore", chatter)
        try:
            yield
        except SystemExit as end:
            if end.code == 1:  # how Lightning leaves after Ctrl-C
                raise KeyboardInterrupt from None
            raise
