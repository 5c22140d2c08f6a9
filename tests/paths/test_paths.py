"""The weight path and the store."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError
from depthlimit.paths import WeightPath, exported_name, load_path, save_path


def random_path(L: int = 6, d: int = 3, alpha: float = 0.75) -> WeightPath:
    values = np.random.default_rng(0).normal(size=(L, d, d)).astype(np.float32)
    return WeightPath(values, alpha, {"task": "test"})


def test_rescaling() -> None:
    path = random_path(L=16)
    np.testing.assert_allclose(path.rescaled(), 2 * path.values)
    np.testing.assert_allclose(path.norms(), 2 * np.sqrt((path.values.astype(float) ** 2).sum(axis=(1, 2))))
    assert (path.depth, path.dim, path.beta) == (16, 3, 0.25)


def test_one_layer_has_no_variation() -> None:
    assert random_path(L=1).variation([1.0, 2.0])[1].norm == 0.0


def test_values_that_are_no_path_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(3, 3\)"):
        WeightPath(np.zeros((3, 3)), 0.5)


def test_what_is_saved_is_a_plain_list_and_comes_back(tmp_path: Path) -> None:
    path = random_path()
    file = tmp_path / exported_name(path.depth)
    save_path(path, file)
    tensors = torch.load(file, weights_only=True)
    assert [tuple(W.shape) for W in tensors] == [(3, 3)] * 6
    back = load_path(file)
    assert back.values.dtype == np.float32
    np.testing.assert_array_equal(back.values, path.values)
    assert (back.alpha, back.provenance["task"]) == (0.75, "test")
    assert load_path(file, alpha=0.5).alpha == 0.5
    assert json.loads(file.with_suffix(".json").read_text())["L"] == 6


def test_an_earlier_result_is_kept_under_a_number(tmp_path: Path) -> None:
    file = tmp_path / "resnet_6.pth"
    for _ in range(3):
        save_path(random_path(), file)
    names = sorted(str(f.relative_to(tmp_path)) for f in tmp_path.rglob("*") if f.is_file())
    assert names == [
        "previous/resnet_6.1.json", "previous/resnet_6.1.pth", "previous/resnet_6.2.json",
        "previous/resnet_6.2.pth", "resnet_6.json", "resnet_6.pth",
    ]  # fmt: skip


class RunsCode:
    """A pickle of this would run code when it is read."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("code was run",)


@pytest.mark.parametrize(
    "content", [b"", b"not a file of torch", RunsCode(), {"W": torch.zeros(2, 2)}, [1, 2]]
)
def test_files_that_are_no_weights_are_refused(tmp_path: Path, content: object) -> None:
    file = tmp_path / "resnet_2.pth"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        torch.save(content, file)
    with pytest.raises(DataError, match=r"resnet_2\.pth is no list of L equal matrices"):
        load_path(file)


def test_a_truncated_file_and_an_absent_one_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "resnet_6.pth"
    save_path(random_path(), file)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(DataError, match="is no list"):
        load_path(file)
    with pytest.raises(DataError, match="there is no file"):
        load_path(tmp_path / "resnet_7.pth")


@pytest.mark.parametrize("content", ["{", "[1]", '{"alpha": "x"}', '{"alpha": 7}'])
def test_damaged_manifests_are_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "resnet_6.pth"
    save_path(random_path(), file)
    file.with_suffix(".json").write_text(content)
    with pytest.raises(DataError, match="resnet_6"):
        load_path(file)
