"""The weight path and the store."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError, UsageError
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.stack import ResidualStack
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
    with pytest.raises(
        DataError, match=r"resnet_2\.pth (is no list of L equal matrices|cannot be read as weights)"
    ):
        load_path(file)


def test_a_truncated_file_and_an_absent_one_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "resnet_6.pth"
    save_path(random_path(), file)
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(DataError, match="cannot be read"):
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


def test_alpha_and_connection_are_those_recorded_unless_given(tmp_path: Path) -> None:
    file = tmp_path / "resnet_6.pth"
    save_path(WeightPath(random_path().values, 0.75, connection="linear_skip"), file)
    assert (load_path(file).connection, load_path(file).recorded_beta) == ("linear_skip", 0.25)
    assert load_path(file, connection="skip").connection == "skip"
    file.with_suffix(".json").unlink()
    assert (load_path(file).alpha, load_path(file).connection, load_path(file).recorded_beta) == (
        0.5,
        None,
        None,
    )


@pytest.mark.parametrize("kind", ["parameters", "tuple", "one tensor", "bfloat16", "array"])
def test_weights_of_other_code_are_read(kind: str, tmp_path: Path) -> None:
    W = torch.arange(18.0).reshape(2, 3, 3)
    contents: dict[str, object] = {
        "parameters": [torch.nn.Parameter(W_k) for W_k in W],
        "tuple": tuple(W),
        "one tensor": W,
        "bfloat16": [W_k.bfloat16() for W_k in W],
    }
    file = tmp_path / "weights.pt"
    if kind == "array":
        file = tmp_path / "weights.npy"
        np.save(file, W.numpy())
    else:
        torch.save(contents[kind], file)
    np.testing.assert_array_equal(load_path(file).values, W.numpy())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "it is empty"),
        ([torch.zeros(2, 2), torch.zeros(3, 3)], r"layer 1 of 2 has shape \(3, 3\)"),
        ([torch.zeros(2, 2), "x"], "layer 1 of 2 has a str"),
        ({"a.0": torch.zeros(2, 2), "a.1": torch.zeros(2, 2)}, r"--pattern 'a\.\{k\}'"),
        ([torch.zeros(2, 2, dtype=torch.int64)], "no matrix of weights"),
    ],
)
def test_what_is_wrong_with_a_list_is_said(content: object, said: str, tmp_path: Path) -> None:
    torch.save(content, tmp_path / "weights.pth")
    with pytest.raises(UsageError, match=said):
        load_path(tmp_path / "weights.pth")


def test_the_primitive_is_the_path_that_drives_each_connection() -> None:
    path = random_path(L=5, alpha=0.5)
    W = path.values.astype(np.float64)
    driver = {
        "skip": [5**-0.5 * W[:k].sum(axis=0) for k in range(6)],
        "linear_skip": [W[:k].sum(axis=0) for k in range(6)],
        "inc_skip": [np.zeros((3, 3)), *W],
    }
    for name, S in driver.items():
        np.testing.assert_allclose(path.primitive(name), S, atol=1e-12)  # type: ignore[arg-type]
    betas = {name: replace(path, connection=name).natural_beta for name in driver}  # type: ignore[arg-type]
    assert betas == {"skip": 0.5, "linear_skip": 1.0, "inc_skip": 0.0}


@pytest.mark.parametrize("connection", ["skip", "linear_skip", "inc_skip"])
def test_the_increments_of_the_primitive_drive_the_linear_network(connection: ConnectionName) -> None:
    """Without σ, h_L = Π (1 + increment of the primitive), transposed where the layers transpose."""
    path = replace(random_path(L=4), connection=connection)
    stack = ResidualStack(torch.from_numpy(path.values), path.alpha, connection)
    layer, drive = CONNECTIONS[connection].layer, CONNECTIONS[connection].drive
    h = torch.eye(3)
    for A in drive(stack.weight.detach()):
        h = layer(h, A, lambda x: x, stack.delta)
    by_primitive = np.eye(3)
    for A in np.diff(path.primitive(), axis=0):
        by_primitive = by_primitive + by_primitive @ (A.T if connection == "skip" else A)
    np.testing.assert_allclose(h.numpy(), by_primitive, rtol=1e-5)


@pytest.mark.parametrize(("connection", "said"), [(None, "not recorded"), ("none", "is none, which no path")])
def test_there_is_no_primitive_of_a_plain_network(connection: ConnectionName | None, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        replace(random_path(), connection=connection).primitive()


def test_layers_that_are_not_square_have_norms_and_variation_but_no_width() -> None:
    path = WeightPath(np.arange(24.0).reshape(4, 2, 3), alpha=1.0)
    np.testing.assert_allclose(path.norms(), np.sqrt((path.values**2).sum(axis=(1, 2))))
    assert path.variation(1.0).norm == pytest.approx(3 * 6 * 6**0.5)
    with pytest.raises(UsageError, match="2 × 3 matrices"):
        _ = path.dim


def test_another_beta_may_be_asked_for() -> None:
    path = random_path(L=16, alpha=0.75)
    np.testing.assert_allclose(path.norms(beta=0.5), 2 * path.norms())
    np.testing.assert_allclose(path.entry(1, 2, beta=1.0), 16 * path.values[:, 1, 2])
    assert path.variation(2.0, beta=0.5).norm == pytest.approx(2 * path.variation(2.0).norm)
    for i, j in ((3, 0), (0, -1)):
        with pytest.raises(UsageError, match=rf"no entry \({i}, {j}\) in 3 × 3"):
            path.entry(i, j)
