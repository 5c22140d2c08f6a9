"""Losses on a grid, from any callable that returns the losses at points of a plane."""

import math
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import numpy as np
import torch

from depthlimit.errors import UsageError
from depthlimit.landscapes.grid import Grid
from depthlimit.landscapes.plane import Array
from depthlimit.landscapes.rows import RowCache
from depthlimit.landscapes.surface import Surface
from depthlimit.machine import cores
from depthlimit.progress import Progress

PlaneLoss = Callable[[Array], Array]
"""Losses, float64 of shape (M,), at points (a, b) of shape (M, 2)."""

NumberedRow = tuple[int, Array]

REPEATS = 1e-6
"""Relative difference allowed between two evaluations of one loss: sums on a GPU have no fixed order."""


def render(
    loss: PlaneLoss,
    grid: Grid,
    cache: RowCache | None = None,
    workers: int = 1,
    progress: Progress = iter,
) -> Surface:
    """Evaluate the loss at every point of the grid, a row at a time, and at the centre (0, 0).

    Args:
        loss: returns the losses at points; called once for each row.
        grid: the points.
        cache: where finished rows are read from and written to.
        workers: processes that share the rows, at most one for each CPU core; with more than one, ``loss``
            is pickled.
        progress: takes the numbers of the rows and yields them again, as ``tqdm`` does.

    Raises:
        UsageError: the loss at the centre is not finite, or does not repeat.

    >>> render(lambda points: (points**2).sum(axis=1), Grid(steps=3, radius=2.0)).losses
    array([[8., 4., 8.],
           [4., 0., 4.],
           [8., 4., 8.]])
    """
    centre = centre_loss(loss)
    rows = {} if cache is None else cache.read(grid.steps)
    missing = [number for number in range(grid.rows) if number not in rows]
    computed = computed_rows(loss, grid, missing, workers)
    for _, (number, row) in zip(progress(missing), computed, strict=True):
        rows[number] = row
        if cache is not None:
            cache.write(number, row)
    losses = np.stack([rows[number] for number in range(grid.rows)])
    return Surface(losses, grid.x, grid.y, centre)


def centre_loss(loss: PlaneLoss) -> float:
    """Return the loss at the centre (0, 0), evaluated twice.

    Raises:
        UsageError: it is not finite, or the two values differ.
    """
    first, second = (float(loss(np.zeros((1, 2)))[0]) for _ in range(2))
    if not math.isfinite(first):
        raise UsageError(
            f"the loss at the centre is {first}, expected a finite loss: use a checkpoint of a "
            "training that converged"
        )
    if not math.isclose(first, second, rel_tol=REPEATS):
        raise UsageError(
            f"the loss does not repeat ({first:.9g}, then {second:.9g} at the same weights): evaluate in "
            "eval mode, without dropout or random cropping, on samples that are drawn once"
        )
    return first


def computed_rows(loss: PlaneLoss, grid: Grid, numbers: Sequence[int], workers: int) -> Iterator[NumberedRow]:
    """Yield the rows of these numbers as they finish."""
    workers = min(workers, len(numbers), cores())
    if workers <= 1:
        for number in numbers:
            yield number, loss(grid.row(number))
        return
    threads = max(1, torch.get_num_threads() // workers)
    # spawn: threads of PyTorch do not survive a fork
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, context, initializer=start_worker, initargs=(loss, grid, threads))
    try:
        for future in as_completed([pool.submit(compute_row, number) for number in numbers]):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)


work: tuple[PlaneLoss, Grid]
"""Loss and grid of this process, if it is a worker."""


def start_worker(loss: PlaneLoss, grid: Grid, threads: int) -> None:
    """Receive loss and grid once, not with every row."""
    global work
    torch.set_num_threads(threads)
    work = loss, grid


def compute_row(number: int) -> NumberedRow:
    """Return one row, in a worker process."""
    loss, grid = work
    return number, loss(grid.row(number))
