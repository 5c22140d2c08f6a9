"""The weight path and the store."""

import json
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError, UsageError
from depthlimit.nn.connections import CONNECTIONS, ConnectionName
from depthlimit.nn.stack import ResidualStack
from depthlimit.paths import WeightPath, exported_name, load_layers, load_path, save_path


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


@pytest.mark.parametrize(
    "given",
    [
        [[[1, 2], [3, 4]]],
        torch.tensor([[[1, 2], [3, 4]]]),
        torch.tensor([[[1.0, 2.0], [3.0, 4.0]]], requires_grad=True),
        torch.tensor([[[1.0, 2.0], [3.0, 4.0]]]).bfloat16(),
        [torch.tensor([[1.0, 2.0], [3.0, 4.0]])],
        [np.array([[1, 2], [3, 4]], np.uint8)],
        np.array([[[1, 2], [3, 4]]], np.float16),
        np.array([[[1, 2], [3, 4]]], np.longdouble),
        np.array([[[1, 2], [3, 4]]], ">f8"),
    ],
)
def test_numbers_of_any_container_make_a_path(given: Any) -> None:
    path = WeightPath(given, 1)
    assert path.values.dtype in (np.float32, np.float64)
    np.testing.assert_array_equal(path.values, [[[1, 2], [3, 4]]])
    np.testing.assert_allclose(path.norms(), [30**0.5])
    assert path.variation(2.0).norm == 0


def test_arrays_of_the_right_dtype_are_not_copied() -> None:
    values = np.ones((2, 1, 1), np.float32)
    values.setflags(write=False)
    assert np.shares_memory(WeightPath(values, 0.5).values, values)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (np.zeros((3, 3)), r"shape \(3, 3\), expected \(L, d, d\)"),
        (np.zeros((0, 3, 3)), r"shape \(0, 3, 3\)"),
        (1.0, r"shape \(\)"),
        ([[[1.0]], [[1.0, 2.0]]], "cannot be read as an array of real numbers"),
        (np.ones((2, 1, 1)) * 1j, "the dtype is complex128"),
        (np.array([[["a"]]]), "the dtype is <U1"),
        (np.array([[[{}]]]), "the dtype is object"),
        (None, "the dtype is object"),
        ("text", "the dtype is <U4"),
        (np.zeros((1, 1, 1), "M8[s]"), "the dtype is datetime64"),
        (torch.ones(2, 1, 1, device="meta"), "a tensor without values"),
        (torch.eye(2).to_sparse(), r"a sparse tensor: save W\.to_dense"),
        ([torch.eye(2).to_sparse()], r"a sparse tensor: save W\.to_dense"),
        (torch.ones(2, 1, 1).to(torch.float8_e5m2), "float8_e5m2, whose scales are stored elsewhere"),
        (torch.ones(2, 1, 1) * 1j, "the dtype is complex64"),
    ],
)
def test_values_that_are_not_a_path_are_refused(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        WeightPath(given, 0.5)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("provenance", [[1], "x", None])
def test_a_provenance_is_a_mapping(provenance: Any) -> None:
    with pytest.raises(UsageError, match=r"the provenance is .*, expected a mapping"):
        WeightPath(np.ones((2, 1, 1)), 0.5, provenance)


@pytest.mark.parametrize("alpha", [np.nan, np.inf, -0.1, 1.1, 1j, "0.5", None])
def test_an_alpha_that_is_not_from_0_to_1_is_refused(alpha: Any) -> None:
    with pytest.raises(UsageError, match=r"alpha is .*, expected a number from 0 to 1"):
        WeightPath(np.ones((2, 1, 1)), alpha)


def test_a_connection_that_is_not_known_is_refused() -> None:
    with pytest.raises(UsageError, match="the connection is skipp, expected one of none, skip, "):
        WeightPath(np.ones((2, 1, 1)), 0.5, connection="skipp")  # type: ignore[arg-type]


@pytest.mark.parametrize("beta", [np.nan, np.inf, -np.inf, 1e308, -1e308])
def test_a_beta_out_of_range_is_refused(beta: float) -> None:
    for measured in (
        random_path().rescaled,
        random_path().norms,
        lambda beta: random_path().entry(0, 0, beta),
    ):
        with pytest.raises(UsageError, match="L^β is out of range".replace("^", r"\^")):
            measured(beta)
    with pytest.raises(UsageError, match="overflow, expected a smaller β"):
        WeightPath(np.full((2, 1, 1), 1e300), 0.5).rescaled(100.0)
    assert np.isinf(WeightPath(np.full((2, 1, 1), np.inf), 0.5).rescaled()).all()


def test_a_path_is_saved_as_a_list_and_read_back(tmp_path: Path) -> None:
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
def test_files_that_are_not_weights_are_refused(tmp_path: Path, content: object) -> None:
    file = tmp_path / "resnet_2.pth"
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        torch.save(content, file)
    with pytest.raises(
        DataError, match=r"resnet_2\.pth (is not a list of L equal matrices|cannot be read as weights)"
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
        ({"a.0": torch.zeros(2, 2), "a.1": torch.zeros(2, 2)}, r"write pattern='a\.\{k\}'"),
        ([torch.zeros(2, 2, dtype=torch.int64)], r"holds no weights, it has shape \(2, 2\) and int64"),
    ],
)
def test_other_content_than_a_list_of_matrices_is_refused(content: object, said: str, tmp_path: Path) -> None:
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
    layer, drive = CONNECTIONS[connection].layer, CONNECTIONS[connection].driving_matrices
    h = torch.eye(3)
    for A in drive(stack.weight.detach()):
        h = layer(h, A, lambda x: x, stack.delta)
    by_primitive = np.eye(3)
    for A in np.diff(path.primitive(), axis=0):
        by_primitive = by_primitive + by_primitive @ (A.T if connection == "skip" else A)
    np.testing.assert_allclose(h.numpy(), by_primitive, rtol=1e-5)


@pytest.mark.parametrize(("connection", "said"), [(None, "not recorded"), ("none", "is none, which no path")])
def test_a_plain_network_has_no_primitive(connection: ConnectionName | None, said: str) -> None:
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
    with pytest.raises(TypeError, match="integer"):
        path.entry(0.5, 0)  # type: ignore[arg-type]


def unusual_tensors() -> dict[str, torch.Tensor]:
    W = torch.eye(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of layouts that may change
        return {
            "float8_e4m3fn": W.to(torch.float8_e4m3fn),
            "float8_e5m2": W.to(torch.float8_e5m2),
            "sparse": W.to_sparse(),
            "a sparse": W.to_sparse_csr(),
            "without values": W.to("meta"),
            "quantised": torch.quantize_per_tensor(W, 0.1, 0, torch.qint8),
            "nested": torch.nested.nested_tensor([W, W]),
            "complex64": W * 1j,
            "bool": W.bool(),
            "int8": W.to(torch.int8),
        }


@pytest.mark.parametrize("said", unusual_tensors())
def test_tensors_without_plain_numbers_are_refused_in_every_place(said: str, tmp_path: Path) -> None:
    W = unusual_tensors()[said]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save([W, W], tmp_path / "list.pth")
        torch.save(W, tmp_path / "one.pth")
        torch.save({"state_dict": {f"a.{k}": W for k in range(2)}}, tmp_path / "names.pth")
        torch.save({"state_dict": {"network.stack.weight": W}}, tmp_path / "run.ckpt")
    for name in ("list.pth", "one.pth", "run.ckpt", "names.pth"):
        with pytest.raises(DataError, match=f"{said}|is not a checkpoint of a residual network") as caught:
            load_layers(tmp_path / name, "a.{k}") if name == "names.pth" else load_path(tmp_path / name)
        assert "\n" not in str(caught.value)


def test_half_precision_and_arrays_of_numpy_are_read(tmp_path: Path) -> None:
    W = np.arange(8.0).reshape(2, 2, 2)
    for content in ([torch.from_numpy(W_k).half() for W_k in W], list(W), list(W.astype(np.float32))):
        torch.save(content, tmp_path / "weights.pth")
        np.testing.assert_array_equal(load_path(tmp_path / "weights.pth").values, W)


@pytest.mark.parametrize(
    ("array", "said"),
    [
        (np.zeros((2, 2)), r"shape \(2, 2\), expected \(L, d, d\)"),
        (np.zeros((0, 2, 2)), "holds no points"),
        (np.array(1.0), "holds one number"),
        (np.ones((1, 2, 2)) * 1j, "complex"),
    ],
)
def test_arrays_that_are_not_a_path_are_refused(array: np.ndarray, said: str, tmp_path: Path) -> None:
    np.save(tmp_path / "w.npy", array)
    with pytest.raises(DataError, match=said):
        load_path(tmp_path / "w.npy")


def test_a_folder_is_not_a_file_of_weights(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a folder, expected a file"):
        load_path(tmp_path)
    with pytest.raises(DataError, match="is a folder, expected a file"):
        load_path(".")
    with pytest.raises(UsageError, match="file is None, expected a path or text"):
        load_path(None)  # type: ignore[arg-type]
