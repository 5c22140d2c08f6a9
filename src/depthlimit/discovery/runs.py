"""Run folders, and the attempts at a trial; of a trial with several attempts, the last is the run."""

import os
from pathlib import Path

from depthlimit.discovery.files import results_in
from depthlimit.discovery.names import CONFIG, MANIFEST, RUNS, TRIALS, VERSION
from depthlimit.discovery.sweeps import is_sweep
from depthlimit.errors import DataError, UsageError


def attempt_folders(trial: Path) -> list[Path]:
    """Return the run folders of all attempts at a trial, in order."""
    runs = (run for run in (trial / RUNS).glob("version_*") if VERSION.fullmatch(run.name))
    return sorted(runs, key=attempt_number)


def run_folders(root: Path) -> list[Path]:
    """Return the run folders in a folder, or the folder itself; of several attempts at a trial, the last.

    >>> run_folders(Path("missing"))
    []
    """
    runs = [file.parent for file in results_in(root) if file.name == MANIFEST]
    trials = {run: trial_of(run) for run in runs}
    attempts = {trials[run]: run for run in sorted(runs, key=attempt_number)}
    return [run for run in runs if trials[run] is None or attempts[trials[run]] == run]


def trial_of(run: Path) -> Path | None:
    """Return the folder of the trial that a run is an attempt at, None for a run outside of sweeps.

    It is ``SWEEP/trials/TRIAL`` for ``SWEEP/trials/TRIAL/lightning_logs/version_N``.
    """
    above = Path(os.path.abspath(run)).parents  # a run may be "."
    inside = len(above) > 3 and above[0].name == RUNS and above[2].name == TRIALS and is_sweep(above[3])
    return above[1] if inside else None


def attempt_number(run: Path) -> int:
    """Return N of ``version_N``, -1 for a folder of another name."""
    found = VERSION.fullmatch(run.name)
    return int(found[1]) if found else -1


def single_run(place: Path) -> Path:
    """Return the only run folder in a folder, or the folder itself.

    Raises:
        UsageError: there are several, or none.
    """
    runs = [place] if (place / MANIFEST).is_file() else run_folders(place)
    if len(runs) > 1:
        raise UsageError(
            f"{place} holds {len(runs)} runs: give the folder of one, or use depthlimit.load_runs"
        )
    if not runs and not (place / CONFIG).is_file():
        raise DataError(f"{place} holds no run: give a run folder of `depthlimit fit`")
    return runs[0] if runs else place
