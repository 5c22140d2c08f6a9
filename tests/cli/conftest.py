"""What the tests of several commands begin with."""

from pathlib import Path

import pytest

from tests.cli.rendering import Run, train
from tests.cli.weights import write


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three depths, two seeds; the working directory is beside it."""
    for seed in (0, 1):
        for L in (4, 8, 16):
            write(tmp_path / "weights" / f"seed_{seed}", L, seed=seed)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "weights"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished training, for landscapes."""
    return train(tmp_path_factory.mktemp("run"))
