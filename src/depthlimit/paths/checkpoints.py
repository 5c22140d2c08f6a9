"""Checkpoints of ours, checked before they are used: they may be damaged, hostile, or of another network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.paths.layers import examples
from depthlimit.paths.plain import plain
from depthlimit.paths.tensor_files import named, read_torch
from depthlimit.paths.values import Values, float_values, obstacle, path_values

WEIGHT = "network.stack.weight"
"""The weights W_k, shape (L, d, d), in the ``state_dict``."""
CONV_WEIGHT = "network.stages.0.0.conv1.weight"
"""A kernel that every convolutional network has."""
DIMENSIONS = {WEIGHT: 3, CONV_WEIGHT: 4}
"""The number of their indices."""
OPTIONS = ("hyper_parameters", "datamodule_hyper_parameters")
"""Keys of the options of the network and of the data in a checkpoint."""


def read_weights(file: Path) -> tuple[Values, Mapping[str, Any]]:
    """Return the weights (L, d, d) of a checkpoint, and the manifest that its hyper-parameters make.

    Raises:
        DataError: the file is missing, damaged, or not a checkpoint of ours.
    """
    weights, manifest = checkpoint_weights(read_checkpoint(file))
    return path_values(float_values(weights, f"{WEIGHT} in {file}"), file), manifest


def read_checkpoint(file: str | Path, command: str = "fit", weight: str = WEIGHT) -> Mapping[str, Any]:
    """Return the content of a checkpoint file; no code in it is executed.

    Its ``state_dict`` holds tensors with values, by names that are texts; its options are plain data.

    Args:
        file: the checkpoint.
        command: the command that writes such checkpoints.
        weight: a tensor that each of them has.

    Raises:
        DataError: there is no such file, or it is not a checkpoint.
    """
    if not Path(file).exists():
        raise DataError(
            f"there is no checkpoint {file}: `depthlimit {command}` writes one into checkpoints/ of its run"
        )
    content = read_torch(Path(file))
    states = content.get("state_dict") if isinstance(content, Mapping) else None
    found = states.get(weight) if isinstance(states, Mapping) else None
    if not (isinstance(states, Mapping) and isinstance(found, Tensor)):
        hint = f"; for another network {examples(named(states))}" if isinstance(states, Mapping) else ""
        raise DataError(f"{file} is not a checkpoint of a residual network, it holds no {weight}{hint}")
    check_states(states, file)
    expected = DIMENSIONS.get(weight, found.ndim)
    if found.ndim != expected or found.numel() == 0 or not found.is_floating_point():
        raise DataError(
            f"{file} is not a checkpoint of a residual network: {weight} has shape {tuple(found.shape)} and "
            f"{found.dtype}, expected weights with {expected} indices"
        )
    return {**content, **{name: options(content, name, file) for name in OPTIONS if name in content}}


def check_states(states: Mapping[Any, object], file: str | Path) -> None:
    """Refuse names that are not text, and tensors without values of their own.

    Raises:
        DataError: there is one.
    """
    for name, value in states.items():
        if not isinstance(name, str):
            raise DataError(f"{file} has {type(name).__name__} among the names of its tensors, expected text")
        if isinstance(value, Tensor) and (problem := obstacle(value)):
            raise DataError(f"{name} in {file} is {problem}")


def options(content: Mapping[Any, object], name: str, file: str | Path) -> dict[str, Any]:
    """Return options in a checkpoint as plain data.

    Raises:
        DataError: they are not a mapping.
    """
    found = plain(content[name], file)
    if not isinstance(found, dict):
        raise DataError(f"{file} has a {type(content[name]).__name__} as {name}, expected a mapping")
    return found


def checkpoint_weights(content: Mapping[str, Any]) -> tuple[Tensor, dict[str, Any]]:
    """Return the weights (L, d, d) of a checkpoint, and the manifest that its hyper-parameters make."""
    model = dict(content.get("hyper_parameters", {}))
    manifest = {"model": model, "steps": plain(content.get("global_step"), "global_step")}
    if "alpha" in model:
        manifest["alpha"] = model["alpha"]
    return content["state_dict"][WEIGHT], manifest
