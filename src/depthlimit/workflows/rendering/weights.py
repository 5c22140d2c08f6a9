"""Weights and samples for a landscape: other checkpoints, intermediate weights, a subset of the data."""

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import torch
from torch import Tensor

from depthlimit.configuration import Part
from depthlimit.data import DataModule
from depthlimit.discovery import checkpoints_in, trajectory_files
from depthlimit.errors import UsageError
from depthlimit.landscapes import Parameters
from depthlimit.paths import load_path
from depthlimit.paths.checkpoints import WEIGHT, read_checkpoint
from depthlimit.requirements import require, whole_number
from depthlimit.seeds import generator
from depthlimit.training.checkpoints import checkpoint_of, in_precision, network_weights
from depthlimit.training.task import Task


def checkpoint_parameters(file: Path, model: Task, centre: Parameters) -> dict[str, Tensor]:
    """Return the parameters named in ``centre`` from another checkpoint of the network.

    Raises:
        UsageError: the checkpoint is missing, damaged, or of another network.
    """
    states = network_weights(checkpoint_of(model, file), model, file)
    return {name: states[name] for name in centre}


def samples(data: DataModule, part: Part, number: int | Literal["all"]) -> tuple[Tensor, Tensor]:
    """Return samples and targets (x, y) of a part of the data, the same ones for the same seed of the run.

    Raises:
        UsageError: the part is empty, or the number is not positive.
    """
    x, y = data.part(part)
    if not len(x):
        raise UsageError(f"the {part} set is empty", {"part": "training"})
    return subset(x, y, number, data.seed)


def subset(x: Tensor, y: Tensor, number: int | Literal["all"], seed: int) -> tuple[Tensor, Tensor]:
    """Return ``number`` of the samples in their order, drawn from ``seed``.

    Raises:
        UsageError: the number is not positive.
    """
    if number == "all" or number >= len(x):
        return x, y
    require({"num_samples": number}, {"num_samples": whole_number(1)})
    selected = torch.from_numpy(generator(seed, "subset").permutation(len(x))[:number]).sort().values
    return x[selected], y[selected]


def trajectory_states(folder: Path, model: Task, centre: Parameters) -> list[Parameters]:
    """Return the intermediate weights in order: exported ones (``export_every``), or checkpoints.

    Raises:
        UsageError: there are none, or they are of another network.
    """
    states: list[Parameters]
    if exported := trajectory_files(folder):
        states = [exported_state(file, centre) for file in exported]
    else:
        states = list(map(itemgetter(1), sorted(checkpoint_states(folder, model, centre), key=itemgetter(0))))
    if not states:
        raise UsageError(
            f"{folder} holds no intermediate weights: train with `depthlimit fit --export_every=N`, which "
            "keeps them in trajectory/ of its run folder, or give a folder of .ckpt files"
        )
    return states


def checkpoint_states(folder: Path, model: Task, centre: Parameters) -> list[tuple[int, Parameters]]:
    """Return the step and the weights of every checkpoint in a folder.

    Raises:
        UsageError: one is damaged, or of another network.
    """
    found = []
    for file in checkpoints_in(folder):
        content = read_checkpoint(file, model.command, model.landmark)
        step = content.get("global_step", 0)
        if not isinstance(step, int):
            raise UsageError(f"the checkpoint {file} has a {type(step).__name__} as its step: remove it")
        found.append((step, state_of(content["state_dict"], centre, file)))
    return found


def exported_state(file: Path, centre: Parameters) -> Parameters:
    """Return exported weights under the names of ``centre``."""
    return state_of({WEIGHT: torch.from_numpy(load_path(file).values)}, centre, file)


def state_of(tensors: Mapping[Any, Any], centre: Parameters, file: Path) -> Parameters:
    """Return the tensors that are named in ``centre``.

    Raises:
        UsageError: they are of another network.
    """
    for name, tensor in centre.items():
        found = tuple(getattr(tensors.get(name), "shape", ())) or None
        if found != tuple(tensor.shape):
            raise UsageError(
                f"{file} holds weights of another network: {name} has shape {found}, the checkpoint's has "
                f"{tuple(tensor.shape)}: give the trajectory/ of the checkpoint's run"
            )
    return {
        name: in_precision(tensors[name], tensor.dtype, f"{name} in {file}")
        for name, tensor in centre.items()
    }
