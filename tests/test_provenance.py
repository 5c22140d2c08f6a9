"""Provenance of results in any environment."""

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from depthlimit import provenance as module
from depthlimit.documents import read_mapping
from depthlimit.jsonable import json_text
from depthlimit.provenance import LONGEST_COMMAND, command_line, commit, provenance


@pytest.fixture
def forgotten() -> Iterator[None]:
    """The commit is looked up again, here and later."""
    commit.cache_clear()
    yield
    commit.cache_clear()


def test_provenance_is_ready_for_json() -> None:
    record = json.loads(json.dumps(provenance()))
    assert set(record["versions"]) >= {"depthlimit", "torch"}


@pytest.mark.parametrize(
    "arguments", [[], [""], ["x" * 2_000_000], ["depthlimit", "\udcff", "\x1b[31m", "\n", "β"]]
)
def test_any_command_is_recorded_and_read_again(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", arguments)
    (tmp_path / "a.json").write_text(json_text(provenance()), encoding="utf-8")
    read = read_mapping(tmp_path / "a.json")["command"]
    assert read.isprintable()
    read.encode()
    assert len(read) <= LONGEST_COMMAND + 1
    monkeypatch.delattr(sys, "argv")
    assert provenance()["command"] == ""


def test_a_plain_command_can_be_typed_again() -> None:
    words = ["path-norm", "--out=my plots", "--set", "model.lr=9*L**(2*alpha-1)", "β"]
    assert shlex.split(command_line(["/bin/depthlimit", *words])) == ["depthlimit", *words]


def test_a_package_without_metadata_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(module, "version", missing)
    assert provenance()["versions"] == dict.fromkeys(module.PACKAGES)


@pytest.mark.usefixtures("forgotten")
def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit() is None


@pytest.mark.usefixtures("forgotten")
@pytest.mark.parametrize("script", ["exec sleep 60", "exit 128", "printf '\\377\\n'"])
def test_a_slow_or_failing_git_is_ignored(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    started = time.monotonic()
    assert commit() is None
    assert time.monotonic() - started < 10


@pytest.mark.usefixtures("forgotten")
def test_variables_of_a_git_hook_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = commit()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    commit.cache_clear()
    assert commit() == expected
