"""Find runs, weights, checkpoints, logs, surfaces and sweeps in folders, by the names of files.

Everything that looks for results looks here, so that all commands find the same files. Where a result exists
in several forms, the order of preference is stated in the module of its kind: `logs`, `weights`, `runs`.
Hidden files, earlier results in ``previous/`` and intermediate states in ``trajectory/`` are skipped.
"""

from depthlimit.discovery.files import is_visible, results_in
from depthlimit.discovery.logs import log_files, log_of, logs_among, run_of
from depthlimit.discovery.names import (
    CHECKPOINT,
    CHECKPOINTS,
    CONFIG,
    DIRECTIONS,
    EPOCH,
    EVENTS,
    EXPORTS,
    EXTENSIONS,
    HISTORY,
    MANIFEST,
    METRICS,
    OF_REPORTS,
    PLANS,
    PUT_ASIDE,
    RUNS,
    TABLE,
    TRIALS,
    VERSION,
)
from depthlimit.discovery.repeated import each_once, identity, warn_given_twice
from depthlimit.discovery.runs import attempt_folders, attempt_number, run_folders, single_run, trial_of
from depthlimit.discovery.surfaces import describes_axes, is_damaged_surface, is_surface, surfaces_among
from depthlimit.discovery.sweeps import is_sweep, plan_files, sweeps_among, trial_folders, trials_in
from depthlimit.discovery.weights import (
    checkpoint_files,
    checkpoints_in,
    second_copies,
    trajectory_files,
    weight_files,
    weights_among,
)

__all__ = [
    "CHECKPOINT",
    "CHECKPOINTS",
    "CONFIG",
    "DIRECTIONS",
    "EPOCH",
    "EVENTS",
    "EXPORTS",
    "EXTENSIONS",
    "HISTORY",
    "MANIFEST",
    "METRICS",
    "OF_REPORTS",
    "PLANS",
    "PUT_ASIDE",
    "RUNS",
    "TABLE",
    "TRIALS",
    "VERSION",
    "attempt_folders",
    "attempt_number",
    "checkpoint_files",
    "checkpoints_in",
    "describes_axes",
    "each_once",
    "identity",
    "is_damaged_surface",
    "is_surface",
    "is_sweep",
    "is_visible",
    "log_files",
    "log_of",
    "logs_among",
    "plan_files",
    "results_in",
    "run_folders",
    "run_of",
    "second_copies",
    "single_run",
    "surfaces_among",
    "sweeps_among",
    "trajectory_files",
    "trial_folders",
    "trial_of",
    "trials_in",
    "warn_given_twice",
    "weight_files",
    "weights_among",
]
