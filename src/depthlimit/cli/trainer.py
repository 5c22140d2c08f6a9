"""Processes, silence, and an end by Ctrl-C, for all commands that train."""

import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from lightning.fabric.plugins.environments.lightning import LightningEnvironment
from lightning.pytorch import Trainer

from depthlimit.cli.environment import warnings_as_notes
from depthlimit.errors import UsageError
from depthlimit.machine import cores

LEAST_CORES = 2
"""Processes that are allowed on any machine, even on one with a single core."""

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


def is_alone(trainer: Mapping[str, Any]) -> bool:
    """Return True if the options of a trainer ask for one process and leave its surroundings to us."""
    one_device = str(trainer["devices"]) == "1" or (
        isinstance(trainer["devices"], list) and len(trainer["devices"]) == 1
    )
    return one_device and trainer["num_nodes"] == 1 and trainer["plugins"] is None


def alone() -> LightningEnvironment:
    """Return the plugin for a training with one process, whatever launcher the environment speaks of.

    A shell of a cluster has variables such as SLURM_NTASKS, and Lightning would wait for so many processes.
    """
    environment = LightningEnvironment()
    environment.set_global_rank(0)
    return environment


def check_processes(trainer: Trainer) -> None:
    """Refuse to wait for processes that nobody starts.

    Raises:
        UsageError: more processes are asked for than a launcher, or this machine, provides.
    """
    environment = getattr(trainer.strategy, "cluster_environment", None)
    if not isinstance(environment, LightningEnvironment) or environment.creates_processes_externally:
        return
    if trainer.num_nodes > 1 and not {"NODE_RANK", "GROUP_RANK"} & set(os.environ):
        raise UsageError(
            f"{trainer.num_nodes} nodes are asked for, but nothing says which of them this is: start the "
            "command with srun or torchrun, or write --trainer.num_nodes=1"
        )
    most = max(cores(), LEAST_CORES)
    if trainer.num_devices > most:
        raise UsageError(
            f"{trainer.num_devices} processes are asked for, but this machine has {cores()} cores: "
            f"write --trainer.devices={most}"
        )


@contextmanager
def training_session() -> Iterator[None]:
    """Keep Lightning's chatter down, and let Ctrl-C be Ctrl-C again."""
    with warnings_as_notes():
        for chatter in CHATTER:
            warnings.filterwarnings("ignore", chatter)
        try:
            yield
        except SystemExit as end:
            if end.code == 1:  # how Lightning leaves after Ctrl-C
                raise KeyboardInterrupt from None
            raise
