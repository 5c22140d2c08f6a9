"""A checkpoint may be of another network than the one asked for."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from depthlimit.errors import UsageError
from depthlimit.paths.checkpoints import WEIGHT, read_checkpoint
from depthlimit.training.task import Task

MEANING = ("alpha", "activation", "augmentation")
"""What the same weights would be another network with."""
SAME_CONFIG = "give the config.yaml that lies in the checkpoint's run folder"


def checkpoint_of(model: Task, file: str | Path) -> Mapping[str, Any]:
    """The content of a checkpoint of this network; no code in it is executed.

    Raises:
        UsageError: there is no such file, it is not a checkpoint, or it belongs to another network.
    """
    content = read_checkpoint(file, model.command, model.landmark)
    check_network(content, model, file)
    return content


def check_network(content: Mapping[str, Any], model: Task, file: str | Path) -> None:
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


def check_settings(content: Mapping[str, Any], settings: Mapping[str, Any], file: str | Path) -> None:
    """Compare the settings of the run that is taken up again with those asked for.

    Raises:
        UsageError: one of them differs.
    """
    found = {**content.get("hyper_parameters", {}), **content.get("datamodule_hyper_parameters", {})}
    for name, asked in settings.items():
        if name in found and found[name] != asked:
            value = " ".join(map(str, found[name])) if isinstance(found[name], list) else found[name]
            raise UsageError(
                f"the checkpoint {file} is of a run with {name}={found[name]}, this one has {name}={asked}: "
                f"write --{name} {value} to go on with it"
            )
