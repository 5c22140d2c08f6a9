"""Configuration of a run, written into its folder."""

from lightning.pytorch import Callback, LightningModule, Trainer

from depthlimit.atomic import atomic_write
from depthlimit.discovery import CONFIG
from depthlimit.training.run_folder import run_folder


class KeepConfiguration(Callback):
    """Writes ``config.yaml`` into the run folder; nothing where nothing is logged.

    Args:
        text: the configuration, as YAML.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def setup(self, trainer: Trainer, module: LightningModule, stage: str) -> None:
        """Write the file; of several processes the first one does."""
        if trainer.is_global_zero and trainer.loggers and not getattr(trainer, "fast_dev_run", False):
            with atomic_write(run_folder(trainer) / CONFIG) as part:
                part.write_text(self.text, encoding="utf-8")
