"""Checks of checkpoints against the network that they are loaded into."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from depthlimit.errors import UsageError, sentence_about
from depthlimit.paths.checkpoints import WEIGHT, read_checkpoint
from depthlimit.training.record import RunRecord
from depthlimit.training.task import Task

MEANING = ("alpha", "activation", "augmentation")
"""Hyper-parameters with other values of which the same weights are another network."""
SAME_CONFIG = "give the config.yaml of the checkpoint's run folder"


def checkpoint_of(model: Task, file: str | Path) -> Mapping[str, Any]:
    """Return the content of a checkpoint of this network; no code in it is executed.

    Raises:
        UsageError: there is no such file, it is not a checkpoint, or it belongs to another network.
    """
    content = read_checkpoint(file, model.command, model.landmark)
    check_network(content, model, file)
    return content


def check_network(content: Mapping[str, Any], model: Task, file: str | Path) -> None:
    """Compare the checkpoint with the network: shapes, and hyper-parameters that change its meaning.

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
                f"the checkpoint {file} holds {name} of shape {found[name]}, the requested network has "
                f"{shape}: {SAME_CONFIG}"
            )
    meant = content.get("hyper_parameters")
    for name in MEANING:
        recorded: object = meant.get(name) if isinstance(meant, Mapping) else None
        if isinstance(recorded, str | int | float) and recorded != model.hparams.get(name, recorded):
            raise UsageError(
                f"the checkpoint {file} is of a network with {name}={recorded}, the requested network has "
                f"{model.hparams[name]}: {SAME_CONFIG}"
            )


def network_weights(content: Mapping[str, Any], model: Task, file: str | Path) -> dict[str, Tensor]:
    """Return the tensors of the network from a checkpoint that `checkpoint_of` has read.

    Raises:
        UsageError: one of them is not a tensor of real, finite numbers.
    """
    return {
        name: in_precision(content["state_dict"][name], tensor.dtype, f"{name} in the checkpoint {file}")
        for name, tensor in model.state_dict().items()
    }


def in_precision(tensor: object, dtype: torch.dtype, name: str) -> Tensor:
    """Return the tensor in the precision of the network.

    Raises:
        UsageError: it is not one of real numbers, or not all of them are finite.
    """
    if not isinstance(tensor, Tensor) or tensor.is_complex():
        raise UsageError(f"{name} is not a tensor of real numbers: give another checkpoint")
    found = tensor.detach().to(dtype)
    if not torch.isfinite(found).all():
        raise UsageError(f"{name} has NaN or infinite numbers: give one of a training that converged")
    return found


def load_weights(model: Task, file: str | Path) -> None:
    """Load the weights of a checkpoint into its network.

    Raises:
        UsageError: the checkpoint is missing, damaged, or of another network.
    """
    content = checkpoint_of(model, file)
    model.load_state_dict(network_weights(content, model, file))
    steps = content.get("global_step")
    model.trained = {"steps": steps if isinstance(steps, int) else None}


@contextmanager
def resuming(file: str | Path | None, record: RunRecord) -> Iterator[None]:
    """Say in one sentence why training cannot continue from a checkpoint.

    Only the weights of a checkpoint are checked before; the rest is Lightning's, and is read by Lightning.

    Args:
        file: the checkpoint; None where a training begins.
        record: knows whether the first step was made.

    Raises:
        UsageError: the state of the training in the checkpoint is missing or damaged.
    """
    try:
        yield
    except Exception as error:
        if file is None or record.begun or sentence_about(error) is not None:
            raise
        raise UsageError(
            f"training cannot continue from the checkpoint {file}, its training state is missing or damaged "
            f"({type(error).__name__}: {error}): give a checkpoint that `fit` wrote, or start without one"
        ) from error


def check_settings(content: Mapping[str, Any], settings: Mapping[str, Any], file: str | Path) -> None:
    """Compare the settings of the run that is continued with those asked for.

    Raises:
        UsageError: one of them differs.
    """
    found = {**content.get("hyper_parameters", {}), **content.get("datamodule_hyper_parameters", {})}
    for name, asked in settings.items():
        if name in found and found[name] != asked:
            raise UsageError(
                f"the checkpoint {file} is of a run with {name}={found[name]}, this one has {name}={asked}; "
                "to continue it",
                {name: found[name]},
            )
