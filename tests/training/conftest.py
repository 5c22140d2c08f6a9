"""Small runs of the trainer."""

import csv
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from lightning.pytorch import Callback, LightningDataModule, Trainer
from lightning.pytorch.loggers import CSVLogger

from depthlimit.training.task import Task

Rows = list[dict[str, float]]
Fit = Callable[..., Rows]


@pytest.fixture
def fit(tmp_path: Path) -> Fit:
    """Train a model and return what it logged, a row for every step."""
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)

    def run(
        model: Task,
        data: LightningDataModule,
        steps: int,
        callbacks: tuple[Callback, ...] = (),
    ) -> Rows:
        logger = CSVLogger(tmp_path)
        trainer = Trainer(
            max_steps=steps,
            max_epochs=-1,
            default_root_dir=tmp_path,
            logger=logger,
            callbacks=list(callbacks),
            limit_val_batches=0,
            log_every_n_steps=1,
            enable_checkpointing=False,
            enable_progress_bar=False,
            enable_model_summary=False,
        )
        try:
            trainer.fit(model, datamodule=data)
        finally:
            logger.save()
        with (Path(logger.log_dir) / "metrics.csv").open() as lines:
            return [
                {key: float(value) for key, value in row.items() if value} for row in csv.DictReader(lines)
            ]

    return run
