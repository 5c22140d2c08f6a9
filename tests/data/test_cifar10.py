"""CIFAR-10 in its two forms, unpacked and not."""

import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from depthlimit.data import CIFAR10DataModule, cifar10
from depthlimit.data.cifar_files import Form, parse_binary, parse_pickled
from depthlimit.errors import DataError, UsageError

Copy = tuple[Form, dict[str, bytes]]


def small(*forms: Form) -> Any:
    return type("CIFAR10DataModule", (CIFAR10DataModule,), {"forms": forms})


def write(folder: Path, contents: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def expected() -> np.ndarray:
    stored = np.random.default_rng(0).integers(0, 256, (24, 3072), dtype=np.uint8).reshape(24, 3, 32, 32)
    mean, std = np.array([0.4914, 0.4822, 0.4465]), np.array([0.2470, 0.2435, 0.2616])
    normalized: np.ndarray = (stored / 255 - mean[:, None, None]) / std[:, None, None]
    return normalized


@pytest.fixture(params=["binary", "pickled"])
def copy(request: pytest.FixtureRequest) -> Copy:
    copy: Copy = request.getfixturevalue(request.param)
    return copy


@pytest.mark.parametrize("where", ["folder", "parent", "archive"])
def test_reads_a_copy(
    tmp_path: Path, copy: Copy, where: str, write_tar: Callable[[Path, dict[str, bytes]], None]
) -> None:
    form, contents = copy
    if where == "archive":
        members = {f"{form.folder}/{name}": content for name, content in reversed(contents.items())}
        write_tar(tmp_path / form.archive, {f"{form.folder}/readme.html": b"", **members})
    else:
        write(tmp_path / form.folder, contents)
    path = tmp_path / form.folder if where == "folder" else tmp_path
    data = small(form)(path=str(path), training_data_percentage=1.0)
    x, y = data.training_set
    assert (x.shape, x.dtype, y.dtype) == ((20, 3, 32, 32), torch.float32, torch.int64)
    order = data._split[0].numpy()
    assert np.allclose(x.numpy(), expected()[:20][order], atol=1e-5)
    assert y.tolist() == [[k + i for k in range(5) for i in range(4)][j] for j in order]
    assert np.allclose(data.test_set[0].numpy(), expected()[20:], atol=1e-5)
    assert data.test_set[1].tolist() == [5, 6, 7, 8]


def test_unpacked_goes_before_the_archive_and_binary_before_pickled(
    tmp_path: Path, binary: Copy, pickled: Copy
) -> None:
    module = small(binary[0], pickled[0])
    (tmp_path / binary[0].archive).write_bytes(b"not to be opened")
    write(tmp_path / pickled[0].folder, pickled[1])
    assert len(module(path=str(tmp_path)).test_set[0]) == 4
    write(tmp_path / binary[0].folder, binary[1])
    shutil.rmtree(tmp_path / pickled[0].folder)
    assert len(module(path=str(tmp_path)).test_set[0]) == 4


def test_a_missing_batch_is_named(tmp_path: Path, copy: Copy) -> None:
    form, contents = copy
    write(tmp_path, dict(list(contents.items())[1:]))
    with pytest.raises(DataError, match=f"{form.batches[0].name} cannot be read"):
        small(form)(path=str(tmp_path)).setup("fit")


def test_altered_batches_are_refused_and_partial_ones_read_when_told(tmp_path: Path, binary: Copy) -> None:
    form, contents = binary
    write(tmp_path, {name: content[:3073] for name, content in contents.items()})
    with pytest.raises(DataError, match=r"data_batch_1.bin has 3,073 bytes, .* has 12,292; .*verify=False"):
        small(form)(path=str(tmp_path)).setup("fit")
    data = small(form)(path=str(tmp_path), verify=False, training_data_percentage=1.0)
    assert len(data.training_set[0]) == 5
    write(tmp_path, {"data_batch_3.bin": contents["data_batch_3.bin"][:-1]})
    with pytest.raises(DataError, match=r"data_batch_3.bin has 12,291 bytes, which is not a whole number"):
        small(form)(path=str(tmp_path), verify=False).setup("fit")
    write(tmp_path, {"data_batch_3.bin": b"\x0b" + contents["data_batch_3.bin"][1:]})
    with pytest.raises(DataError, match="holds the label 11"):
        small(form)(path=str(tmp_path), verify=False).setup("fit")
    with pytest.raises(DataError, match=r"data_batch_\d.bin has"):
        small(form)(path=str(tmp_path)).setup("fit")


def test_refuses_no_records() -> None:
    for content in (b"", bytes(3072), bytes(3074)):
        with pytest.raises(DataError, match=r"^some/file has [\d,]+ bytes, which is not a whole number"):
            parse_binary(content, "some/file")


@pytest.mark.parametrize(
    "batch",
    [
        [],
        {},
        {"data": [1], "labels": [1]},
        {"data": np.zeros((1, 3072), np.uint8), "labels": "1"},
        {"data": np.zeros((1, 3072), np.uint8), "labels": [300]},
        {"data": np.zeros((1, 3072), np.uint8), "labels": [None]},
        {"data": np.zeros((1, 3072)), "labels": [1]},
    ],
)
def test_refuses_pickles_of_something_else(batch: object) -> None:
    with pytest.raises(DataError, match=r"^some/file holds [^\n]*: fetch the official file$"):
        parse_pickled(pickle.dumps(batch, protocol=4), "some/file")


def test_a_hostile_batch_is_refused_in_the_folder_torchvision_leaves(tmp_path: Path, pickled: Copy) -> None:
    form, contents = pickled
    write(tmp_path / form.folder, {**contents, "test_batch": b"cos\nsystem\n(S'true'\ntR."})
    with pytest.raises(DataError, match=r"it calls os.system, which no array needs"):
        small(form)(path=str(tmp_path), verify=False).setup("test")


def test_downloads_the_binary_archive(
    tmp_path: Path,
    binary: Copy,
    pickled: Copy,
    monkeypatch: pytest.MonkeyPatch,
    write_tar: Callable[[Path, dict[str, bytes]], None],
) -> None:
    form, contents = binary

    def fetch(url: str, md5: str, folder: Path, looked: list[Path]) -> Path:
        assert (url, md5) == ("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz", form.archive_md5)
        assert looked == [tmp_path, tmp_path / "cifar-10-batches-bin", tmp_path / "cifar-10-batches-py"]
        write_tar(folder / form.archive, {f"{form.folder}/{k}": v for k, v in contents.items()})
        return folder / form.archive

    monkeypatch.setattr(cifar10, "download", fetch)
    assert len(small(form, pickled[0])(path=str(tmp_path)).test_set[0]) == 4


def test_the_thesis_normalisation_is_an_option(tmp_path: Path, binary: Copy) -> None:
    form, contents = binary
    write(tmp_path, contents)
    own, thesis = (
        small(form)(path=str(tmp_path), normalization=name).test_set[0] for name in ("dataset", "thesis")
    )
    ratio = torch.tensor([0.2470, 0.2435, 0.2616]) / torch.tensor([0.2023, 0.1994, 0.2010])
    assert torch.allclose(thesis, own * ratio.view(1, 3, 1, 1), atol=1e-5)
    with pytest.raises(UsageError, match="normalization is 'none', expected dataset or thesis"):
        CIFAR10DataModule(normalization="none")  # type: ignore[arg-type]


def test_real_images(shared: Path) -> None:
    for path in (shared, shared / "cifar-10-batches-bin"):
        data = CIFAR10DataModule(path=str(path), verify=False, training_data_percentage=1.0)
        x, y = data.training_set
        assert x.shape == (5 * 1017, 3, 32, 32)
        assert set(y.tolist()) == set(range(10))
        assert torch.allclose(x.mean((0, 2, 3)), torch.zeros(3), atol=0.03)
        assert torch.allclose(x.std((0, 2, 3)), torch.ones(3), atol=0.03)
        with pytest.raises(DataError, match=r"data_batch_1.bin has 3,125,241 bytes, .* has 30,730,000; "):
            CIFAR10DataModule(path=str(path)).setup("fit")
