"""Rendering: closed forms, symmetry, cached rows, workers."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from depthlimit.errors import UsageError
from depthlimit.landscapes import Grid, ModuleLoss, RowCache, random_plane, render, trained_parameters
from tests.landscapes.problems import Quadratic, bowl, point, quadratic_loss, value

Points = NDArray[np.float64]


@given(steps=st.integers(1, 300), radius=st.floats(1e-6, 1e6))
def test_axes_are_symmetric_to_the_last_bit_and_reach_the_radius(steps: int, radius: float) -> None:
    x = Grid(steps, radius=radius).x
    np.testing.assert_array_equal(x, -x[::-1])
    assert np.abs(x).max() == (radius if steps > 1 else 0)
    assert (np.diff(x) > 0).all()


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        ({"steps": 0}, "steps is 0, but it must be a whole number, at least 1: write steps=1"),
        ({"steps": 2.5}, "steps is 2.5, but it must be a whole number"),
        ({"steps_y": 0}, "steps_y is 0"),
        ({"radius": 0.0}, "radius is 0.0, but it must be positive"),
        ({"radius": float("nan")}, "radius is nan"),
    ],
)
def test_arrays_that_are_not_a_grid_are_refused(grid: dict[str, float], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        Grid(**grid)  # type: ignore[arg-type]


def test_a_quadratic_loss_gives_the_quadratic() -> None:
    w = Quadratic().w.detach()
    plane = random_plane(point(w), seed=4)
    surface = render(quadratic_loss(plane), Grid(steps=7, steps_y=5, radius=1.5))
    assert surface.losses.shape == (5, 7)
    for i, b in enumerate(surface.y):
        for j, a in enumerate(surface.x):
            expected = value(w + a * plane.first["w"] + b * plane.second["w"])
            assert surface.losses[i, j] == pytest.approx(expected, rel=1e-6)
    assert surface.centre == pytest.approx(value(w), rel=1e-12)


def test_the_module_is_left_as_it_was_and_evaluated_without_dropout() -> None:
    module = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.5))
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    plane = random_plane(trained_parameters(module), seed=0)
    x = torch.randn(20, 2, generator=torch.Generator().manual_seed(0))
    render(ModuleLoss(module, lambda y, _: y.square().sum(1), x, x, plane), Grid(3))
    assert module.training
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())


def test_a_loss_that_does_not_repeat_is_refused() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(UsageError, match="does not repeat"):
        render(lambda points: rng.random(len(points)), Grid(2))


def test_a_centre_without_a_loss_is_refused() -> None:
    with pytest.raises(UsageError, match="the loss at the centre is nan"):
        render(lambda points: np.full(len(points), np.nan), Grid(2))


class Killed(BaseException):
    """What ends a process without warning."""


def killed_after(calls: int, seen: list[float]) -> Callable[[Points], Points]:
    """The bowl, until so many rows are done."""

    def loss(points: Points) -> Points:
        if len(points) > 1:
            if len(seen) == calls:
                raise Killed
            seen.append(float(points[0, 1]))
        return bowl(points)

    return loss


def test_a_killed_run_resumes_where_it_stopped(tmp_path: Path) -> None:
    grid, folder = Grid(steps=9), tmp_path / "surface.partial"
    whole = render(bowl, grid).losses
    first: list[float] = []
    with pytest.raises(Killed):
        render(killed_after(4, first), grid, RowCache(folder, {"seed": 0}))
    second: list[float] = []
    resumed = render(killed_after(99, second), grid, RowCache(folder, {"seed": 0}))
    assert (len(first), len(second)) == (4, 5)
    assert resumed.losses.tobytes() == whole.tobytes()


def test_rows_of_another_surface_are_put_aside(tmp_path: Path) -> None:
    folder = tmp_path / "surface.partial"
    RowCache(folder, {"seed": 0}).write(0, np.zeros(3))
    cache = RowCache(folder, {"seed": 1})
    assert cache.read(3) == {}
    assert (tmp_path / "previous" / "surface.1.partial" / "row_000000.npy").exists()
    cache.discard()
    assert not folder.exists()


def test_a_damaged_row_is_rendered_again(tmp_path: Path) -> None:
    grid, folder = Grid(steps=6), tmp_path / "partial"
    cache = RowCache(folder, {})
    whole = render(bowl, grid, cache).losses
    (folder / "row_000000.npy").write_bytes(b"")
    (folder / "row_000001.npy").write_bytes((folder / "row_000001.npy").read_bytes()[:-1])
    np.save(folder / "row_000002.npy", np.ones(5))
    np.save(folder / "row_000003.npy", np.array([None]), allow_pickle=True)
    (folder / "row_000004.npy").unlink()
    (folder / "row_000004.npy").mkdir()
    np.save(folder / "row_of_another.npy", np.ones(6))
    np.save(folder / f"row_{'9' * 5000}.npy"[:200], np.ones(6))
    assert list(RowCache(folder, {}).read(6)) == [5]
    (folder / "row_000004.npy").rmdir()
    seen: list[float] = []
    again = render(killed_after(99, seen), grid, RowCache(folder, {}))
    assert again.losses.tobytes() == whole.tobytes()
    assert len(seen) == 5


@pytest.mark.parametrize("plan", [b"\xff", b"", None])
def test_rows_without_a_plan_are_put_aside(plan: bytes | None, tmp_path: Path) -> None:
    folder = tmp_path / "surface.partial"
    RowCache(folder, {}).write(0, np.zeros(3))
    (folder / "plan.json").unlink()
    if plan is None:
        (folder / "plan.json").mkdir()
    else:
        (folder / "plan.json").write_bytes(plan)
    assert RowCache(folder, {}).read(3) == {}


def test_workers_give_the_same_bits(tmp_path: Path) -> None:
    grid = Grid(steps=6)
    cache = RowCache(tmp_path / "partial", {})
    cache.write(1, bowl(grid.row(1)))
    assert render(bowl, grid, cache, workers=2).losses.tobytes() == render(bowl, grid).losses.tobytes()
    assert len(cache.read(6)) == 6
