"""Lightning's trainer with this laboratory's defaults, for everything that trains or evaluates."""

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from threading import Lock
from typing import Any

from lightning.fabric.plugins.environments.lightning import LightningEnvironment
from lightning.fabric.utilities.exceptions import MisconfigurationException
from lightning.pytorch import Callback, Trainer
from lightning.pytorch.callbacks import ProgressBar, TQDMProgressBar

from depthlimit.errors import UsageError
from depthlimit.progress import in_notebook, shows_bars
from depthlimit.training.checkpoint_io import write_atomic_checkpoints
from depthlimit.training.loggers import run_logs

LEAST_CORES = 2
"""Processes that are allowed on any machine, even on one with a single core."""

CHATTER = (
    "The dirpath has changed",  # every run has a folder of its own
    "Experiment logs directory .* exists and is not empty",
    "Checkpoint directory .* exists and is not empty",  # and what it holds is kept
    ".isinstance.treespec, LeafSpec",  # of PyTorch, to Lightning
    "Be aware that when using `ckpt_path`",  # nothing is saved while testing
)
"""Lightning's warnings that ask nothing of the user."""
LIGHTNING = ("lightning.pytorch", "lightning.fabric")
"""Loggers that report what no user asked for, such as the devices there are."""

TRAINER_DEFAULTS: dict[str, Any] = {
    "log_every_n_steps": 1,
    "num_sanity_val_steps": 0,
    "enable_model_summary": False,
    "devices": 1,
}


def make_trainer(
    options: Mapping[str, Any], callbacks: Sequence[Callback] = (), progress: bool = False
) -> Trainer:
    """Return a trainer with logs in a run folder of its own, unless the options say otherwise.

    Args:
        options: arguments of Lightning's `Trainer`, before those of `TRAINER_DEFAULTS`.
        callbacks: beside those of the options.
        progress: show a progress bar on a terminal, if the options do not say.

    Raises:
        UsageError: the trainer refuses its options, or asks for processes that nobody starts.
    """
    options = {**TRAINER_DEFAULTS, **options}
    given = options.get("callbacks") or []
    options["callbacks"] = [*(given if isinstance(given, Sequence) else [given]), *callbacks]
    if options.get("logger") in (None, True):
        options["logger"] = run_logs(options.get("default_root_dir") or ".")
    if asks_for_one_process(options):
        options["plugins"] = single_process()
    if options.get("enable_progress_bar") is None:
        options["enable_progress_bar"] = shows_bars(progress)
    if options["enable_progress_bar"] and in_notebook() and not has_bar(options["callbacks"]):
        options["callbacks"].append(TQDMProgressBar())  # Lightning's other bar asks for ipywidgets
    with explained_options(ArithmeticError, ImportError, TypeError, ValueError):
        trainer = Trainer(**options)
    check_processes(trainer)
    write_atomic_checkpoints(trainer)
    return trainer


def has_bar(callbacks: Sequence[Callback]) -> bool:
    """Return True if a progress bar is among the callbacks."""
    return any(isinstance(one, ProgressBar) for one in callbacks)


@contextmanager
def explained_options(*others: type[Exception]) -> Iterator[None]:
    """Say in one sentence what the trainer refuses in this block.

    Args:
        others: errors that mean so, beside Lightning's own.

    Raises:
        UsageError: it refuses its options.
    """
    refusals: tuple[type[Exception], ...] = (MisconfigurationException, *others)
    try:
        yield
    except refusals as error:
        raise UsageError(f"the trainer refuses its options: {error}") from None


def asks_for_one_process(options: Mapping[str, Any]) -> bool:
    """Return True if the options of a trainer ask for one process and name no plugins."""
    devices = options["devices"]
    one_device = str(devices) == "1" or (isinstance(devices, list) and len(devices) == 1)
    return one_device and options.get("num_nodes", 1) == 1 and options.get("plugins") is None


def single_process() -> LightningEnvironment:
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
            f"{trainer.num_nodes} nodes are requested, but the rank of this one is unknown: start the "
            "command with srun or torchrun, or train on one",
            {"trainer.num_nodes": 1},
        )
    most = max(os.cpu_count() or 1, LEAST_CORES)
    if trainer.num_devices > most:
        raise UsageError(
            f"{trainer.num_devices} processes are requested, but this machine has {os.cpu_count()} cores",
            {"trainer.devices": most},
        )


@contextmanager
def training_session() -> Iterator[None]:
    """Silence what Lightning says of itself, and let Ctrl-C be a `KeyboardInterrupt` again.

    Sessions of several threads overlap: the first one silences, and the last one restores what was.
    """
    with SESSIONS.entered(silent_lightning):
        try:
            yield
        except SystemExit as end:
            if end.code == 1:  # how Lightning leaves after Ctrl-C
                raise KeyboardInterrupt from None
            raise


@contextmanager
def silent_lightning() -> Iterator[None]:
    """Silence Lightning's loggers and the warnings that are about itself."""
    levels = {name: logging.getLogger(name).level for name in LIGHTNING}
    with warnings.catch_warnings():
        for chatter in CHATTER:
            warnings.filterwarnings("ignore", chatter)
        for name in LIGHTNING:
            logging.getLogger(name).setLevel(logging.ERROR)
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


class Shared:
    """A context that the threads of this process share: entered by the first, left by the last."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.inside = 0
        self.stack = ExitStack()

    @contextmanager
    def entered(self, context: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
        """Be inside of the context."""
        with self.lock:
            if self.inside == 0:
                self.stack.enter_context(context())
            self.inside += 1
        try:
            yield
        finally:
            with self.lock:
                self.inside -= 1
                if self.inside == 0:
                    self.stack.close()


SESSIONS = Shared()
"""The training sessions of this process: levels of loggers and filters of warnings belong to all threads."""
