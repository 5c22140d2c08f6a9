"""Weight paths of networks that other code made."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from depthlimit.errors import DataError, UsageError
from depthlimit.paths import WeightPath, load_layers, load_path

NAME = "model.layers.{k}.self_attn.o_proj.weight"


def transformer(L: int = 3) -> nn.Module:
    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(d_model=8, nhead=2, dim_feedforward=12)
    return nn.TransformerEncoder(layer, num_layers=L, enable_nested_tensor=False)


def weights(L: int = 12, dtype: torch.dtype = torch.float32) -> dict[str, Tensor]:
    """Weights whose k-th layer is constant k, with others around them."""
    layers = {NAME.format(k=k): torch.full((2, 2), float(k), dtype=dtype) for k in range(L)}
    return layers | {"model.embed.weight": torch.ones(5, 2), "model.layers.0.only.weight": torch.ones(2)}


def test_a_transformer_is_read() -> None:
    model = transformer()
    for k in range(3):
        nn.init.constant_(model.state_dict()[f"layers.{k}.self_attn.out_proj.weight"], k)
    square = WeightPath.from_module(model, "layers.{k}.self_attn.out_proj.weight")
    np.testing.assert_array_equal(square.values[:, 0, 0], [0, 1, 2])
    assert (square.depth, square.dim, square.provenance["module"]) == (3, 8, "TransformerEncoder")
    wide = WeightPath.from_module(model, "layers.{k}.linear1.weight", alpha=0.0, connection="skip")
    assert (wide.values.shape, wide.beta, wide.connection) == ((3, 12, 8), 1.0, "skip")
    assert wide.norms().shape == (3,)


def test_kernels_become_matrices_and_vectors_columns() -> None:
    model = nn.Sequential(*[nn.Conv2d(4, 4, 3, padding=1) for _ in range(5)])
    kernels = WeightPath.from_module(model, "{k}.weight")
    assert kernels.values.shape == (5, 4, 36)
    norms = [float(layer.weight.detach().norm()) for layer in model]  # type: ignore[operator]
    np.testing.assert_allclose(kernels.norms(beta=0.0), norms, rtol=1e-6)
    assert WeightPath.from_module(model, "{k}.bias").values.shape == (5, 4, 1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
def test_safetensors_by_pattern_in_the_order_of_the_layers(dtype: torch.dtype, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    save_file(weights(dtype=dtype), file)
    path = WeightPath.from_safetensors(file, NAME)
    assert path.values.dtype == np.float32
    np.testing.assert_array_equal(path.values[:, 1, 1], np.arange(12.0))


def test_a_file_in_parts_is_read_through_its_index(tmp_path: Path) -> None:
    whole = weights()
    parts: dict[str, dict[str, Tensor]] = {"a.safetensors": {}, "b.safetensors": {}}
    for number, (name, tensor) in enumerate(whole.items()):
        parts["ab"[number % 2] + ".safetensors"][name] = tensor
    for part, tensors in parts.items():
        save_file(tensors, tmp_path / part)
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": {name: p for p, held in parts.items() for name in held}}))
    np.testing.assert_array_equal(load_layers(index, NAME).values[:, 0, 0], np.arange(12.0))
    for part in ("../a.safetensors", "/dev/zero", "inner/a.safetensors", ""):
        index.write_text(json.dumps({"weight_map": {NAME.format(k=0): part}}))
        with pytest.raises(DataError, match=r"which is not beside it|is a folder"):
            load_layers(index, NAME)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ("{", "not standard JSON"),
        ("[]", "expected a mapping"),
        ("{}", "no weight_map"),
        ('{"weight_map": [1]}', "no weight_map"),
        ('{"weight_map": {"a.0": 1}}', "no weight_map"),
        (json.dumps({"weight_map": {f"a.{k}": f"{k}.safetensors" for k in range(1000)}}), "there is no file"),
        ('{"weight_map": {"a.0": ".."}}', "is a folder"),
        ('{"weight_map": {"a.0": "x\\u0000"}}', "is not the name of a file"),
    ],
)
def test_a_damaged_index_is_refused(index: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors.index.json"
    file.write_text(index)
    with pytest.raises(DataError, match=said):
        load_layers(file, "a.{k}")


WRAPPED: dict[str, Callable[[dict[str, Tensor]], object]] = {
    "plain": lambda held: held,
    "state_dict": lambda held: {"state_dict": held, "epoch": 3, "model": {"W.0": torch.ones(1)}},
    "model": lambda held: {"model": held, "step": torch.tensor(3), "loss": np.float64(1.0)},
    "net": lambda held: {"optimizer": {"state": {0: {"exp_avg": torch.ones(1)}}}, "net": held},
    "params": lambda held: {"params": held},
    "model, no tensors": lambda held: {"model": {"width": 3}, **held},
}


@pytest.mark.parametrize("kind", WRAPPED)
def test_state_dicts_and_checkpoints_of_other_code_are_read(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "model.ckpt"
    torch.save(WRAPPED[kind](weights()), file)
    path = load_layers(file, NAME, alpha=0.25)
    assert (path.depth, path.alpha, path.recorded_beta) == (12, 0.25, None)


def test_tensors_in_other_mappings_and_lists_have_longer_names(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    W = [torch.full((1, 1), float(k)) for k in range(3)]
    cyclic: dict[Any, Any] = {"encoder": {"W": W}, 7: {"b": {k: W[k] for k in range(3)}}}
    cyclic["again"] = cyclic
    torch.save(cyclic, file)
    for pattern in ("encoder.W.{k}", "7.b.{k}"):
        np.testing.assert_array_equal(load_layers(file, pattern).values.ravel(), [0, 1, 2])
    with pytest.raises(DataError, match=r"patterns 'encoder\.W\.\{k\}' or '7\.b\.\{k\}'"):
        load_path(file)


def test_numbers_of_layers_are_short_and_differ(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    many, other = "layers." + "9" * 5000 + ".weight", "layers.٣.weight"
    torch.save({"layers.1.weight": torch.ones(1, 1), many: torch.ones(1, 1), other: torch.ones(1, 1)}, file)
    assert load_layers(file, "layers.{k}.weight").depth == 1
    torch.save({"layers.1.weight": torch.ones(1, 1), "layers.01.weight": torch.ones(1, 1)}, file)
    with pytest.raises(UsageError, match=r"layers\.1\.weight and layers\.01\.weight are both layer 1"):
        load_layers(file, "layers.{k}.weight")


def test_layers_need_not_be_consecutive_but_are_named(tmp_path: Path) -> None:
    file = tmp_path / "model.pt"
    torch.save({f"{k}.weight": torch.full((1, 1), float(k)) for k in (11, 3, 7)}, file)
    path = load_layers(file, "{k}.weight")
    assert (path.values.ravel().tolist(), path.provenance["layers"]) == ([3, 7, 11], [3, 7, 11])


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("model.layers.weight", r"holds \{k\} once.*weight' does not.*self_attn"),
        ("{k}.{k}", r"holds \{k\} once"),
        *[
            (pattern, r"holds \{k\} once")
            for pattern in ("", "{}", "{0}", "{k!r}", "{k", "(", None, 3, b"{k")
        ],
        *[(pattern, "matches none") for pattern in ("({k}", "[{k}", "{k}\\", ".*{k}.*", "{k}\x1b[31m")],
        ("blocks.{k}.weight", r"matches none of 14 names; its layers have the patterns .*self_attn.o_proj"),
        ("model.{k}layers", "matches none"),
    ],
)
def test_a_pattern_without_a_match_suggests_others(pattern: Any, said: str, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    save_file(weights(), file)
    with pytest.raises(UsageError, match=said):
        load_layers(file, pattern)


def test_layers_of_different_shapes_are_named() -> None:
    model = nn.Sequential(nn.Linear(3, 3), nn.Linear(3, 3), nn.Linear(3, 2))
    with pytest.raises(UsageError, match=r"2\.weight is a 2 × 3 matrix, but 0\.weight is 3 × 3"):
        WeightPath.from_module(model, "{k}.weight")


def header(content: bytes, numbers: bytes = b"", size: int | None = None) -> bytes:
    """A ``.safetensors`` file with any header, that claims any size."""
    return (len(content) if size is None else size).to_bytes(8, "little") + content + numbers


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (header(b"{}", size=2**62), "header too large"),
        (header(b"[" * 10**5), "damaged"),
        (
            header(b'{"a.0": {"dtype": "F32", "shape": [1000000000000], "data_offsets": [0, 4]}}', bytes(4)),
            "invalid",
        ),
        (header(b'{"a.0": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}', bytes(2)), "damaged"),
        (header(b'{"a.0": {"dtype": "X9", "shape": [1], "data_offsets": [0, 4]}}', bytes(4)), "damaged"),
        (header(b'{"a.0": {"dtype": "F4", "shape": [4], "data_offsets": [0, 2]}}', bytes(2)), "float4"),
        (
            header(b'{"a.0": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}', bytes(1)),
            "float8_e4m3fn",
        ),
        (header(b'{"a.0": {"dtype": "C64", "shape": [1], "data_offsets": [0, 8]}}', bytes(8)), "complex64"),
        (header(b'{"a.0": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}', bytes(8)), "int64"),
        (header(b'{"a.0": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}}'), "holds no weights"),
        (header(b"{}"), "matches none of 0 names"),
    ],
)
def test_a_safetensors_file_of_any_header_is_read_or_refused(
    content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(UsageError, match=said):
        load_layers(tmp_path / "model.safetensors", "a.{k}")


def test_only_regular_files_hold_tensors(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").symlink_to("/dev/zero")
    with pytest.raises(DataError, match="device"):
        load_layers(tmp_path / "model.safetensors", "a.{k}")


@pytest.mark.parametrize("name", ["absent.safetensors", "cut.safetensors", "text.safetensors", "list.pth"])
def test_files_that_hold_no_named_tensors_are_refused(name: str, tmp_path: Path) -> None:
    save_file(weights(), tmp_path / "whole.safetensors")
    (tmp_path / "cut.safetensors").write_bytes((tmp_path / "whole.safetensors").read_bytes()[:-5])
    (tmp_path / "text.safetensors").write_text("no tensors")
    torch.save([torch.zeros(2, 2)], tmp_path / "list.pth")
    with pytest.raises(DataError, match=name):
        load_layers(tmp_path / name, NAME)
