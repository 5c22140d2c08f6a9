"""Surfaces on disk: what is written is read, and what is no surface is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError
from depthlimit.landscapes import Surface, Trajectory, load_surface, random_plane, save_surface
from tests.landscapes.problems import gaussian, point


def written(file: Path) -> Surface:
    trajectory = Trajectory(np.ones((2, 2)), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    losses = np.arange(6.0).reshape(2, 3)
    surface = Surface(losses, np.array([-1.0, 0, 1]), np.array([-1.0, 1]), 7.0, trajectory, {"seed": 3})
    save_surface(surface, file, random_plane(point(gaussian(0, 2, 2))))
    return surface


def test_written_surfaces_are_read_back(tmp_path: Path) -> None:
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
    "oblong": (np.ones((3, 4)), "3 × 4 numbers, but a surface without a .json beside it is square"),
    "nan": (np.array([[1.0, np.nan], [np.inf, 1.0]]), "2 of the 4 losses"),
    "cube": (np.ones((2, 2, 2)), "shape \\(2, 2, 2\\)"),
    "words": (np.array([["a", "b"], ["c", "d"]]), "holds no real numbers but texts"),
    "objects": (np.array([[None]]), "holds no real numbers but Python objects"),
    "large": (np.full((2, 2), -1e200), "exceed 1e.100"),
    "empty": (np.ones((0, 0)), "shape \\(0, 0\\)"),
}


@pytest.mark.parametrize("name", BAD)
def test_files_that_are_not_surfaces_are_refused(name: str, tmp_path: Path) -> None:
    array, sentence = BAD[name]
    np.save(tmp_path / "bad.npy", array, allow_pickle=True)
    with pytest.raises(DataError, match=sentence):
        load_surface(tmp_path / "bad.npy")


GOOD = {
    "axes": {"x": [0, 1], "y": [0, 1.5]},
    "centre_loss": 1,
    "trajectory": {"points": [[0, 1]], "off_plane": [0], "distance": [1]},
}
DEEP = "[" * 10_000


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "is not standard JSON"),
        ("[]", "holds a list, expected a mapping"),
        (DEEP, "is nested too deeply"),
        ('{"centre_loss": NaN}', "it has NaN"),
        ('{"centre_loss": 1e999}', "too large for a number"),
    ],
)
def test_nonstandard_json_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    np.save(tmp_path / "surface.npy", np.ones((2, 2)))
    (tmp_path / "surface.json").write_text(text)
    with pytest.raises(DataError, match=sentence):
        load_surface(tmp_path / "surface.npy")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"axes": None}, "axes is nothing, expected a mapping"),
        ({"axes": []}, "axes is a list"),
        ({"axes": {"x": [0, 1]}}, r"axes\.y is not a list of shape"),
        ({"axes": {"x": [0, 1, 2], "y": [0, 1]}}, r"axes\.x is not a list of shape"),
        ({"axes": {"x": [0, None], "y": [0, 1]}}, r"axes\.x holds nothing, expected numbers"),
        ({"axes": {"x": ["0", "1"], "y": [0, 1]}}, r"axes\.x holds a str"),
        ({"axes": {"x": [False, True], "y": [0, 1]}}, r"axes\.x holds a bool"),
        ({"axes": {"x": [0, 0], "y": [0, 1]}}, r"axes\.x does not ascend"),
        ({"axes": {"x": [0, 1e200], "y": [0, 1]}}, r"axes\.x holds numbers above"),
        ({"centre_loss": None}, "centre_loss holds nothing"),
        ({"centre_loss": "low"}, "centre_loss holds a str"),
        ({"trajectory": []}, "trajectory is a list"),
        ({"trajectory": {}}, "its trajectory has no points"),
        ({"trajectory": {"points": []}}, "its trajectory has no points"),
        ({"trajectory": {"points": [[0, 1, 2]], "off_plane": [0], "distance": [1]}}, "points is not a list"),
        ({"trajectory": {"points": [[0, 1]], "off_plane": [0, 1], "distance": [1]}}, "off_plane is not a li"),
        ({"trajectory": {"points": [[0, None]], "off_plane": [0], "distance": [1]}}, "points holds nothing"),
        ({"trajectory": {"points": [[0, 1]], "off_plane": [0], "distance": [-1]}}, "negative distances"),
    ],
)
def test_a_manifest_that_describes_something_else_is_refused(
    change: dict[str, object], sentence: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "surface.npy", np.ones((2, 2)))
    for content in (GOOD, {**GOOD, **change}):
        (tmp_path / "surface.json").write_text(json.dumps(content))
        if content is GOOD:
            assert load_surface(tmp_path / "surface.npy").has_axes
    with pytest.raises(DataError, match=rf"surface\.json does not describe .*{sentence}"):
        load_surface(tmp_path / "surface.npy")


def test_a_surface_of_single_losses_is_not_a_cut(tmp_path: Path) -> None:
    np.save(tmp_path / "surface.npy", np.ones((3, 1)))
    (tmp_path / "surface.json").write_text(json.dumps({**GOOD, "axes": {"x": [0], "y": [0, 1, 2]}}))
    with pytest.raises(DataError, match="a cut is one row"):
        load_surface(tmp_path / "surface.npy")


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="ll-render"):
        load_surface(tmp_path / "absent.npy")
    (tmp_path / "text.npy").write_text("no array")
    with pytest.raises(DataError, match=r"is not a \.npy file"):
        load_surface(tmp_path / "text.npy")
