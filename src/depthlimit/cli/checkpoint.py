"""A checkpoint is looked at before it is used: it may be damaged, hostile, or of another network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from depthlimit.errors import UsageError

WEIGHT = "network.stack.weight"


def read_checkpoint(file: str | Path) -> Mapping[str, Any]:
    """The content of a checkpoint file; no code in it is executed.

    Raises:
        UsageError: there is no such file, or it is not a checkpoint.
    """
    if not Path(file).is_file():
        raise UsageError(
            f"there is no checkpoint {file}: `depthlimit fit` writes one into checkpoints/ of its run"
        )
    try:
        content = torch.load(file, weights_only=True, map_location="cpu")
        content["state_dict"][WEIGHT]
    except Exception as error:  # torch.load raises what it meets in a damaged file
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"{file} is no checkpoint of a residual network, or a damaged one: {reason}"
        ) from None
    return dict(content)


def check_shapes(content: Mapping[str, Any], model: nn.Module, file: str | Path) -> None:
    """Compare the checkpoint's shapes with the network's.

    Raises:
        UsageError: the checkpoint belongs to a network of another shape.
    """
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    found = {name: tuple(tensor.shape) for name, tensor in content["state_dict"].items()}
    for name, shape in sorted(expected.items(), key=lambda item: item[0] != WEIGHT):
        if found.get(name) != shape:
            raise UsageError(
                f"the checkpoint {file} holds {name} of shape {found.get(name)}, the network asked for has "
                f"{shape}: give the config.yaml that lies in the checkpoint's run folder with --config"
            )
