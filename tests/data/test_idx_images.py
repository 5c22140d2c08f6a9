"""MNIST and Fashion-MNIST: copies on disk, downloads, damaged files."""

import gzip
import re
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.data import FashionMNISTDataModule, MNISTDataModule, download, idx_images
from depthlimit.errors import DataError

PLACES = [("MNIST/raw", "."), ("mnist", "."), (".", "."), ("MNIST/raw", "MNIST"), ("MNIST/raw", "MNIST/raw")]


@pytest.fixture
def small(idx_tables: dict[str, object]) -> Any:
    return type("MNISTDataModule", (MNISTDataModule,), idx_tables)


def write(folder: Path, contents: dict[str, bytes], packed: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / (f"{name}.gz" if packed else name)).write_bytes(
            gzip.compress(content) if packed else content
        )


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(("folder", "path"), PLACES)
def test_finds_a_copy(
    tmp_path: Path, small: Any, idx_contents: dict[str, bytes], packed: bool, folder: str, path: str
) -> None:
    write(tmp_path / folder, idx_contents, packed)
    data = small(path=str(tmp_path / path), training_data_percentage=0.75)
    assert [len(x) for x, _ in (data.training_set, data.validation_set, data.test_set)] == [15, 5, 6]
    x, y = data.test_set
    assert (x.shape, x.dtype, y.dtype) == ((6, 1, 28, 28), torch.float32, torch.int64)
    stored = np.frombuffer(idx_contents["t10k-images-idx3-ubyte"], np.uint8, offset=16).reshape(6, 1, 28, 28)
    assert np.allclose(x.numpy(), (stored / 255 - 0.1307) / 0.3081, atol=1e-6)
    assert y.tolist() == [0, 1, 2, 3, 4, 5]


def test_debians_copy_is_the_last_resort(
    tmp_path: Path, idx_tables: dict[str, object], idx_contents: dict[str, bytes]
) -> None:
    system = tmp_path / "system"
    tables = {**idx_tables, "system_folders": (str(system),)}
    small: Any = type("FashionMNISTDataModule", (FashionMNISTDataModule,), tables)
    write(system, idx_contents, packed=True)
    assert len(small(path=str(tmp_path / "absent")).test_set[0]) == 6
    write(tmp_path / "FashionMNIST/raw", {"t10k-images-idx3-ubyte": b"altered"}, packed=False)
    with pytest.raises(DataError, match="FashionMNIST/raw/t10k-images-idx3-ubyte has 7 bytes"):
        small(path=str(tmp_path)).setup("test")
    assert FashionMNISTDataModule.system_folders == ("/usr/share/datasets/fashion-mnist",)


def test_missing_files_are_downloaded_where_torchvision_has_them(
    tmp_path: Path, small: Any, idx_contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fetch(url: str, md5: str, folder: Path, looked: list[Path]) -> Path:
        name = url.rpartition("/")[2]
        asked.append((url, md5, folder))
        write(folder, {name.removesuffix(".gz"): idx_contents[name.removesuffix(".gz")]}, packed=True)
        return folder / name

    monkeypatch.setattr(idx_images, "download", fetch)
    for _ in range(2):
        assert len(small(path=str(tmp_path)).test_set[0]) == 6
    assert [(url, folder) for url, _, folder in asked] == [
        (f"http://127.0.0.1:9/t10k-{kind}-ubyte.gz", tmp_path / "MNIST/raw")
        for kind in ("images-idx3", "labels-idx1")
    ]


def test_missing_files_are_reported_with_the_places_searched(
    tmp_path: Path, small: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "RETRIES", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with pytest.raises(DataError, match=re.escape(f"{tmp_path}/MNIST/raw, {tmp_path}/raw, {tmp_path}/mnist")):
        small(path=str(tmp_path)).setup("fit")


def test_refuses_altered_files_unless_told_otherwise(
    tmp_path: Path, small: Any, idx_contents: dict[str, bytes]
) -> None:
    partial = {
        "t10k-images-idx3-ubyte": struct.pack(">HBB3I", 0, 8, 3, 2, 28, 28) + bytes(2 * 784),
        "t10k-labels-idx1-ubyte": struct.pack(">HBBI", 0, 8, 1, 2) + b"\1\2",
    }
    write(tmp_path, {**idx_contents, **partial}, packed=False)
    with pytest.raises(DataError, match=r"t10k-images-idx3-ubyte has 1,584 bytes, .* has 4,720; "):
        small(path=str(tmp_path)).setup("test")
    assert small(path=str(tmp_path), verify=False).test_set[1].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        ((3, 28, 28), b"\1\2", "holds 3 images and 2 labels"),
        ((0, 28, 28), b"", "holds 0 images and 0 labels"),
        ((2, 28, 27), b"\1\2", "images of 784 pixels"),
        ((2, 28, 28), b"\1\x0a", "holds the label 10, expected 0 to 9"),
    ],
)
def test_refuses_arrays_of_another_data_set(
    tmp_path: Path, small: Any, images: tuple[int, int, int], labels: bytes, sentence: str
) -> None:
    contents = {
        "t10k-images-idx3-ubyte": struct.pack(">HBB3I", 0, 8, 3, *images) + bytes(int(np.prod(images))),
        "t10k-labels-idx1-ubyte": struct.pack(">HBBI", 0, 8, 1, len(labels)) + labels,
    }
    write(tmp_path, contents, packed=True)
    with pytest.raises(DataError, match=f"{sentence}[^\n]*: fetch the official files$"):
        small(path=str(tmp_path), verify=False).setup("test")


def test_real_mnist(shared: Path) -> None:
    x, y = MNISTDataModule(path=str(shared)).test_set
    assert x.shape == (10_000, 1, 28, 28)
    assert y[:5].tolist() == [7, 2, 1, 0, 4]
    assert float(x.mean()) == pytest.approx(0, abs=0.01)
    assert float(x.std()) == pytest.approx(1, abs=0.01)


def test_real_fashion_mnist(shared: Path) -> None:
    if not Path(FashionMNISTDataModule.system_folders[0]).is_dir():
        pytest.skip("Debian's package dataset-fashion-mnist is not installed")
    data = FashionMNISTDataModule(path=str(shared), training_data_percentage=1.0)
    x, _ = data.training_set
    assert x.shape == (60_000, 1, 28, 28)
    assert float(x.double().mean()) == pytest.approx(0, abs=2e-4)
    assert float(x.double().std()) == pytest.approx(1, abs=2e-4)
    assert len(data.test_set[0]) == 10_000
