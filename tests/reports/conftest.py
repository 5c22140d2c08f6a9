"""A page that is written once for all tests."""

from pathlib import Path

import pytest

from depthlimit.cli import main
from tests.reports.folders import write_comparison, write_everything


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that a page can show, and the report on it."""
    folder = write_everything(tmp_path_factory.mktemp("report"))
    assert main(["report", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of trainings that differ in two options, the depth and the seed, and the report on it."""
    folder = write_comparison(tmp_path_factory.mktemp("comparison"))
    assert main(["report", str(folder)]) == 0
    return folder
