"""Every format of weights: one row each, read by every function that reads weights."""

from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.discovery import EXTENSIONS
from depthlimit.errors import DataError
from depthlimit.paths import arrays, load_collection, load_path
from depthlimit.weight_formats import POINT_FORMATS, WEIGHT_FORMATS
from depthlimit.workflows.path_variation import WEIGHTS

W = torch.arange(12.0).reshape(3, 2, 2)

WRITERS = {
    ".pth": lambda file: torch.save(list(W), file),
    ".pt": lambda file: torch.save(W, file),
    ".npy": lambda file: np.save(file, W.numpy()),
    ".ckpt": lambda file: torch.save({"state_dict": {"network.stack.weight": W}}, file),
}


def test_every_format_has_a_row_here() -> None:
    assert WRITERS.keys() == WEIGHT_FORMATS.keys()
    assert tuple(WEIGHT_FORMATS) == EXTENSIONS
    assert arrays.READERS.keys() == set(POINT_FORMATS)
    assert {".pth", ".pt", ".ckpt"} == WEIGHTS


@pytest.mark.parametrize("ending", WRITERS)
def test_weights_are_read(ending: str, tmp_path: Path) -> None:
    file = tmp_path / f"weights{ending}"
    WRITERS[ending](file)
    np.testing.assert_array_equal(load_path(file).values, W.numpy())
    (found,) = load_collection(tmp_path, ending)
    np.testing.assert_array_equal(found.values, W.numpy())


@pytest.mark.parametrize("ending", WRITERS)
def test_damaged_and_missing_files_have_a_sentence(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"damaged{ending}").write_bytes(b"damaged")
    for name in ("damaged", "missing"):
        with pytest.raises(DataError, match=name):
            load_path(tmp_path / f"{name}{ending}")
