"""Readers return a result or raise a `DataError` for files of any bytes and descriptions of any content."""

import json
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from depthlimit.documents import read_json, read_yaml
from depthlimit.errors import DataError
from depthlimit.landscapes import load_surface
from depthlimit.npy import read_npy
from depthlimit.paths import load_layers, load_path, load_points
from depthlimit.paths.tensor_files import read_torch
from depthlimit.scalars import read_scalars
from tests.cli.weights import write

READERS: dict[str, Callable[[Path], object]] = {
    "array.npy": read_npy,
    "table.csv": load_points,
    "weights.pth": read_torch,
    "model.safetensors": lambda file: load_layers(file, "{k}"),
    "record.json": read_json,
    "config.yaml": read_yaml,
    "surface.npy": load_surface,
    "metrics.csv": lambda file: read_scalars(file, "loss"),
    "events.tfevents.1": lambda file: read_scalars(file, "loss"),
}
BEGINNINGS = (
    b"", b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': False, 'shape': (",
    b"PK\x03\x04", b"\x80\x02",
    b'{"a": ', b"step,loss\n0,", b"\x10\x00\x00\x00\x00\x00\x00\x00{", b"1,2\n3,", b"<html>", b"\xef\xbb\xbf",
)  # fmt: skip

tried = settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=8,
)


def reads(reader: Callable[[Path], object], file: Path) -> None:
    """Read the file; nothing but a `DataError` may be raised."""
    with warnings.catch_warnings(), suppress(DataError):
        warnings.simplefilter("ignore", UserWarning)
        reader(file)


@pytest.mark.parametrize("name", READERS)
@given(beginning=st.sampled_from(BEGINNINGS), rest=st.binary(max_size=200))
@tried
def test_any_bytes(name: str, beginning: bytes, rest: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(beginning + rest)
    reads(READERS[name], file)


@given(
    fields=st.dictionaries(
        st.sampled_from(["alpha", "connection", "model", "layers", "L", "d", "steps", "seed", "data"]),
        anything,
    )
)
@tried
def test_any_manifest_beside_weights(fields: dict[str, Any], tmp_path: Path) -> None:
    file = write(tmp_path / "weights", 4)
    file.with_suffix(".json").write_text(json.dumps(fields))
    reads(load_path, file)


@given(
    axes=anything,
    x=anything,
    others=st.dictionaries(st.sampled_from(["centre_loss", "trajectory", "model", "sharpness"]), anything),
)
@tried
def test_any_description_of_a_surface(axes: Any, x: Any, others: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "bowl.npy"
    np.save(file, np.ones((2, 2)))
    for described in (axes, {"x": x, "y": [0, 1]}):
        file.with_suffix(".json").write_text(json.dumps({"axes": described, "centre_loss": 1.0, **others}))
        reads(load_surface, file)
