"""``ll-render``: the losses on a plane through trained weights."""

import hashlib
import logging
import warnings
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from jsonargparse import ArgumentParser, Namespace
from torch import Tensor

from depthlimit.atomic import claimed
from depthlimit.cli.console import echo
from depthlimit.cli.landscape_run import (
    Part,
    checkpoint_parameters,
    load_checkpoint,
    samples,
    trajectory_states,
)
from depthlimit.cli.logs import set_up_logs
from depthlimit.cli.parsing import parse
from depthlimit.errors import UsageError
from depthlimit.landscapes import (
    Grid,
    NormalizationName,
    Parameters,
    Plane,
    RowCache,
    Sharpness,
    Surface,
    plane_through,
    principal_plane,
    project,
    random_plane,
    render,
    save_surface,
    sharpness,
    trained_parameters,
)
from depthlimit.landscapes.grid import LARGEST
from depthlimit.provenance import provenance
from depthlimit.requirements import SEED, at_least, require
from depthlimit.training.record import options as hyperparameters
from depthlimit.training.task import Task
from depthlimit.workflows.experiment import Experiment
from depthlimit.workflows.landscape_loss import differentiable_loss, plane_loss, unit_axes

logger = logging.getLogger(__name__)

DeviceName = Literal["cpu", "gpu", "cuda", "mps"]
DirectionsName = Literal["random", "pca", "checkpoints"]


def run(name: str, arguments: Sequence[str]) -> None:
    """Read the run, evaluate the grid, save the surface."""
    options = parse(command_parser(name), arguments, name)
    require(options.as_dict(), {"workers": at_least(1), "seed": SEED})
    grid = Grid(options.steps, options.steps_y, options.radius)
    out = array_file(options.out)
    set_up_logs()
    with claimed(out):
        write_surface(options, grid, out)


def write_surface(options: Namespace, grid: Grid, out: Path) -> None:
    """Render the surface that the options ask for; nobody else writes ``out`` meanwhile."""
    device = find_device(options.device)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the training has said it
        run = Experiment.open(options.config_path)
        model, data = run.model(), run.data(options.data_path)
        model.check_data(data)
    load_checkpoint(model, Path(options.checkpoint_path))
    x, y = (part.to(device) for part in samples(data, options.part, options.num_samples))
    centre = trained_parameters(model)
    states = along_the_way(options, model, centre)
    plane = chosen_plane(options, model, centre, states)
    trajectory = project(plane, states) if states else None

    moved = plane.to(device)
    model.to(device).eval()
    loss = plane_loss(model, model.loss, x, y, moved, evaluations=grid.points)
    plan = {"grid": asdict(grid), "of": fingerprint(model, device, x, y, plane)}
    cache = RowCache(out.with_name(f"{out.stem}.partial"), plan)
    surface = replace(render(loss, grid, cache, options.workers), trajectory=trajectory)
    twice = differentiable_loss(model, model.loss, x, y, moved)
    curvature = sharpness(twice.at, moved) if options.sharpness else None
    described = {
        "radius": grid.radius,
        "seed": options.seed,
        "directions": options.directions,
        "normalization": options.normalization if options.directions == "random" else None,
        "norms": plane.norms,
        "cosine": plane.cosine,
        "sharpness": None if curvature is None else asdict(curvature),
        "checkpoint": str(options.checkpoint_path),
        "task": type(model).__name__,
        "model": hyperparameters(model.hparams),
        "data": {"name": type(data).__name__, **hyperparameters(data.hparams)},
        "part": options.part,
        "samples": len(x),
        "device": str(device),
        **provenance(),
    }
    save_surface(replace(surface, description=described), out, plane)
    cache.discard()
    if bad := int((~(np.abs(surface.losses) <= LARGEST)).sum()):
        warnings.warn(
            f"{bad} of the {surface.losses.size} losses are not finite, or too large to be drawn by ll-vis: "
            "render with a smaller --radius",
            stacklevel=1,
        )
    echo(summary(surface, plane, curvature, out))


def command_parser(name: str) -> ArgumentParser:
    """The options of the command."""
    parser = ArgumentParser(prog=f"depthlimit {name}", description=__doc__, exit_on_error=False)
    add = parser.add_argument
    add("--config_path", type=str, required=True, help="The config.yaml of a run folder.")
    add("--checkpoint_path", type=str, required=True, help="A checkpoint of that run: the centre.")
    add("--out", type=str, required=True, help="The array goes to OUT.npy, what it is to OUT.json.")
    add("--device", type=DeviceName, default="cpu", help="gpu: CUDA or MPS where there is one.")
    add("--steps", type=int, default=100, help="Points along the first direction.")
    add("--steps_y", type=int | None, default=None, help="Along the second (default: as many; 1: a cut).")
    add("--radius", type=float, default=1.0, help="The grid covers [-radius, radius]^2.")
    add("--seed", type=int, default=0, help="Seed of the directions.")
    add("--directions", type=DirectionsName, default="random", help="Where they come from.")
    add("--normalization", type=NormalizationName, default="filter", help="Length of random directions.")
    add("--through", type=str, nargs=2, default=None, help="Two checkpoints, for directions=checkpoints.")
    add(
        "--trajectory",
        type=str | None,
        default=None,
        help="Folder of weights along the way (default: trajectory/ beside the configuration).",
    )
    add("--num_samples", type=int | Literal["all"], default=1000, help="A fixed subset; or all.")
    add("--part", type=Part, default="training", help="The part of the data.")
    add("--data_path", type=str | None, default=None, help="Where the data are, if they have moved.")
    add("--workers", type=int, default=1, help="Processes that share the rows.")
    add("--sharpness", action="store_true", help="Also second derivatives at the centre.")
    return parser


def array_file(out: str) -> Path:
    """The file of the array.

    Raises:
        UsageError: the name is empty, or is that of a folder.

    >>> array_file("runs/v1.5").name, array_file("surface.npy").name
    ('v1.5.npy', 'surface.npy')
    """
    file = Path(out.removesuffix(".npy") + ".npy")
    if not out or out.endswith("/") or Path(out).is_dir() or file.is_dir():
        place = out.rstrip("/") or "."
        raise UsageError(f"--out={out} is not the name of a file, expected one such as --out={place}/surface")
    return file


def find_device(name: DeviceName) -> torch.device:
    """The device of this name; the CPU, with a note, where there is no GPU."""
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    wanted = ("cuda", "mps") if name == "gpu" else (name,)
    for device in wanted:
        if there[device]:
            return torch.device(device)
    logger.warning("there is no %s on this machine: the CPU is taken", name)
    return torch.device("cpu")


def along_the_way(options: Namespace, model: Task, centre: Parameters) -> list[Parameters]:
    """The weights along the way; none where the run cache none and none are asked for."""
    cache = Path(options.config_path).parent / "trajectory"
    if options.trajectory is not None:
        return trajectory_states(Path(options.trajectory), model, centre)
    if cache.is_dir():
        return trajectory_states(cache, model, centre)
    if options.directions == "pca":
        raise UsageError(
            "--directions=pca takes the weights along the way, and the run cache none: train with "
            "fit --export_every=N, or give --trajectory=FOLDER"
        )
    return []


def chosen_plane(options: Namespace, model: Task, centre: Parameters, states: Sequence[Parameters]) -> Plane:
    """The plane that the options ask for."""
    if (options.directions == "checkpoints") != (options.through is not None):
        raise UsageError(
            "a plane through checkpoints needs two beside the centre: write --directions=checkpoints "
            "--through ONE.ckpt OTHER.ckpt"
        )
    if options.directions == "pca":
        return principal_plane(centre, states)
    if options.directions == "checkpoints":
        return plane_through(
            centre, *(checkpoint_parameters(Path(file), model, centre) for file in options.through)
        )
    return random_plane(centre, options.normalization, options.seed, unit_axes(model))


def fingerprint(model: Task, device: torch.device, x: Tensor, y: Tensor, plane: Plane) -> str:
    """What tells the rows of this surface from those of another: a digest of all that makes them."""
    digest = hashlib.sha256(f"{model} {dict(model.hparams)} {device}".encode())
    parts = (dict(model.state_dict()), plane.first, plane.second, {"x": x, "y": y})
    for tensor in (tensor for part in parts for tensor in part.values()):
        digest.update(np.ascontiguousarray(tensor.detach().cpu().numpy()).data)
    return digest.hexdigest()


def summary(surface: Surface, plane: Plane, curvature: Sharpness | None, out: Path) -> str:
    """What the user should know of the surface, and where it lies."""
    losses = surface.losses
    (rows, steps), norms = losses.shape, plane.norms
    finite = losses[np.isfinite(losses)]
    least, most = (f"{found:.6g}" for found in (finite.min(), finite.max())) if finite.size else ("–", "–")
    lines = [
        f"loss at the centre:  {surface.centre:.6g}",
        f"losses on the grid:  {least} to {most}, {rows} × {steps} points",
        f"directions:          norms {norms[0]:.4g} and {norms[1]:.4g}, cosine {plane.cosine:.2g}",
    ]
    if surface.trajectory is not None:
        lines.append(f"trajectory:          {surface.trajectory.sentence()}")
    if curvature is not None:
        lines.append(f"curvature:           {curvature.sentence()}")
    lines.append(f"surface:             {out} (and .json, .directions.pth)")
    return "\n".join(lines)
