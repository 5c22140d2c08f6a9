"""The kernels compile for GPUs that are not present, and fit into their shared memory and registers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = 99 * 1024  # of a program, on the smallest of the GPUs (8.6, 8.9 and 12.0)
SPILLED = 128  # bytes of a thread, once in a layer: a kernel that is cut wrongly spills thousands
ROOT = Path(__file__).parents[4]


def needs(capability: int, d: int) -> tuple[tuple[int, ...], ...]:
    """For the kernels, bytes of shared memory and bytes that spill."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.nn.fused.gpu.compiling", str(capability), str(d)]
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return tuple(zip(*(map(int, line.split()[-2:]) for line in done.stdout.splitlines()), strict=True))


def test_one_width() -> None:
    shared, spilled = needs(80, 15)
    assert len(shared) == len(spilled) == 2 * 9
    assert max(shared) <= SHARED
    assert max(spilled) == 0


@pytest.mark.slow
@pytest.mark.parametrize("capability", [80, 90, 120])
@pytest.mark.parametrize("d", [1, 32, 64, 128])
def test_every_width(capability: int, d: int) -> None:
    shared, spilled = needs(capability, d)
    assert max(shared) <= SHARED
    assert max(spilled) <= SPILLED
