"""A checkpoint of ours is looked at before it is used: it may be damaged, hostile, or of another network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.paths.layers import examples
from depthlimit.paths.tensor_files import named, read_torch

CHECKPOINT = ".ckpt"
WEIGHT = "network.stack.weight"
"""The weights W_k, shape (L, d, d), in the ``state_dict``."""
CONV_WEIGHT = "network.stages.0.0.conv1.weight"
"""A kernel that every convolutional network has."""


def read_checkpoint(file: str | Path, command: str = "fit", weight: str = WEIGHT) -> Mapping[str, Any]:
    """The content of a checkpoint file; no code in it is executed.

    Args:
        file: the checkpoint.
        command: the command that writes such checkpoints.
        weight: a tensor that each of them has.

    Raises:
        DataError: there is no such file, or it is not a checkpoint.
    """
    if not Path(file).is_file():
        raise DataError(
            f"there is no checkpoint {file}: `depthlimit {command}` writes one into checkpoints/ of its run"
        )
    content = read_torch(Path(file))
    states = content.get("state_dict") if isinstance(content, Mapping) else None
    found = states.get(weight) if isinstance(states, Mapping) else None
    if not (isinstance(found, Tensor) and found.ndim >= 3):
        hint = f"; for another network {examples(named(states))}" if isinstance(states, Mapping) else ""
        raise DataError(f"{file} is no checkpoint of a residual network, it holds no {weight}{hint}")
    return dict(content)


def checkpoint_weights(content: Mapping[str, Any]) -> tuple[Tensor, dict[str, Any]]:
    """The weights (L, d, d) of a checkpoint, and the manifest that its hyper-parameters make."""
    options = dict(content.get("hyper_parameters", {}))
    manifest = {"model": options, "steps": content.get("global_step")}
    if "alpha" in options:
        manifest["alpha"] = options["alpha"]
    return content["state_dict"][WEIGHT], manifest
