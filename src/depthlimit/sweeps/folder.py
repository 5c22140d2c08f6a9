"""The folder of a trial: what lies in it, and how far the trial has come.

trials/L=8_seed=0_3f9a1c20b4d7/config.yaml             what `depthlimit fit` is given
                               lock                    held by the process that trains it
                               attempts.jsonl          a line for every start
                               output.log              what was printed
                               lightning_logs/version_N  a run folder for every attempt
                               exported_models/        the trained weights
                               history.csv             the log of all attempts as one
                               result.json             there when the trial has ended
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from depthlimit.atomic import atomic_write
from depthlimit.discovery import EPOCH, RUNS, TRIALS, VERSION
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.locks import is_held
from depthlimit.untrusted import read_bytes

Status = Literal["finished", "diverged", "failed", "running", "waiting"]
SETTLED = ("finished", "diverged")
"""A trial that failed is tried again by the next sweep; one that diverged would diverge again."""

RESULT = {
    "trial": str,
    "series": dict,
    "L": int,
    "seed": int,
    "reason": str,
    "steps": int,
    "values": dict,
    "threads": int,
    "config": dict,
    "run": dict,
}
"""Content of a result, beside its status."""


@dataclass(frozen=True)
class TrialFolder:
    """The folder of one trial."""

    path: Path

    @property
    def config(self) -> Path:
        """What fit is given."""
        return self.path / "config.yaml"

    @property
    def lock(self) -> Path:
        """Held by the process that trains."""
        return self.path / "lock"

    @property
    def attempts(self) -> Path:
        """A line for every start."""
        return self.path / "attempts.jsonl"

    @property
    def output(self) -> Path:
        """What was printed."""
        return self.path / "output.log"

    @property
    def history(self) -> Path:
        """The log of all attempts as one."""
        return self.path / "history.csv"

    @property
    def result(self) -> Path:
        """There when the trial has ended."""
        return self.path / "result.json"

    @property
    def runs(self) -> list[Path]:
        """The run folders, one for every attempt that came so far, in order."""
        found = ((VERSION.fullmatch(run.name), run) for run in (self.path / RUNS).glob("version_*"))
        return [run for _, run in sorted((int(name[1]), run) for name, run in found if name)]

    def read_result(self) -> dict[str, Any] | None:
        """Return how the trial ended; None without a result, or with one that is damaged or not ours."""
        try:
            found = read_mapping(self.result)
        except (FileNotFoundError, DataError):
            return None
        return found if is_result(found) else None

    def write_result(self, result: dict[str, Any]) -> None:
        """Say how the trial ended."""
        with atomic_write(self.result) as part:
            part.write_text(json_text(result), encoding="utf-8")

    def read_attempts(self) -> list[str]:
        """When, where and by which process the trial was started: whole lines of JSON."""
        try:
            lines = read_bytes(self.attempts).decode(errors="replace").splitlines()
        except (FileNotFoundError, DataError):
            return []
        return [line for line in lines if line.endswith("}")]

    def status(self) -> Status:
        """How the trial stands."""
        if is_held(self.lock):
            return "running"
        result = self.read_result()
        status: Status = result["status"] if result else "waiting"
        return status

    def checkpoints(self) -> list[tuple[int, int, Path]]:
        """The checkpoints after whole epochs, newest last: (epochs, steps, file)."""
        found = []
        for file in self.path.glob(f"{RUNS}/version_*/checkpoints/*.ckpt"):
            if name := EPOCH.fullmatch(file.name):
                found.append((int(name[1]) + 1, int(name[2]), file))
        return sorted(found, key=lambda entry: entry[:2])

    def progress(self) -> tuple[int, int]:
        """Epochs and steps that a checkpoint holds."""
        return max((entry[:2] for entry in self.checkpoints()), default=(0, 0))


def is_result(content: Mapping[str, Any]) -> bool:
    """Return True if this is what `TrialFolder.write_result` is given."""
    return (
        content.get("status") in ("finished", "diverged", "failed")
        and all(type(content.get(name)) is kind for name, kind in RESULT.items())
        and content["L"] > 0
        and all(isinstance(content["series"].get(name), str) for name in ("label", "id"))
        and all(isinstance(name, str) for name in content["values"])
    )


def folder_of(out: Path, name: str) -> TrialFolder:
    """The folder of the trial of this name in the sweep's folder."""
    return TrialFolder(out / TRIALS / name)
