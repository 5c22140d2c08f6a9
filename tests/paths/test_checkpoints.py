"""Checkpoints of ours, and those that only look like it."""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError
from depthlimit.paths import load_path
from depthlimit.paths.checkpoint_options import to_plain_data
from depthlimit.paths.checkpoints import CONV_WEIGHT, WEIGHT, read_checkpoint


def write(file: Path, weight: object = None, **more: Any) -> Path:
    W = torch.ones(3, 2, 2) if weight is None else weight
    torch.save({"state_dict": {WEIGHT: W}, **more}, file)
    return file


def test_options_are_plain_data(tmp_path: Path) -> None:
    options = {"alpha": np.float64(0.25), "seed": torch.tensor(7), "p": torch.ones(3), "at": tmp_path}
    path = load_path(write(tmp_path / "a.ckpt", hyper_parameters=options, global_step=np.int64(5)))
    assert (path.alpha, path.provenance["steps"]) == (0.25, 5)
    assert path.provenance["model"] == {"alpha": 0.25, "seed": 7, "p": "<Tensor>", "at": str(tmp_path)}
    named = argparse.Namespace(alpha=0.75, augmentation="skip")
    path = load_path(write(tmp_path / "a.ckpt", hyper_parameters=named))
    assert (path.alpha, path.connection) == (0.75, "skip")
    assert load_path(write(tmp_path / "a.ckpt")).recorded_beta is None


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"hyper_parameters": [1]}, "has a list as hyper_parameters, expected a mapping"),
        ({"hyper_parameters": "alpha=1"}, "has a str as hyper_parameters"),
        ({"hyper_parameters": None}, "has a NoneType as hyper_parameters"),
        ({"datamodule_hyper_parameters": [1]}, "has a list as datamodule_hyper_parameters"),
        ({"hyper_parameters": {"alpha": "x"}}, "records alpha 'x'"),
        ({"hyper_parameters": {"alpha": np.nan}}, "records alpha nan"),
        ({"hyper_parameters": {"alpha": torch.ones(2)}}, "records alpha '<Tensor>'"),
        ({"hyper_parameters": {"seed": "../../x"}}, "records seed"),
        ({"hyper_parameters": {"augmentation": [1]}}, "records augmentation"),
        ({"global_step": "x"}, "records steps"),
        ({"weight": torch.ones(2, 2)}, r"shape \(2, 2\)"),
        ({"weight": torch.ones(2, 2, 2, 2, 2)}, r"shape \(2, 2, 2, 2, 2\)"),
        ({"weight": torch.ones(0, 2, 2)}, r"shape \(0, 2, 2\)"),
        ({"weight": torch.ones(3, 2, 2, dtype=torch.int64)}, "int64"),
        ({"weight": torch.ones(3, 2, 2, device="meta")}, "without values"),
        ({"weight": [1.0]}, f"holds no {WEIGHT}"),
        ({"state_dict": {3: torch.ones(1), WEIGHT: torch.ones(3, 2, 2)}}, "int among the names"),
        ({"state_dict": [1]}, f"holds no {WEIGHT}"),
        ({"state_dict": {"a.0": torch.ones(1), "a.1": torch.ones(1)}}, r"write pattern='a\.\{k\}'"),
    ],
)
def test_damaged_checkpoints_are_refused_with_the_reason(
    more: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(DataError, match=said):
        load_path(write(tmp_path / "a.ckpt", **more))


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"holds no {CONV_WEIGHT}"):
        read_checkpoint(write(tmp_path / "a.ckpt"), "resnet-cifar10", CONV_WEIGHT)
    for content in ([torch.ones(2)], 3, None):
        torch.save(content, tmp_path / "a.ckpt")
        with pytest.raises(DataError, match="is not a checkpoint of a residual network"):
            read_checkpoint(tmp_path / "a.ckpt")
    with pytest.raises(DataError, match="there is no checkpoint"):
        read_checkpoint(tmp_path / "absent.ckpt")
    with pytest.raises(DataError, match="is a folder"):
        read_checkpoint(tmp_path)


def test_options_that_grow_without_end_are_refused() -> None:
    cyclic: list[object] = []
    cyclic.append(cyclic)
    bomb: list[object] = [1]
    for _ in range(30):
        bomb = [bomb] * 10
    for value in (cyclic, bomb, {"a": bomb}, list(range(10**5))):
        with pytest.raises(DataError, match="here has too many options"):
            to_plain_data(value, "here")


def test_text_of_options_can_be_written() -> None:
    assert to_plain_data({"a": "\ud800", "b": 10**5000, (1, 2): 1j}, "here") == {
        "a": "\\ud800",
        "b": "<int>",
        "<tuple>": "<complex>",
    }
