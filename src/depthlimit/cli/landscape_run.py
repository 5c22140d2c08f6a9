"""What a landscape needs of a finished run: its network, its data, the weights along the way."""

from collections.abc import Mapping
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import torch
from jsonargparse import ArgumentParser
from torch import Tensor

from depthlimit.cli import resnet_cifar10
from depthlimit.cli.checkpoint import checkpoint_of, in_precision, network_weights
from depthlimit.cli.networks import remade
from depthlimit.cli.training import CHOICES
from depthlimit.data import DataModule
from depthlimit.documents import read_yaml
from depthlimit.errors import UsageError
from depthlimit.landscapes import Parameters
from depthlimit.paths import load_path
from depthlimit.paths.checkpoints import WEIGHT, read_checkpoint
from depthlimit.requirements import at_least, require
from depthlimit.seeds import generator
from depthlimit.training import ResidualModel
from depthlimit.training.task import Task

PARTS = ("seed_everything", "model", "data")
"""Of a configuration, those that say what was trained on what."""

Part = Literal["training", "validation", "test"]


def load_run(config: Path, data_path: str | None) -> tuple[Task, DataModule]:
    """The untrained network and the data of a configuration that a training wrote into its run folder.

    Args:
        config: the configuration.
        data_path: where the data are now, if not where the configuration says.

    Raises:
        UsageError: the configuration is missing, damaged, or describes no run.
    """
    content = read_config(config)
    with remade(f"the run of {config}", "ll-render", {} if "L" in content else CHOICES):
        return (convolutional_run if "L" in content else residual_run)(content, data_path)


def residual_run(content: dict[str, Any], data_path: str | None) -> tuple[Task, DataModule]:
    """What a configuration of ``fit`` describes."""
    content = {part: content[part] for part in PARTS if part in content}
    if data_path is not None:
        content["data"].setdefault("init_args", {})["path"] = data_path
    parser = ArgumentParser(exit_on_error=False)
    parser.add_argument("--seed_everything", type=int, default=0)
    for part, kind in (("model", ResidualModel), ("data", DataModule)):
        parser.add_subclass_arguments(kind, part)
        parser.link_arguments("seed_everything", f"{part}.init_args.seed")
    run = parser.instantiate_classes(parser.parse_object(content))
    run.model.check_data(run.data)
    return run.model, run.data


def convolutional_run(content: dict[str, Any], data_path: str | None) -> tuple[Task, DataModule]:
    """What a configuration of ``resnet-cifar10`` describes."""
    if data_path is not None:
        content["data"]["path"] = data_path
    return resnet_cifar10.task_of(resnet_cifar10.parser("resnet-cifar10").parse_object(content))


def read_config(file: Path) -> dict[str, Any]:
    """Return a configuration that says what was trained on what.

    Raises:
        UsageError: there is none, or it cannot be read.
    """
    try:
        content = read_yaml(file)
    except FileNotFoundError:
        raise UsageError(
            f"there is no configuration {file}: `depthlimit fit` writes config.yaml into its run folder"
        ) from None
    parts = ("data",) if isinstance(content, dict) and "L" in content else ("model", "data")
    wrong = [part for part in parts if not is_options(content, part)]
    if wrong:
        raise UsageError(
            f"{file} is not a configuration of a run, {wrong[0]} is not a mapping of options: give the "
            "config.yaml of a run folder"
        )
    return dict(content)


def is_options(content: object, part: str) -> bool:
    """Return True if a part of a configuration is a mapping, and its ``init_args`` if it has some."""
    found = content.get(part) if isinstance(content, dict) else None
    return isinstance(found, dict) and isinstance(found.get("init_args", {}), dict)


def load_checkpoint(model: Task, file: Path) -> None:
    """Give the network the weights of a checkpoint.

    Raises:
        UsageError: the checkpoint is missing, damaged, or of another network.
    """
    model.load_state_dict(network_weights(checkpoint_of(model, file), model, file))


def checkpoint_parameters(file: Path, model: Task, centre: Parameters) -> dict[str, Tensor]:
    """The parameters named in ``centre``, of another checkpoint of the same network."""
    states = network_weights(checkpoint_of(model, file), model, file)
    return {name: states[name] for name in centre}


def samples(data: DataModule, part: Part, number: int | Literal["all"]) -> tuple[Tensor, Tensor]:
    """A fixed subset (x, y) of a part of the data: the same for the same seed of the run.

    Raises:
        UsageError: the part is empty, or no sample is asked for.
    """
    sets = {"training": "training_set", "validation": "validation_set", "test": "test_set"}
    x, y = getattr(data, sets[part])
    if not len(x):
        raise UsageError(f"the {part} set is empty: write --part=training")
    if number == "all" or number >= len(x):
        return x, y
    require({"num_samples": number}, {"num_samples": at_least(1)})
    chosen = torch.from_numpy(generator(data.seed, "subset").permutation(len(x))[:number]).sort().values
    return x[chosen], y[chosen]


def trajectory_states(folder: Path, model: Task, centre: Parameters) -> list[Parameters]:
    """The weights along the way, in order: exported ones (``fit --export_every``), or checkpoints.

    Raises:
        UsageError: there are none, or they are of another network.
    """
    states: list[Parameters]
    if exported := sorted(folder.glob("step_*/*.pth")):
        states = [exported_state(file, centre) for file in exported]
    else:
        states = list(map(itemgetter(1), sorted(checkpoints_in(folder, model, centre), key=itemgetter(0))))
    if not states:
        raise UsageError(
            f"{folder} holds no weights along the way: train with fit --export_every=N, which keeps them in "
            "trajectory/ of its run folder, or give a folder of .ckpt files"
        )
    return states


def checkpoints_in(folder: Path, model: Task, centre: Parameters) -> list[tuple[int, Parameters]]:
    """Return the step of every checkpoint in a folder, and its weights.

    Raises:
        UsageError: one is damaged, or of another network.
    """
    found = []
    for file in folder.glob("*.ckpt"):
        content = read_checkpoint(file, model.command, model.landmark)
        step = content.get("global_step", 0)
        if not isinstance(step, int):
            raise UsageError(f"the checkpoint {file} has a {type(step).__name__} as its step: take it away")
        found.append((step, state_of(content["state_dict"], centre, file)))
    return found


def exported_state(file: Path, centre: Parameters) -> Parameters:
    """Return the weights that were exported along the way."""
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
