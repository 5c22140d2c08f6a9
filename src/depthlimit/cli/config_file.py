"""The configuration of a run, kept in its folder."""

from lightning.pytorch import LightningModule, Trainer
from lightning.pytorch.cli import SaveConfigCallback

from depthlimit.atomic import atomic_write
from depthlimit.training.run_folder import run_folder


class KeptConfiguration(SaveConfigCallback):
    """Writes ``config.yaml`` whole: half a configuration would be read as another one."""

    def save_config(self, trainer: Trainer, pl_module: LightningModule, stage: str) -> None:
        """Write the file."""
        with atomic_write(run_folder(trainer) / self.config_filename) as part:
            part.write_text(self.parser.dump(self.config, skip_none=False), encoding="utf-8")
