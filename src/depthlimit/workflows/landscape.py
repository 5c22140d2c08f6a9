"""Losses on a plane through trained weights: the command ``ll-render``."""

import logging
import warnings
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from depthlimit.arguments import check_arguments, wrong_type
from depthlimit.atomic import claimed
from depthlimit.configuration import Part
from depthlimit.errors import UsageError, UsageWarning
from depthlimit.progress import progress_bar
from depthlimit.provenance import provenance
from depthlimit.requirements import SEED, require, whole_number
from depthlimit.workflows.experiment import Experiment

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from depthlimit.landscapes import SampleLoss, Surface

logger = logging.getLogger(__name__)

DeviceName = Literal["cpu", "gpu", "cuda", "mps"]
DirectionsName = Literal["random", "pca", "checkpoints"]
NormalizationName = Literal["filter", "layer", "none"]
"""As in `depthlimit.landscapes`, which imports PyTorch."""


def landscape(
    run: "str | Path | Experiment | nn.Module | None" = None,
    *,
    config_path: str | Path | None = None,
    checkpoint_path: str | Path | None = None,
    out: str | Path | None = None,
    device: DeviceName = "cpu",
    steps: int = 100,
    steps_y: int | None = None,
    radius: float = 1.0,
    seed: int = 0,
    directions: DirectionsName = "random",
    normalization: NormalizationName = "filter",
    through: Sequence[str | Path] | None = None,
    trajectory: str | Path | None = None,
    num_samples: int | Literal["all"] = 1000,
    part: Part = "training",
    data_path: str | Path | None = None,
    workers: int = 1,
    sharpness: bool = False,
    progress: bool = False,
    data: "tuple[Tensor, Tensor] | None" = None,
    loss: "SampleLoss | None" = None,
) -> "Surface":
    """Evaluate the loss on a plane through trained weights.

    Args:
        run: a run, its folder, or a module with ``data`` and ``loss``, which is not changed.
        config_path: The config.yaml of a run folder; or ``run``.
        checkpoint_path: A checkpoint of that run: the centre; or by default its last one.
        out: The array is written to OUT.npy, its description to OUT.json (default: nothing is written).
        device: Device; gpu is CUDA or MPS where available.
        steps: Points along the first direction.
        steps_y: Points along the second direction (default: as many; 1 is a cut).
        radius: The grid covers [-radius, radius]^2.
        seed: Seed of the directions.
        directions: Random, principal directions of the training, or through two checkpoints.
        normalization: Length of random directions.
        through: Two checkpoints, for directions=checkpoints.
        trajectory: Folder of intermediate weights (default: trajectory/ beside the configuration).
        num_samples: Size of a fixed subset of the samples, or all.
        part: Part of the data.
        data_path: Folder of the data, if they have moved.
        workers: Processes that share the rows.
        sharpness: Also compute second derivatives at the centre.
        data: samples and targets (x, y) of a module.
        loss: (prediction, target) ↦ losses of the samples, shape (N,), of a module.
        progress: show a progress bar on a terminal.

    Raises:
        UsageError: the run, its checkpoint or its data are missing or damaged, or an option is out of its
            range.
    """
    check_arguments(landscape, locals())
    from torch import nn

    from depthlimit.landscapes import Grid, RowCache, project, render, save_surface, trained_parameters
    from depthlimit.landscapes import sharpness as curvatures
    from depthlimit.workflows.rendering.losses import differentiable_loss, plane_loss
    from depthlimit.workflows.rendering.subject import (
        plane_of,
        states_along,
        subject_of_module,
        subject_of_run,
    )

    require({"workers": workers, "seed": seed}, {"workers": whole_number(1), "seed": SEED})
    grid = Grid(steps, steps_y, radius)
    file = None if out is None else array_file(out)
    with nullcontext() if file is None else claimed(file):
        target = find_device(device)
        if run is None or isinstance(run, str | Path | Experiment):
            opened = open_run(run, config_path)
            subject = subject_of_run(opened, checkpoint_path, data_path, part, num_samples)
        elif not isinstance(run, nn.Module):
            raise wrong_type("run", run, "a run, its folder, or a module with data and loss")
        else:
            subject = subject_of_module(run, data, loss, num_samples, seed)
        centre = trained_parameters(subject.model)
        states = states_along(subject, centre, directions, trajectory)
        plane = plane_of(subject, centre, states, directions, normalization, seed, through)

        subject, moved = subject.to(target), plane.to(target)
        network = subject.model, subject.loss, subject.x, subject.y, moved
        values = plane_loss(*network, evaluations=grid.points)
        plan = {"grid": asdict(grid), "of": subject.fingerprint(plane)}
        cache = None if file is None else RowCache(file.with_name(f"{file.stem}.partial"), plan)
        surface = render(values, grid, cache, workers, progress_bar(progress, "row"))
        curvature = curvatures(differentiable_loss(*network).at, moved) if sharpness else None
        description = {
            "radius": grid.radius,
            "seed": seed,
            "directions": directions,
            "normalization": normalization if directions == "random" else None,
            "norms": plane.norms,
            "cosine": plane.cosine,
            "sharpness": None if curvature is None else asdict(curvature),
            **subject.description,
            "samples": len(subject.x),
            "device": str(target),
            **provenance(),
        }
        projected = project(plane, states) if states else None
        surface = replace(surface, trajectory=projected, description=description)
        if file is not None:
            save_surface(surface, file, plane)
        if cache is not None:
            cache.discard()
    warn_about_overflow(surface)
    return surface


def open_run(run: str | Path | Experiment | None, config_path: str | Path | None) -> Experiment:
    """Return the run that is given, or that of a configuration.

    Raises:
        UsageError: both are given, or neither is, or there is no such run.
    """
    if (run is None) == (config_path is None):
        given = "a run and a configuration are" if run is not None else "no run is"
        raise UsageError(f"{given} given, expected a run or its configuration: write landscape(run)")
    return run if isinstance(run, Experiment) else Experiment.open(run or config_path or "")


def array_file(out: str | Path) -> Path:
    """Return the file of the array.

    Raises:
        UsageError: the name is empty, or is that of a folder.

    >>> array_file("runs/v1.5").name, array_file("surface.npy").name
    ('v1.5.npy', 'surface.npy')
    """
    name = str(out)
    file = Path(name.removesuffix(".npy") + ".npy")
    if not name or name.endswith("/") or Path(name).is_dir() or file.is_dir():
        place = name.rstrip("/") or "."
        raise UsageError(f"out={name} is not the name of a file", {"out": f"{place}/surface"})
    return file


def find_device(name: DeviceName) -> "torch.device":
    """Return the device of this name, or the CPU where there is none."""
    import torch

    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    for device in ("cuda", "mps") if name == "gpu" else (name,):
        if there[device]:
            return torch.device(device)
    logger.warning("the device %s is not available: using the CPU", name)
    return torch.device("cpu")


def warn_about_overflow(surface: "Surface") -> None:
    """Warn about losses that are not finite, or too large to be drawn."""
    import numpy as np

    from depthlimit.landscapes.grid import LARGEST

    if bad := int((~(np.abs(surface.losses) <= LARGEST)).sum()):
        warnings.warn(
            UsageWarning(
                f"{bad} of the {surface.losses.size} losses are not finite, or too large to be drawn: render "
                "with a smaller radius"
            ),
            stacklevel=3,
        )
