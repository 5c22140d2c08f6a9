"""A checkpoint is looked at before it is used: it may be damaged, hostile, or of another network."""

from collections.abc import Mapping
from pathlib import Path
from pickle import UnpicklingError
from typing import Any
from zipfile import is_zipfile

import torch
from lightning.pytorch import LightningModule

from depthlimit.errors import UsageError

WEIGHT = "network.stack.weight"
MEANING = ("alpha", "activation", "augmentation")
"""What the same weights would be another network with."""
SAME_CONFIG = "give the config.yaml that lies in the checkpoint's run folder"


def read_checkpoint(file: str | Path) -> Mapping[str, Any]:
    """The content of a checkpoint file; no code in it is executed.

    Raises:
        UsageError: there is no such file, or it is not a checkpoint.
    """
    if not Path(file).is_file():
        raise UsageError(
            f"there is no checkpoint {file}: `depthlimit fit` writes one into checkpoints/ of its run"
        )
    if not is_zipfile(file):
        raise UsageError(f"{file} is no checkpoint of a residual network, or a damaged one: it is no archive")
    try:
        content = torch.load(file, weights_only=True, map_location="cpu")
        content["state_dict"].items()
    except UnpicklingError:
        raise UsageError(
            f"{file} holds more than tensors and numbers, and nothing in a checkpoint is executed: give one "
            "that `depthlimit fit` wrote"
        ) from None
    except Exception as error:  # torch.load raises what it meets in a damaged file
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise UsageError(
            f"{file} is no checkpoint of a residual network, or a damaged one: {reason}"
        ) from None
    return dict(content)


def check_network(content: Mapping[str, Any], model: LightningModule, file: str | Path) -> None:
    """Compare the checkpoint's shapes with the network's, and what its weights mean.

    Raises:
        UsageError: the checkpoint belongs to another network.
    """
    expected = {name: tuple(tensor.shape) for name, tensor in model.state_dict().items()}
    found = {name: tuple(getattr(tensor, "shape", ())) for name, tensor in content["state_dict"].items()}
    for name, shape in sorted(expected.items(), key=lambda item: item[0] != WEIGHT):
        if name not in found:
            raise UsageError(f"the checkpoint {file} holds no {name}: {SAME_CONFIG}")
        if found[name] != shape:
            raise UsageError(
                f"the checkpoint {file} holds {name} of shape {found[name]}, the network asked for has "
                f"{shape}: {SAME_CONFIG}"
            )
    meant = content.get("hyper_parameters", {})
    for name in MEANING:
        if name in meant and name in model.hparams and meant[name] != model.hparams[name]:
            raise UsageError(
                f"the checkpoint {file} is of a network with {name}={meant[name]}, the network asked for has "
                f"{model.hparams[name]}: {SAME_CONFIG}"
            )
