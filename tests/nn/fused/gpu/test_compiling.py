"""The kernels compile for cards that are not there, and ask for no more shared memory than the cards have."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SHARED = 99 * 1024  # of a program, on the smallest of the cards (8.6, 8.9 and 12.0)
ROOT = Path(__file__).parents[4]


def needs(capability: int, *widths: int) -> list[int]:
    """Bytes of shared memory that each kernel needs."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.nn.fused.gpu.compiling", str(capability)]
    environment = {name: value for name, value in os.environ.items() if name != "TRITON_INTERPRET"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    done = subprocess.run(
        [*command, *map(str, widths)], env=environment, cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [int(line.split()[-1]) for line in done.stdout.splitlines()]


def test_one_width() -> None:
    found = needs(80, 15)
    assert len(found) == 3 * 9
    assert max(found) < SHARED


@pytest.mark.slow
@pytest.mark.parametrize("capability", [80, 90, 120])
@pytest.mark.parametrize("d", [1, 17, 64, 128])
def test_every_width(capability: int, d: int) -> None:
    assert max(needs(capability, d)) <= SHARED
