"""What lies in a folder: sweeps, and runs, weights, logs and landscapes outside of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from depthlimit import documents
from depthlimit.discovery import (
    EVENTS,
    EXPORTS,
    MANIFEST,
    METRICS,
    PLANS,
    TRIALS,
    is_sweep,
    results_in,
)
from depthlimit.errors import DataError
from depthlimit.sweeps.exported import SERIES
from depthlimit.sweeps.folder import TrialFolder

DIRECTIONS = ".directions.pth"
"""The end of the names of files beside landscapes, which hold no weights."""
OF_REPORTS = "_figures"
"""The end of the names of folders that reports write."""


@dataclass(frozen=True)
class Places:
    """A folder that is reported on."""

    root: Path

    @cached_property
    def files(self) -> list[Path]:
        """All files that are results, but none of the reports."""
        return [
            file
            for file in results_in(self.root)
            if not any(part.endswith(OF_REPORTS) for part in file.relative_to(self.root).parts[:-1])
        ]

    @cached_property
    def sweeps(self) -> list[Path]:
        """The folders of sweeps, the folder itself or those below it."""
        plans = {file.parent.parent for file in self.files if file.parent.name == PLANS}
        return sorted(filter(is_sweep, plans))

    def outside(self) -> Iterator[Path]:
        """The files that belong to no sweep."""
        own = {sweep / part for sweep in self.sweeps for part in (TRIALS, EXPORTS, PLANS)}
        return (file for file in self.files if own.isdisjoint(file.parents))

    @cached_property
    def weights(self) -> list[Path]:
        """Files of exported weights outside of sweeps."""
        found = [file for file in self.outside() if file.suffix in (".pth", ".pt", ".npy")]
        others = {*self.landscapes, *(file for file in found if file.name.endswith(DIRECTIONS))}
        return [file for file in found if file not in others]

    @cached_property
    def runs(self) -> list[Path]:
        """Run folders outside of sweeps."""
        return [file.parent for file in self.outside() if file.name == MANIFEST]

    @cached_property
    def logs(self) -> list[Path]:
        """Logs outside of sweeps: tables, or else folders of event files."""
        found = list(self.outside())
        tables = [file for file in found if file.name == METRICS]
        with_tables = {file.parent for file in tables}
        folders = dict.fromkeys(file.parent for file in found if EVENTS in file.name)
        return [*tables, *(folder for folder in folders if folder not in with_tables)]

    @cached_property
    def landscapes(self) -> list[Path]:
        """Arrays with a description of their axes beside them."""
        arrays = [file for file in self.files if file.suffix == ".npy"]
        return [file for file in arrays if may_have_axes(file.with_suffix(".json"))]


def may_have_axes(file: Path) -> bool:
    """Return True if this JSON describes axes, or is damaged: whoever loads its array says how."""
    try:
        return "axes" in documents.read_mapping(file)
    except OSError:
        return False
    except DataError:
        return True


def trials_of(sweep: Path) -> list[TrialFolder]:
    """The folders of all trials of a sweep that began."""
    return [TrialFolder(folder) for folder in sorted((sweep / TRIALS).iterdir()) if folder.is_dir()]


def series_of(sweep: Path) -> list[tuple[Path, str]]:
    """The folder of every series of a sweep that has exported weights, and its identity."""
    found = sorted((sweep / EXPORTS).rglob(SERIES))
    return [
        (file.parent, str(read_mapping(file).get("series")))
        for file in found
        if any(file.parent.rglob("*.pth"))
    ]


def read_mapping(file: Path) -> dict[str, Any]:
    """Return a mapping of JSON, empty where there is none that can be read."""
    try:
        return documents.read_mapping(file)
    except (OSError, DataError):
        return {}
