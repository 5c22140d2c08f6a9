"""Fixtures: a folder with the inputs of the commands."""

import shutil
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from tests.robustness.commands import forks, prepare


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Return the context of the processes of commands."""
    return forks()


@pytest.fixture(scope="session")
def template(context: ForkServerContext, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder that every test copies."""
    folder = tmp_path_factory.mktemp("template")
    prepare(context, folder)
    return folder


@pytest.fixture
def folder(template: Path, tmp_path: Path) -> Path:
    """Copy of the template folder."""
    return shutil.copytree(template, tmp_path / "work")
