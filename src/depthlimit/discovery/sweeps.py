"""Folders of sweeps, of their trials, and of the attempts at a trial."""

from collections.abc import Iterable
from pathlib import Path

from depthlimit.discovery.names import PLANS, TRIALS


def is_sweep(folder: Path) -> bool:
    """Return True for the folder of a sweep: it has plans and trials."""
    return (folder / PLANS).is_dir() and (folder / TRIALS).is_dir()


def sweeps_among(files: Iterable[Path]) -> list[Path]:
    """Return the folders of the sweeps that some results belong to, in order."""
    return sorted(filter(is_sweep, {file.parent.parent for file in files if file.parent.name == PLANS}))


def plan_files(sweep: Path) -> list[Path]:
    """Return the plans of a sweep, in the order of their names."""
    return sorted((sweep / PLANS).glob("*.json"))


def trial_folders(sweep: Path) -> list[Path]:
    """Return the folders of all trials of a sweep that began, in order."""
    return sorted(folder for folder in (sweep / TRIALS).glob("*") if folder.is_dir())


def trials_in(folder: Path) -> Path:
    """Return where the weights of a folder are read: for a sweep, which has all weights twice, its trials."""
    return folder / TRIALS if is_sweep(folder) else folder
