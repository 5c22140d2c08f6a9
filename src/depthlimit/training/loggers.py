"""CSV and TensorBoard logs of one run, in a run folder of its own."""

from pathlib import Path

from lightning.pytorch import Trainer
from lightning.pytorch.loggers import CSVLogger, TensorBoardLogger
from lightning.pytorch.utilities import rank_zero_only

from depthlimit.atomic import claim_folder
from depthlimit.discovery import RUNS

FLUSH_EVERY = 20
"""Rows of metrics.csv that a killed process may lose."""


class Version:
    """Number of a run, claimed by the first of its processes when it is first asked for.

    The others of several processes do not know it before `share_version`.
    """

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        self.number: int | None = None

    def claimed(self) -> int:
        """Return the number; claim a folder if there is none yet."""
        if self.number is None and is_first_process():
            self.number = int(claim_folder(self.runs, "version").name.removeprefix("version_"))
        return self.number or 0


def is_first_process() -> bool:
    """Return True in the first of several processes that train together, and where there is one."""
    return getattr(rank_zero_only, "rank", 0) == 0


class CSVLog(CSVLogger):
    """``metrics.csv`` in ``root/name/version_N``."""

    def __init__(self, root: str | Path, name: str, run: Version) -> None:
        super().__init__(root, name=name, flush_logs_every_n_steps=FLUSH_EVERY)
        self.run = run

    @property
    def version(self) -> int:
        """Number N of the run."""
        return self.run.claimed()


class TensorBoardLog(TensorBoardLogger):
    """Events in ``root/name/version_N``."""

    def __init__(self, root: str | Path, name: str, run: Version) -> None:
        super().__init__(root, name=name)
        self.run = run

    @property
    def version(self) -> int:
        """Number N of the run."""
        return self.run.claimed()

    @property
    def log_dir(self) -> str:
        """Folder of the run; unlike in the base class, dollar signs in its name are not expanded."""
        return str(self.run.runs / f"version_{self.version}")


def run_logs(root: str | Path, name: str = RUNS) -> list[CSVLog | TensorBoardLog]:
    """Return CSV and TensorBoard logs in one folder ``root/name/version_N`` of this run.

    Nothing is written before one of them is used.
    """
    root = Path(root).expanduser()
    run = Version(root / name)
    return [CSVLog(root, name, run), TensorBoardLog(root, name, run)]


def share_version(trainer: Trainer) -> None:
    """Broadcast the number that the first process has claimed; all processes have to call this."""
    for run in {log.run for log in trainer.loggers if isinstance(log, CSVLog | TensorBoardLog)}:
        number = run.claimed()
        run.number = int(trainer.strategy.broadcast(number))
