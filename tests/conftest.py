"""What all tests share."""

import os
from pathlib import Path

import numpy as np
import pytest
import torch

os.environ["JSONARGPARSE_DEPRECATION_WARNINGS"] = "off"  # of calls that Lightning makes
if not torch.cuda.is_available():
    os.environ["TRITON_INTERPRET"] = "1"  # read when Triton is imported: its kernels run on the CPU, slowly


@pytest.fixture
def cifar(tmp_path: Path) -> Path:
    """A folder with a copy of CIFAR-10 in its binary format, 20 random images a file."""
    folder = tmp_path / "data"
    target = folder / "cifar-10-batches-bin"
    target.mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]:
        records = rng.integers(0, 256, size=(20, 3073), dtype=np.uint8)
        records[:, 0] = np.arange(20) % 10
        (target / name).write_bytes(records.tobytes())
    return folder
