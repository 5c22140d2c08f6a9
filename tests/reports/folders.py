"""Folders to report on, written without training, with everything a page can show."""

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from depthlimit.landscapes import Grid, Plane, Trajectory, render, save_surface
from depthlimit.landscapes.surface import Surface
from depthlimit.paths import exported_name, save_path
from tests.analysis.scaling.families import FAMILIES, draw

HOSTILE = "<script>alert(1)</script>"
"""As a path it is a folder in a folder."""
DEPTHS = (32, 64, 128)


def write_weights(folder: Path, depths: tuple[int, ...] = DEPTHS, seeds: int = 3) -> Path:
    """Exported weights of every depth and seed."""
    for member in draw(FAMILIES["smooth + noise"], 0.3, 0, 3, seeds, depths).members:
        save_path(member.path, folder / f"seed={member.seed}" / exported_name(member.path.depth))
    return folder


def write_run(folder: Path, L: int, seed: int, status: str = "finished", **more: str) -> None:
    """The manifest and the log of a run."""
    folder.mkdir(parents=True)
    manifest = {
        "status": status,
        "model": {"L": L, "seed": seed, "lr": 1.0},
        "steps": 40,
        "loss_before_last_step": 0.5 / L,
        "created": "2026-11-01T12:00:00+00:00",
        "command": f"depthlimit fit --model.L={L} --trainer.default_root_dir=runs",
        "commit": None,
        "machine": "Linux",
        "versions": {"depthlimit": "0.1.0"},
        **more,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    rng = np.random.default_rng(seed)
    with (folder / "metrics.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["step", "train_loss", "avg_grad_norm"])
        for step in range(40):
            noise = 1 + 0.01 * rng.normal()
            table.writerow([step, 2 / (step + 3) * noise, 3 / (step + 2) ** 2 * noise])


def write_landscape(file: Path) -> None:
    """A rendered bowl with its trajectory and its sharpness."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rendered = render(lambda points: 1 + (points**2).sum(axis=1), Grid(9))
    trajectory = Trajectory(np.array([[0.8, 0.2], [0.3, 0.1]]), np.ones(2), np.full(2, 2.0))
    curvatures = {"along_first": 2.0, "along_second": 2.0, "in_plane": 2.0, "top_eigenvalue": 2.5}
    described = {"model": {"L": 32}, "sharpness": curvatures}
    points = [{"w": torch.tensor(value)} for value in ([0.0, 0.0], [1.0, 0.0], [0.0, 1.0])]
    surface = Surface(rendered.losses, rendered.x, rendered.y, rendered.centre, trajectory, described)
    save_surface(surface, file, Plane(*points))


def write_everything(folder: Path) -> Path:
    """Weights, runs, one of them with a hostile name, and a landscape."""
    write_weights(folder / "exported_models")
    for L in DEPTHS:
        write_run(folder / "runs" / str(L), L, 0)
    write_run(folder / HOSTILE, 16, 1, "failed", reason=f"out of memory {HOSTILE}", machine=HOSTILE)
    write_landscape(folder / "landscapes" / "<b>bowl<b>.npy")
    return folder


INITS, ALPHAS, SHALLOW = ("fbm", "smooth"), (0.5, 1.0), (16, 32)
FAMILIES_OF = {"fbm": "smooth + noise", "smooth": "smooth"}


def final_loss(init: str, alpha: float, L: int, seed: int) -> float:
    """The last loss of a training: fbm is better than smooth by 0.3, α = 0.5 better than 1 by 0.2."""
    return (
        0.4
        + 0.3 * (init == "smooth")
        + 0.2 * (alpha == 1.0)
        + 0.1 / L
        + 0.05 * seed
        + 1e-3 * (init < "g") * seed
    )


def write_comparison(
    folder: Path,
    inits: tuple[str, ...] = INITS,
    alphas: tuple[float, ...] = ALPHAS,
    depths: tuple[int, ...] = SHALLOW,
    seeds: int = 3,
) -> Path:
    """Runs and weights of several initial laws, exponents α, depths and seeds; one of them diverged."""
    for init in inits:
        for alpha in alphas:
            family = FAMILIES[FAMILIES_OF.get(init, "smooth")]
            for member in draw(family, alpha, 0, 2, seeds, depths).members:
                L, seed = member.path.depth, int(member.seed)
                model = {"L": L, "seed": seed, "alpha": alpha, "dim": 2, "init": init, "lr": 1.0}
                name = f"{init.replace('/', '')}-{alpha:g}-{L}-{seed}"
                path = replace(member.path, alpha=alpha, provenance={"model": model, "steps": 40})
                save_path(path, folder / "weights" / name / exported_name(L))
                diverged = (init, alpha, seed) == (inits[-1], alphas[-1], 0) and len(alphas) > 1
                write_training(folder / "runs" / name, model, final_loss(init, alpha, L, seed), diverged)
    return folder


def write_training(folder: Path, model: Mapping[str, object], loss: float, diverged: bool) -> None:
    """The record and the log of a training."""
    folder.mkdir(parents=True)
    manifest = {
        "status": "diverged" if diverged else "finished",
        "model": {**model},
        "steps": 40,
        "loss_before_last_step": None if diverged else loss,
        "command": f"depthlimit fit --model.L={model['L']} --trainer.default_root_dir=runs",
        "versions": {"depthlimit": "0.1.0"},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    steps = np.arange(40)
    values = loss * (43 / (steps + 4)) ** 0.5
    values[-1] = loss
    lines = [f"{step},{value!r},{value**2!r},1.0" for step, value in zip(steps, values.tolist(), strict=True)]
    (folder / "metrics.csv").write_text("\n".join(["step,train_loss,avg_grad_norm,lr", *lines]) + "\n")
