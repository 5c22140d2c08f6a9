"""Augmented batches: the same for every image alone, in training only, reproducible."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from depthlimit.data.augmentation import AugmentedBatches, crops, random_crops
from depthlimit.data.augmented_cifar10 import AugmentedCIFAR10
from depthlimit.errors import UsageError


def one_by_one(x: Tensor, offsets: Tensor, flipped: Tensor) -> Tensor:
    """Pad by 4, crop, flip, for one image after the other."""
    N, C, H, W = x.shape
    result = torch.empty_like(x)
    for number in range(N):
        padded = torch.zeros(C, H + 8, W + 8)
        padded[:, 4:-4, 4:-4] = x[number]
        row, column = offsets[number].tolist()
        window = padded[:, row : row + H, column : column + W]
        result[number] = window.flip(2) if flipped[number] else window
    return result


def pictures(N: int) -> Tensor:
    return torch.rand(N, 3, 7, 9, generator=torch.Generator().manual_seed(0)) + 1


def test_a_batch_is_cropped_as_its_images_are() -> None:
    offsets = torch.cartesian_prod(torch.arange(9), torch.arange(9)).repeat(2, 1)
    flipped = torch.arange(2).repeat_interleave(81).bool()
    x = pictures(162)
    windows = crops(x, offsets, flipped)
    assert torch.equal(windows, one_by_one(x, offsets, flipped))
    assert windows.is_contiguous(memory_format=torch.channels_last)


def test_offsets_are_uniform_and_half_of_the_images_are_flipped() -> None:
    """The place of the one bright pixel of an image tells its offset."""
    N = 20_000
    x = torch.zeros(N, 1, 9, 10)
    x[:, 0, 4, 0] = 1.0
    windows = random_crops(x, np.random.default_rng(0))
    rows = windows.sum((1, 3)).nonzero()[:, 1]
    # the pixel stays in sight in 5 of 9 columns, at the left or, flipped, at the right
    assert len(rows) == pytest.approx(N * 5 / 9, rel=0.03)
    assert torch.bincount(rows, minlength=9) / len(rows) == pytest.approx(np.full(9, 1 / 9), rel=0.1)
    right = windows[:, 0, :, 5:].sum() / windows.sum()
    assert right.item() == pytest.approx(0.5, abs=0.02)


def test_batches_differ_by_epoch_and_repeat_for_one_epoch() -> None:
    x, y = pictures(10), torch.arange(10)

    def epochs(number: int) -> list[list[Tensor]]:
        batches = AugmentedBatches(x, y, batch_size=4, seed=5)
        return [[part for batch in batches for part in batch] for _ in range(number)]

    first, second = epochs(2)
    assert [len(part) for part in first] == [4, 4, 4, 4, 2, 2]
    assert sorted(torch.cat(first[1::2]).tolist()) == list(range(10))
    assert not torch.equal(first[0], second[0])
    again = AugmentedBatches(x, y, batch_size=4, seed=5)
    again.order.set_epoch(1)
    for part, expected in zip([part for batch in again for part in batch], second, strict=True):
        assert torch.equal(part, expected)


def test_the_test_set_is_left_as_it_is_and_all_images_are_trained_on(cifar: Path) -> None:
    data = AugmentedCIFAR10(batch_size=8, path=str(cifar), verify=False)
    assert len(data.training_set[0]) == 100
    x, y = data.test_set
    for batches in (data.test_dataloader(), data.val_dataloader()):
        found = list(batches)
        assert torch.equal(torch.cat([batch[0] for batch in found]), x)
        assert torch.equal(torch.cat([batch[1] for batch in found]), y)
    assert not data.complete


def test_a_limit_is_for_both_sets(cifar: Path) -> None:
    data = AugmentedCIFAR10(path=str(cifar), verify=False, limit=12)
    assert (len(data.training_set[0]), len(data.test_set[0])) == (12, 12)


@pytest.mark.parametrize(("option", "line"), [("batch_size", "batch_size=1"), ("limit", "limit=1")])
def test_options_out_of_range(option: str, line: str) -> None:
    with pytest.raises(UsageError, match=rf"{option} is 0, .* write {line}"):
        AugmentedCIFAR10(**{option: 0})  # type: ignore[arg-type]
