"""Atomic writing of checkpoints, on any file system."""

from pathlib import Path
from typing import Any

from lightning.fabric.plugins.io.torch_io import TorchCheckpointIO
from lightning.pytorch import Trainer

from depthlimit.atomic import atomic_write
from depthlimit.paths.tensor_files import torch_bytes


class AtomicCheckpoints(TorchCheckpointIO):
    """Writes a checkpoint beside its place and renames it.

    Lightning writes it to the system's temporary folder. From there it is copied if the run is on another
    file system, and a process that is killed meanwhile leaves half a checkpoint.
    """

    def save_checkpoint(self, checkpoint: dict[str, Any], path: Any, storage_options: Any = None) -> None:
        """Write the checkpoint."""
        if "://" in str(path):
            super().save_checkpoint(checkpoint, path, storage_options)
            return
        with atomic_write(Path(path)) as part:
            part.write_bytes(torch_bytes(checkpoint))


def write_atomic_checkpoints(trainer: Trainer) -> None:
    """Let the trainer write checkpoints atomically, unless it has a plugin for them."""
    if type(trainer.strategy.checkpoint_io) is TorchCheckpointIO:
        trainer.strategy.checkpoint_io = AtomicCheckpoints()
