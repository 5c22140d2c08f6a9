"""Weights to be read by commands."""

from pathlib import Path

import numpy as np
import torch

from depthlimit.paths import WeightPath, exported_name, save_path


def write(folder: Path, L: int, d: int = 4, seed: int = 0, alpha: float = 0.75) -> Path:
    values = np.random.default_rng([L, seed]).normal(size=(L, d, d))
    file = folder / exported_name(L)
    save_path(WeightPath(values, alpha, {"model": {"seed": seed, "augmentation": "skip"}}), file)
    return file


def layers(rough: bool) -> dict[str, torch.Tensor]:
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(20, 3, 5))
    values = noise if rough else noise.cumsum(axis=0)
    return {f"model.layers.{k}.mlp.weight": torch.from_numpy(W.copy()) for k, W in enumerate(values)}
