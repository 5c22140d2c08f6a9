"""Surfaces on disk: what is written is read, and what is no surface is refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError
from depthlimit.landscape import Surface, Trajectory, load_surface, random_plane, save_surface
from tests.landscape.problems import gaussian, point


def written(file: Path) -> Surface:
    trajectory = Trajectory(np.ones((2, 2)), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    losses = np.arange(6.0).reshape(2, 3)
    surface = Surface(losses, np.array([-1.0, 0, 1]), np.array([-1.0, 1]), 7.0, trajectory, {"seed": 3})
    save_surface(surface, file, random_plane(point(gaussian(0, 2, 2))))
    return surface


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "surface.npy"
    for _ in range(2):
        surface = written(file)
    found = load_surface(file)
    np.testing.assert_array_equal(np.load(file), surface.losses)
    np.testing.assert_array_equal(found.losses, surface.losses)
    np.testing.assert_array_equal(found.x, surface.x)
    np.testing.assert_array_equal(found.y, surface.y)
    assert (found.centre, found.description) == (7.0, {"seed": 3})
    assert found.trajectory is not None
    assert found.trajectory.explained == pytest.approx(1 - 5 / 25)
    directions = torch.load(tmp_path / "surface.directions.pth", weights_only=True)
    assert directions["first"]["w"].shape == (2, 2)
    assert len(list((tmp_path / "previous").iterdir())) == 3


def test_any_square_is_read_and_its_axes_count_steps(tmp_path: Path) -> None:
    np.save(tmp_path / "plain.npy", np.ones((4, 4), dtype=np.float32))
    surface = load_surface(tmp_path / "plain.npy")
    assert not surface.has_axes
    np.testing.assert_array_equal(surface.x, [0, 1, 2, 3])
    np.save(tmp_path / "cut.npy", np.ones(4))
    assert load_surface(tmp_path / "cut.npy").is_cut


BAD = {
    "oblong": (np.ones((3, 4)), "3 × 4 numbers, a surface without its .json is square"),
    "nan": (np.array([[1.0, np.nan], [np.inf, 1.0]]), "2 of the 4 losses"),
    "cube": (np.ones((2, 2, 2)), "shape \\(2, 2, 2\\)"),
    "words": (np.array([["a", "b"], ["c", "d"]]), "holds no array of numbers"),
    "objects": (np.array([[None]]), "holds no array of numbers"),
    "empty": (np.ones((0, 0)), "shape \\(0, 0\\)"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_surface_is_refused(name: str, tmp_path: Path) -> None:
    array, sentence = BAD[name]
    np.save(tmp_path / "bad.npy", array, allow_pickle=True)
    with pytest.raises(DataError, match=sentence):
        load_surface(tmp_path / "bad.npy")


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"axes": {"x": [1], "y": [1]}, "centre_loss": 1}'])
def test_a_manifest_that_describes_something_else_is_refused(text: str, tmp_path: Path) -> None:
    np.save(tmp_path / "surface.npy", np.ones((2, 2)))
    (tmp_path / "surface.json").write_text(text)
    with pytest.raises(DataError, match=r"surface\.json does not describe"):
        load_surface(tmp_path / "surface.npy")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ll-render"):
        load_surface(tmp_path / "absent.npy")
    (tmp_path / "text.npy").write_text("no array")
    with pytest.raises(DataError, match="holds no array"):
        load_surface(tmp_path / "text.npy")
