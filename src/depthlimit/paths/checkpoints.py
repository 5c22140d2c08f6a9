"""Checkpoints of depthlimit, checked before use: they may be damaged, hostile, or of another network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from depthlimit.errors import DataError
from depthlimit.paths.checkpoint_options import to_plain_data
from depthlimit.paths.layers import example, examples
from depthlimit.paths.tensor_files import named, read_torch
from depthlimit.paths.values import Values, float_values, obstacle, path_values

WEIGHT = "network.stack.weight"
"""Name of the weights W_k, shape (L, d, d), in the ``state_dict``."""
CONV_WEIGHT = "network.stages.0.0.conv1.weight"
"""Name of a kernel that every convolutional network has."""
DIMENSIONS = {WEIGHT: 3, CONV_WEIGHT: 4}
"""Number of their indices."""
OPTIONS = ("hyper_parameters", "datamodule_hyper_parameters")
"""Keys of the options of the network and of the data in a checkpoint."""


def read_weights(file: Path) -> tuple[Values, Mapping[str, Any]]:
    """Return the weights (L, d, d) of a checkpoint, and the manifest that its hyper-parameters make.

    Raises:
        DataError: the file is missing, damaged, or not a checkpoint of depthlimit.
    """
    weights, manifest = checkpoint_weights(read_checkpoint(file))
    return path_values(float_values(weights, f"{WEIGHT} in {file}"), file), manifest


def read_checkpoint(file: str | Path, command: str = "fit", weight: str = WEIGHT) -> Mapping[str, Any]:
    """Return the content of a checkpoint file; no code in it is executed.

    Its ``state_dict`` holds tensors with values, by names that are text; its options are data as in JSON.

    Args:
        file: the checkpoint.
        command: the command that writes such checkpoints.
        weight: name of a tensor that all of them have.

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
        names = named(states) if isinstance(states, Mapping) else {}
        raise DataError(
            f"{file} is not a checkpoint of a residual network, it holds no {weight}{examples(names)}",
            example(names),
        )
    check_states(states, file)
    expected = DIMENSIONS.get(weight, found.ndim)
    if found.ndim != expected or found.numel() == 0 or not found.is_floating_point():
        raise DataError(
            f"{file} is not a checkpoint of a residual network: {weight} has shape {tuple(found.shape)} and "
            f"{found.dtype}, expected weights with {expected} indices"
        )
    return {**content, **{name: options(content, name, file) for name in OPTIONS if name in content}}


def check_states(states: Mapping[Any, object], file: str | Path) -> None:
    """Check that all names are text and all tensors have values of their own.

    Raises:
        DataError: one of them is not, or has none.
    """
    for name, value in states.items():
        if not isinstance(name, str):
            raise DataError(f"{file} has {type(name).__name__} among the names of its tensors, expected text")
        if isinstance(value, Tensor) and (problem := obstacle(value)):
            raise DataError(f"{name} in {file} is {problem}")


def options(content: Mapping[Any, object], name: str, file: str | Path) -> dict[str, Any]:
    """Return options in a checkpoint as data that JSON can hold.

    Raises:
        DataError: they are not a mapping.
    """
    found = to_plain_data(content[name], file)
    if not isinstance(found, dict):
        raise DataError(f"{file} has a {type(content[name]).__name__} as {name}, expected a mapping")
    return found


def checkpoint_weights(content: Mapping[str, Any]) -> tuple[Tensor, dict[str, Any]]:
    """Return the weights (L, d, d) of a checkpoint, and the manifest that its hyper-parameters make."""
    model = dict(content.get("hyper_parameters", {}))
    manifest = {"model": model, "steps": to_plain_data(content.get("global_step"), "global_step")}
    if "alpha" in model:
        manifest["alpha"] = model["alpha"]
    return content["state_dict"][WEIGHT], manifest
