"""Names of the files and folders that commands write."""

import re

from depthlimit.atomic import PREVIOUS, TRAJECTORY
from depthlimit.weight_formats import WEIGHT_FORMATS

MANIFEST = "manifest.json"
"""Record of a run, in its folder."""
CONFIG = "config.yaml"
"""Configuration of a run, in its folder."""
METRICS = "metrics.csv"
"""Log of a run, in its folder."""
HISTORY = "history.csv"
"""Log of all attempts of a trial, in the folder of the trial."""
EVENTS = "tfevents"
"""Part of the names of TensorBoard's files."""
CHECKPOINTS = "checkpoints"
"""Folder of checkpoints in a run folder."""
CHECKPOINT = ".ckpt"
EXTENSIONS = tuple(WEIGHT_FORMATS)
"""Endings of files that hold weights."""
DIRECTIONS = ".directions.pth"
"""Ending of the directions beside a surface, which are no weights."""
RUNS = "lightning_logs"
EXPORTS = "exported_models"
TRIALS = "trials"
PLANS = "plans"
TABLE = "table"
"""Name of the tables of a sweep, ``table.csv`` and ``table.parquet``."""
OF_REPORTS = "_figures"
"""Ending of the names of folders that reports write."""

VERSION = re.compile(r"version_(\d{1,9})")
"""Name of a run folder."""
EPOCH = re.compile(r"epoch=(\d{1,18})-step=(\d{1,18})(?:-v\d+)?\.ckpt")
"""Checkpoint after an epoch; others (``last_finite``, ``interrupted``) were saved later, within a step."""
PUT_ASIDE = {PREVIOUS: re.compile(r".+\.[1-9]\d*(\.[^.\d][^.]*)?"), TRAJECTORY: re.compile(r"step_\d+")}
"""Names of what is moved to folders of these names: ``NAME.1.pth``, ``step_00000100``."""
