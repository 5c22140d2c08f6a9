"""Landscapes: the fused forward pass against a plain loop over points, and the thesis's published code.

Real images: CIFAR-10 where DEPTHLIMIT_SHARED names a folder with data/cifar-10-batches-bin, digits elsewhere.
The read-in is applied once, so the size of an image does not matter.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import torch

from benchmarks.machine import described, write_result
from depthlimit.data import CIFAR10DataModule, DataModule, DigitsDataModule
from depthlimit.landscapes import Grid, Plane, PlaneLoss, random_plane, render, trained_parameters
from depthlimit.training import ClassificationModel
from depthlimit.workflows.rendering.losses import differentiable_loss, plane_loss, unit_axes

DIM, ALPHA, REPEATS = 15, 0.75, 5
GRID = Grid(steps=100)
POINTS = GRID.row(30)
PUBLISHED = {(100, 17): 65.0, (2000, 17): 280.0}
"""Milliseconds a point of the thesis's published code, measured on a machine of this kind with two cores."""
MINUTES = 5.0


def images() -> DataModule:
    """The images at hand."""
    shared = os.environ.get("DEPTHLIMIT_SHARED")
    if shared is None:
        return DigitsDataModule()
    return CIFAR10DataModule(path=str(Path(shared) / "data"), training_data_percentage=1.0, verify=False)


@dataclass(frozen=True)
class Case:
    """A network of depth L on the first N images."""

    L: int
    N: int

    def losses(self, data: DataModule) -> tuple[PlaneLoss, PlaneLoss]:
        """The fast loss and the plain one, of networks with equal weights L^(−β) noise/√d."""
        x, y = (part[: self.N] for part in data.training_set)
        generator = torch.Generator().manual_seed(0)
        W = torch.randn(self.L, DIM, DIM, generator=generator) * self.L ** (ALPHA - 1) / DIM**0.5
        made = []
        for _ in range(2):
            model = ClassificationModel(data.input_size, data.output_size, L=self.L, dim=DIM, alpha=ALPHA)
            model.network.stack.weight.data = W.clone()
            made.append(model)
        fast, plain = made
        plane: Plane = random_plane(trained_parameters(fast), axes=unit_axes(fast))
        return (
            plane_loss(fast, fast.loss, x, y, plane, evaluations=GRID.points),
            differentiable_loss(plain, plain.loss, x, y, plane),
        )


CASES = (Case(100, 17), Case(100, 1000), Case(2000, 17), Case(2000, 1000))


def milliseconds(loss: PlaneLoss, points: np.ndarray) -> float:
    """A point."""
    start = perf_counter()
    loss(points)
    return 1e3 * (perf_counter() - start) / len(points)


def point_table(data: DataModule) -> Iterator[str]:
    """Times a point; the two losses take turns in one process, and agree."""
    yield "| L | images | fused, ms | plain loop, ms | faster | published code, ms | faster |"
    yield "|---|---|---|---|---|---|---|"
    for case in CASES:
        fast, plain = case.losses(data)
        some = POINTS[:: 10 if case.L == 100 else 50]
        np.testing.assert_allclose(fast(some), plain(some), rtol=1e-4)
        times = [(milliseconds(fast, POINTS), milliseconds(plain, some)) for _ in range(REPEATS)]
        quick, slow = (median(column) for column in zip(*times, strict=True))
        published = PUBLISHED.get((case.L, case.N))
        compared = f"{published:g} | {published / quick:.0f}" if published else "– | –"
        yield f"| {case.L} | {case.N} | {quick:.3g} | {slow:.3g} | {slow / quick:.1f} | {compared} |"


def whole_surface(data: DataModule) -> str:
    """A surface of 100 × 100 points at L = 2000 with 1,000 images."""
    fast, _ = Case(2000, 1000).losses(data)
    start = perf_counter()
    render(fast, GRID)
    return (
        f"A whole surface of {GRID.steps} × {GRID.rows} points at L = 2000 with 1,000 images: "
        f"{(perf_counter() - start) / 60:.2f} minutes (asked for: {MINUTES:g})."
    )


def report() -> Iterator[str]:
    """The lines of the result file."""
    data = images()
    yield "# Loss landscapes: time of a point"
    yield ""
    yield f"{described()}. `python -m benchmarks landscape`. d = {DIM}, tanh, skip, {type(data).__name__}."
    yield f"Medians of {REPEATS}; a call has the {len(POINTS)} points of a row."
    yield "The published code was measured on 17 images, on a machine of this kind."
    yield ""
    yield from point_table(data)
    yield ""
    yield whole_surface(data)


def main() -> None:
    """Run everything, print it, write it."""
    lines = []
    for line in report():
        print(line, flush=True)
        lines.append(line)
    write_result("landscape", "\n".join(lines) + "\n")
