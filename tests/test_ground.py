"""Row 0: seeds, errors."""

from pathlib import Path

import numpy as np
import pytest

from depthlimit.errors import os_error_sentence
from depthlimit.seeds import generator


def test_streams_and_indices_are_independent() -> None:
    draws = [
        generator(seed, stream, *index).random(1000)
        for seed in (0, 1)
        for stream in ("readin", "split")
        for index in ((), (1,), (1, 2), (2, 1))
    ]
    correlations = np.corrcoef(draws) - np.eye(len(draws))
    assert np.abs(correlations).max() < 0.15


def test_errors_of_the_system_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "absent").read_text()
    assert os_error_sentence(caught.value) == f"no such file or directory: {tmp_path / 'absent'}"
