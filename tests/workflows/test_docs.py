"""docs/python.md lists every command with its function, and its examples run."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import depthlimit
from depthlimit.cli.commands import COMMANDS
from tests.workflows.test_signatures import FUNCTIONS

PAGE = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows() -> list[tuple[str, str]]:
    """Return the first two cells of the table of commands."""
    return re.findall(r"^\| ((?:`[^|]*`)?) *\| `(\w+)\(", PAGE, re.MULTILINE)


def test_the_table_has_every_command_with_its_function() -> None:
    listed = {command: name for cell, name in rows() for command in re.findall(r"`([\w-]+)`", cell)}
    assert listed == FUNCTIONS
    assert COMMANDS.keys() - listed.keys() == {"pvar-install"}


def test_functions_in_the_table_are_public() -> None:
    assert {name for _, name in rows()} <= set(depthlimit.__all__)


def test_public_packages_have_names() -> None:
    packages = re.findall(r"`(depthlimit\.[a-z]+)`", PAGE[PAGE.index("## What is public") :])
    assert len(packages) >= 8
    assert all(import_module(name).__all__ for name in packages)


@pytest.mark.parametrize("block", BLOCKS)
def test_examples_run(block: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(block, {})
