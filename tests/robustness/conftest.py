"""A folder with everything that commands read."""

import shutil
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.robustness.commands import forks, prepare


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Where the processes of commands come from."""
    return forks()


@pytest.fixture(scope="session")
def template(context: ForkServerContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What every test begins with."""
    folder = tmp_path_factory.mktemp("template")
    prepare(context, folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(template, tmp_path / "work")
