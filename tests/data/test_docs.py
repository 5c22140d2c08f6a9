"""docs/data.md prints the figures that the code uses."""

import re
from pathlib import Path
from typing import Any

import pytest

from depthlimit.data import DataModule, DigitsDataModule, FashionMNISTDataModule, MNISTDataModule
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


def blocks(page: str) -> list[str]:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL)


def test_a_data_module_from_the_page_on_extending_works() -> None:
    names: dict[str, Any] = {}
    exec(blocks("extending.md")[0], names)
    data: DataModule = names["CircleDataModule"](seed=3)
    assert "N=1000, input_size=2, output_size=1" in repr(data)
    x, y = data.training_set
    assert x.shape == (900, 2)
    assert y.shape == (900, 1)
    assert len(data.validation_set[0]) == len(data.test_set[0]) == 100


def test_data_in_python() -> None:
    names: dict[str, Any] = {}
    block = blocks("data.md")[0]
    exec(block, names)
    assert f"data  # {names['data']!r}\n" in block
