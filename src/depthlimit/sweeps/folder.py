"""The folder of a trial: its files, its status and its progress.

trials/L=8_seed=0_3f9a1c20b4d7/config.yaml             the configuration for `depthlimit fit`
                               lock                    held by the process that trains the trial
                               attempts.jsonl          one line per attempt
                               output.log              the output of all attempts
                               lightning_logs/version_N  one run folder per attempt
                               exported_models/        the trained weights
                               history.csv             the merged logs of all attempts
                               result.json             written when the trial has ended
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from depthlimit.atomic import atomic_write
from depthlimit.discovery import CONFIG, EPOCH, HISTORY, TRIALS, attempt_folders, checkpoint_files
from depthlimit.documents import read_mapping
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.locks import is_held
from depthlimit.statuses import Status
from depthlimit.untrusted import read_bytes

SETTLED: tuple[Status, ...] = ("finished", "diverged")
"""Statuses that the next sweep does not train again; a trial that failed is retried."""
ENDED: tuple[Status, ...] = (*SETTLED, "failed")
"""Statuses of results."""

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
"""Types of the entries of a result, beside its status."""


@dataclass(frozen=True)
class TrialFolder:
    """Folder of one trial."""

    path: Path

    @property
    def config(self) -> Path:
        """The configuration for `depthlimit fit`."""
        return self.path / CONFIG

    @property
    def lock(self) -> Path:
        """Lock held by the process that trains the trial."""
        return self.path / "lock"

    @property
    def attempts(self) -> Path:
        """File with one line of JSON per attempt."""
        return self.path / "attempts.jsonl"

    @property
    def output(self) -> Path:
        """Output of all attempts."""
        return self.path / "output.log"

    @property
    def history(self) -> Path:
        """Merged logs of all attempts."""
        return self.path / HISTORY

    @property
    def result(self) -> Path:
        """Result, written when the trial has ended."""
        return self.path / "result.json"

    @property
    def runs(self) -> list[Path]:
        """Run folders of the attempts that got as far as training, in order."""
        return attempt_folders(self.path)

    def read_result(self) -> dict[str, Any] | None:
        """Return the result; None if there is none, or one that is damaged."""
        try:
            found = read_mapping(self.result)
        except (FileNotFoundError, DataError):
            return None
        return found if is_result(found) else None

    def write_result(self, result: dict[str, Any]) -> None:
        """Write the result."""
        with atomic_write(self.result) as part:
            part.write_text(json_text(result), encoding="utf-8")

    def read_attempts(self) -> list[str]:
        """Return the complete lines about attempts: JSON with time, host and process."""
        try:
            lines = read_bytes(self.attempts).decode(errors="replace").splitlines()
        except (FileNotFoundError, DataError):
            return []
        return [line for line in lines if line.endswith("}")]

    def status(self) -> Status:
        """Return the status of the trial."""
        if is_held(self.lock):
            return "running"
        result = self.read_result()
        status: Status = result["status"] if result else "waiting"
        return status

    def checkpoints(self) -> list[tuple[int, int, Path]]:
        """Return the checkpoints after whole epochs, newest last, as (epochs, steps, file)."""
        found = []
        for file in (file for run in self.runs for file in checkpoint_files(run)):
            if name := EPOCH.fullmatch(file.name):
                found.append((int(name[1]) + 1, int(name[2]), file))
        return sorted(found, key=lambda entry: entry[:2])

    def progress(self) -> tuple[int, int]:
        """Return the epochs and steps of the newest checkpoint."""
        return max((entry[:2] for entry in self.checkpoints()), default=(0, 0))


def is_result(content: Mapping[str, Any]) -> bool:
    """Return True if this is the content of a result file."""
    return (
        content.get("status") in ENDED
        and all(type(content.get(name)) is expected for name, expected in RESULT.items())
        and content["L"] > 0
        and all(isinstance(content["series"].get(name), str) for name in ("label", "id"))
        and all(isinstance(name, str) for name in content["values"])
    )


def folder_of(out: Path, name: str) -> TrialFolder:
    """Return the folder of a trial in the folder of a sweep."""
    return TrialFolder(out / TRIALS / name)
