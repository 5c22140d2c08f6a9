"""Importing, analysing and drawing on operating systems without POSIX or Linux functions."""

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT_POSIX = """
import multiprocessing, os, signal, sys
# libraries know the system they were built for: they are imported before it changes its looks
import concurrent.futures.process, filelock, jsonargparse, lightning.pytorch, matplotlib.pyplot, numba, plotly
import pooch, psutil, scipy.stats, sklearn.datasets, tensorboard.backend.event_processing.event_accumulator
import torch, torchmetrics, tqdm

for name in ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "readline"):
    sys.modules[name] = None
for name in (
    "sched_getaffinity", "sched_setaffinity", "fork", "forkpty", "getuid", "geteuid", "getgid", "setsid",
    "killpg", "getpgid", "mkfifo", "register_at_fork", "statvfs", "getloadavg", "sysconf", "posix_spawn",
):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGALRM", "SIGQUIT", "SIGPIPE"):
    if hasattr(signal, name):
        delattr(signal, name)
multiprocessing.get_all_start_methods = lambda: ["spawn"]
for name in ("ForkContext", "ForkServerContext"):
    if hasattr(multiprocessing.context, name):
        delattr(multiprocessing.context, name)
psutil.Process.cpu_affinity = property(lambda self: self.missing)
sys.platform = PLATFORM
"""

ANALYSIS = """
import importlib, pkgutil
import depthlimit

modules = [found.name for found in pkgutil.walk_packages(depthlimit.__path__, "depthlimit.")]
modules = [name for name in modules if ".gpu" not in name and not name.endswith("__main__")]
for name in modules:
    importlib.import_module(name)
for package in ("paths", "analysis", "figures", "pvariation", "reports", "workflows", "sweeps.engines"):
    assert any(name.startswith(f"depthlimit.{package}") for name in modules), package

from pathlib import Path
import numpy as np
from depthlimit.machine import cores, resident_memory
from depthlimit.paths import WeightPath, save_path
from depthlimit.sweeps.engines.local import cause, start_server
from depthlimit.workflows.path_norms import path_norms

for depth in (4, 8):
    weights = np.ones((depth, 2, 2)) / depth
    save_path(WeightPath(weights, alpha=0.5), Path(f"resnet_{depth}.pth"))
found = path_norms(".")
found.save("plots", "norms", formats=["png"])
assert cores() >= 1 and resident_memory() > 0
assert cause(-99) == "exit code -99" and start_server([]).get_start_method() == "spawn"
print(found.summary, sorted(file.name for file in Path("plots").iterdir()))
"""


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_paths_are_measured_and_drawn_without_posix(platform: str, tmp_path: Path) -> None:
    script = WITHOUT_POSIX.replace("PLATFORM", repr(platform)) + ANALYSIS
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8"
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("2 paths: 2 depths from 4 to 8, 1 seed, d=2 ['norms.json', 'norms.png']")
