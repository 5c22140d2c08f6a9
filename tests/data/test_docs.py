"""docs/data.md prints the figures that the code uses."""

import re
from pathlib import Path

import pytest

from depthlimit.data import DigitsDataModule, FashionMNISTDataModule, MNISTDataModule
from depthlimit.data.cifar10 import NORMALIZATIONS
from depthlimit.data.cifar_files import BINARY, PICKLED

PAGE = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")


def figures(values: tuple[float, ...]) -> str:
    return ", ".join(f"{value:.4f}" for value in values)


@pytest.mark.parametrize(
    "normalization",
    [m.normalization for m in (DigitsDataModule, MNISTDataModule, FashionMNISTDataModule)]
    + list(NORMALIZATIONS.values()),
)
def test_normalisation(normalization: tuple[tuple[float, ...], tuple[float, ...]]) -> None:
    mean, std = normalization
    assert f"| {figures(mean)} | {figures(std)} |" in PAGE


def test_checksums() -> None:
    printed = set(re.findall(r"`([\w-]+(?:\.bin)?)`[^|]*\| ([\d,]+) \| ([0-9a-f]{32}) \|", PAGE))
    used = {(f.name, f"{f.size:,}", f.md5) for form in (BINARY, PICKLED) for f in form.batches}
    for module in (MNISTDataModule, FashionMNISTDataModule):
        used |= {(name, f"{module.sizes[name]:,}", md5.unpacked) for name, md5 in module.checksums.items()}
    assert printed == used
    assert BINARY.archive_md5 in PAGE
