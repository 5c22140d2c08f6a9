"""Network, samples and plane of a landscape, from a run or a module."""

import hashlib
import warnings
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor, nn

from depthlimit.arguments import wrong_type
from depthlimit.atomic import TRAJECTORY
from depthlimit.configuration import Part
from depthlimit.errors import UsageError
from depthlimit.landscapes import (
    NormalizationName,
    Parameters,
    Plane,
    SampleLoss,
    plane_through,
    principal_plane,
    random_plane,
)
from depthlimit.training.task import Task, constructor_options, hyperparameters
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.rendering.losses import unit_axes
from depthlimit.workflows.rendering.weights import checkpoint_parameters, samples, subset, trajectory_states


@dataclass(frozen=True)
class Subject:
    """Subject of a landscape.

    Attributes:
        model: the network with its trained weights, on the CPU.
        loss: (prediction, target) ↦ losses of the samples, shape (N,).
        x: samples, shape (N, …).
        y: their targets.
        folder: the run folder, if there is one.
        description: of the network and the data, for the manifest of the surface.
    """

    model: nn.Module
    loss: SampleLoss
    x: Tensor
    y: Tensor
    folder: Path | None = None
    description: Mapping[str, Any] = field(default_factory=dict)

    def to(self, device: torch.device) -> "Subject":
        """Return a copy on a device, with the network in eval mode."""
        model = deepcopy(self.model).to(device).eval()
        return replace(self, model=model, x=self.x.to(device), y=self.y.to(device))

    def fingerprint(self, plane: Plane) -> str:
        """Return a digest of all that determines the losses on a plane."""
        options = dict(getattr(self.model, "hparams", {}))
        digest = hashlib.sha256(f"{self.model} {options} {self.x.device}".encode())
        parts = (dict(self.model.state_dict()), plane.first, plane.second, {"x": self.x, "y": self.y})
        for tensor in (tensor for part in parts for tensor in part.values()):
            digest.update(np.ascontiguousarray(tensor.detach().cpu().numpy()).data)
        return digest.hexdigest()


def subject_of_run(
    run: Experiment,
    checkpoint: str | Path | None,
    data_path: str | Path | None,
    part: Part,
    number: int | Literal["all"],
) -> Subject:
    """Return the network of a run at a checkpoint, and samples of its data.

    Raises:
        UsageError: the run, its checkpoint or its data are missing, damaged, or do not fit.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # given when the network was trained
        data = run.data(data_path)
        model = run.model()
        model.check_data(data)  # before the checkpoint, which may be of other data
        model = run.with_trained_weights(model, checkpoint)
    x, y = samples(data, part, number)
    description = {
        "checkpoint": str(run.weights if checkpoint is None else checkpoint),
        "task": type(model).__name__,
        "model": hyperparameters(model),
        "data": {"name": type(data).__name__, **constructor_options(data)},
        "part": part,
    }
    return Subject(model, model.loss, x, y, run.folder, description)


def subject_of_module(
    module: nn.Module,
    data: tuple[Tensor, Tensor] | None,
    loss: SampleLoss | None,
    number: int | Literal["all"],
    seed: int,
) -> Subject:
    """Return a copy of a module, and a subset of samples.

    Raises:
        UsageError: data or loss are missing.
    """
    loss = getattr(module, "loss", None) if loss is None else loss
    if data is None or loss is None:
        missing = "data=(x, y)" if data is None else "loss=lambda prediction, target: …"
        raise UsageError(f"a module needs its data and the loss of each sample: give {missing}")
    if not (isinstance(data, tuple | list) and len(data) == 2 and all(map(torch.is_tensor, data))):
        raise wrong_type("data", data, "a pair (x, y) of tensors")
    if not callable(loss):
        raise wrong_type("loss", loss, "a function of predictions and targets")
    x, y = subset(data[0], data[1], number, seed)
    return Subject(deepcopy(module).cpu(), loss, x, y, None, {"task": type(module).__name__})


def states_along(
    subject: Subject, centre: Parameters, directions: str, trajectory: str | Path | None
) -> list[Parameters]:
    """Return the intermediate weights; none where the run kept none and none are asked for.

    Raises:
        UsageError: they are asked for and missing, or of another network.
    """
    kept = None if subject.folder is None else subject.folder / TRAJECTORY
    folder = Path(trajectory) if trajectory is not None else kept
    if trajectory is not None or (folder is not None and folder.is_dir()):
        return trajectory_states(Path(folder or ""), task_of(subject), centre)
    if directions == "pca":
        raise UsageError(
            "principal directions need intermediate weights, and the run kept none: train again "
            "with export_every=N, or give a folder of checkpoints",
            {"trajectory": "FOLDER"},
        )
    return []


def plane_of(
    subject: Subject,
    centre: Parameters,
    states: Sequence[Parameters],
    directions: str,
    normalization: NormalizationName,
    seed: int,
    through: Sequence[str | Path] | None,
) -> Plane:
    """Return the plane of a landscape.

    Raises:
        UsageError: the directions span no plane, or do not go with ``through``.
    """
    if (directions == "checkpoints") != (through is not None) or (through and len(through) != 2):
        raise UsageError(
            "a plane through checkpoints needs two checkpoints besides the centre",
            {"directions": "checkpoints", "through": ["ONE.ckpt", "OTHER.ckpt"]},
        )
    if directions == "pca":
        return principal_plane(centre, states)
    if through is not None:
        task = task_of(subject)
        one, other = (checkpoint_parameters(Path(file), task, centre) for file in through)
        return plane_through(centre, one, other)
    return random_plane(centre, normalization, seed, unit_axes(subject.model))


def task_of(subject: Subject) -> Task:
    """Return the network of a run, of which checkpoints can be read.

    Raises:
        UsageError: it is another module.
    """
    if not isinstance(subject.model, Task):
        raise UsageError(
            f"checkpoints can be read for runs only, not for a {type(subject.model).__name__}: use functions "
            "of depthlimit.landscapes"
        )
    return subject.model
