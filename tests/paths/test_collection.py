"""Folders of many depths and seeds."""

import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from depthlimit.errors import DataError, UsageError
from depthlimit.paths import PathCollection, WeightPath, exported_name, load_collection, save_path
from depthlimit.paths.collection import Member


def write(folder: Path, L: int, d: int = 2, seed: int | None = None, alpha: float = 0.75) -> Path:
    manifest = {} if seed is None else {"model": {"seed": seed}}
    file = folder / exported_name(L)
    save_path(WeightPath(np.full((L, d, d), float(L)), alpha, manifest), file)
    return file


def test_depths_and_seeds_under_sub_folders(tmp_path: Path) -> None:
    for seed in (10, 9):
        for L in (16, 4, 8):
            write(tmp_path / f"run_{seed}", L, seed=seed)
    write(tmp_path / "run_9", 4, seed=9)  # the earlier one moves to previous/
    write(tmp_path / "run_9" / "trajectory" / "step_00000000", 4, seed=9)
    found = load_collection(tmp_path)
    assert (found.depths, found.seeds, len(found)) == ((4, 8, 16), ("9", "10"), 6)
    assert [path.depth for path in found.of_seed("9")] == [4, 8, 16]
    assert len(found.at(8)) == 2
    assert (found.missing, found.unread, found.beta) == ([], (), 0.25)
    assert found.summary == "6 paths: 3 depths from 4 to 16, 2 seeds, d=2"


def test_without_manifests_folders_name_the_seeds(tmp_path: Path) -> None:
    for name in ("a", "b"):
        for L in (4, 8):
            write(tmp_path / name, L).with_suffix(".json").unlink()
    assert load_collection(tmp_path).seeds == ("a", "b")
    several = load_collection([tmp_path / "a", tmp_path / "b"])
    assert several.seeds == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert several.beta == 0.5


def test_a_depth_that_a_seed_lacks_is_named(tmp_path: Path) -> None:
    for seed, L in ((0, 4), (0, 8), (1, 4)):
        write(tmp_path / str(seed), L, seed=seed)
    assert load_collection(tmp_path).missing == [(8, "1")]


def test_good_files_are_read_and_damaged_ones_named(tmp_path: Path) -> None:
    good, bad = write(tmp_path, 4), write(tmp_path, 8)
    bad.write_bytes(bad.read_bytes()[:-200])
    found = load_collection(tmp_path)
    assert found.depths == (4,)
    assert len(found.unread) == 1
    assert "resnet_8.pth cannot be read" in found.unread[0].problem
    good.unlink()
    with pytest.raises(DataError, match=r"resnet_8\.pth cannot be read"):
        load_collection(tmp_path)


def test_folders_without_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no folder"):
        load_collection(tmp_path / "absent")
    with pytest.raises(DataError, match=r"holds no \.pth file: give a folder"):
        load_collection(tmp_path)
    np.save(tmp_path / "resnet_2.npy", np.zeros((2, 1, 1)))
    with pytest.raises(DataError, match=r"holds no \.pth file, but 1 \.npy: write --ext \.npy"):
        load_collection(tmp_path)
    assert load_collection(tmp_path, "npy").depths == (2,)
    with pytest.raises(DataError, match=r"files \.exe are not read"):
        load_collection(tmp_path, "exe")


def test_paths_that_cannot_be_compared_are_refused(tmp_path: Path) -> None:
    write(tmp_path, 4)
    write(tmp_path, 8, d=3)
    with pytest.raises(UsageError, match=r"resnet_4\.pth holds 2 matrices, .*resnet_8\.pth 3"):
        load_collection(tmp_path)
    shutil.rmtree(tmp_path)
    for name in ("a", "b"):
        write(tmp_path / name, 4, seed=1)
    with pytest.raises(UsageError, match="have the same depth 4 and seed 1"):
        load_collection(tmp_path)
    with pytest.raises(UsageError, match="at least one"):
        PathCollection(())


def test_several_betas_have_to_be_decided(tmp_path: Path) -> None:
    write(tmp_path, 4, alpha=0.5)
    write(tmp_path, 8, alpha=0.75)
    with pytest.raises(UsageError, match=r"0.25, 0.5\), expected one: write beta=0.25"):
        _ = load_collection(tmp_path).beta


def test_a_collection_of_paths_in_memory() -> None:
    members = [Member(WeightPath(np.ones((L, 3, 1)), 0.5), seed=s) for L in (2, 1) for s in ("b", "a")]
    collection = PathCollection.of(members)
    assert [(m.path.depth, m.seed) for m in collection.members] == [(1, "a"), (1, "b"), (2, "a"), (2, "b")]
    assert collection.summary == "4 paths: 2 depths from 1 to 2, 2 seeds, 3 × 1"


def test_our_checkpoints_are_read(tmp_path: Path) -> None:
    content = {
        "state_dict": {"network.stack.weight": torch.ones(3, 2, 2)},
        "hyper_parameters": {"alpha": 0.25, "augmentation": "inc_skip", "seed": 7},
        "global_step": 5,
    }
    torch.save(content, tmp_path / "epoch=4-step=5.ckpt")
    found = load_collection(tmp_path, ".ckpt")
    (path,) = found
    assert (path.depth, path.recorded_beta, path.connection, found.seeds) == (3, 0.75, "inc_skip", ("7",))


@pytest.mark.parametrize("name", ["previous", "trajectory"])
def test_a_folder_of_a_special_name_hides_nothing_below_it(name: str, tmp_path: Path) -> None:
    write(tmp_path / name / "deep", 4)
    assert load_collection(tmp_path / name).depths == (4,)  # above what is given
    assert load_collection(tmp_path).depths == (4,)  # a user's own


def test_a_file_is_a_collection_of_one(tmp_path: Path) -> None:
    file = write(tmp_path, 4)
    assert (load_collection(file).depths, load_collection(file).seeds) == ((4,), ("0",))
    others = [write(tmp_path / f"run_{seed}", 4, seed=seed) for seed in (1, 2)]
    assert load_collection(others).seeds == ("1", "2")
    with pytest.raises(DataError, match="there is no folder"):
        load_collection(file / "inner")
    with pytest.raises(DataError, match="a device or a pipe, expected a file"):
        load_collection("/dev/zero")


def test_no_folder_at_all_is_refused() -> None:
    with pytest.raises(UsageError, match="no folder is given"):
        load_collection([])
