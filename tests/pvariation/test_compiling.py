"""Kernels without a writable folder, with a damaged cache, or with invalid environment variables."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numba.core import caching

from depthlimit.pvariation import importing, p_variation

KERNEL = """
from depthlimit.pvariation.compiling import compiled

@compiled
def plus_one(x):
    return x + 1

@compiled
def plus_two(x):
    return x + 2
"""


@pytest.fixture
def load(tmp_path: Path) -> Callable[[], ModuleType]:
    """Return a function that imports a module with two kernels afresh, as another process would."""
    source = tmp_path / "kernels_of_a_test.py"
    source.write_text(KERNEL)

    def fresh() -> ModuleType:
        spec = importlib.util.spec_from_file_location("kernels_of_a_test", source)
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return fresh


@pytest.fixture(autouse=True)
def no_warnings_so_far() -> Iterator[None]:
    importing.warn_once.cache_clear()
    yield
    importing.warn_once.cache_clear()


def no_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every folder that Numba tries unwritable."""

    def refuse(self: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(caching._CacheLocator, "ensure_cache_path", refuse)


def test_kernels_are_cached(load: Callable[[], ModuleType], caplog: pytest.LogCaptureFixture) -> None:
    assert load().plus_one(1) == 2
    again = load().plus_one
    assert again(1) == 2
    assert sum(again.stats.cache_hits.values()) == 1
    assert not caplog.messages


def test_without_a_writable_folder_they_run_with_one_warning(
    load: Callable[[], ModuleType], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    no_folder(monkeypatch)
    kernels = load()
    assert not caplog.messages  # as long as nothing is compiled, as for --help
    assert (kernels.plus_one(1), kernels.plus_two(1)) == (2, 3)
    (line,) = caplog.messages
    assert "no folder that Numba tries is writable" in line
    assert "write export NUMBA_CACHE_DIR=/tmp/numba" in line


def test_a_damaged_cache_is_rewritten(load: Callable[[], ModuleType], tmp_path: Path) -> None:
    assert load().plus_one(1) == 2
    for damage in (b"", b"no pickle"):
        for file in tmp_path.rglob("*.nb?"):
            file.write_bytes(damage)
        assert load().plus_one(1) == 2
        cached = load().plus_one
        assert cached(1) == 2
        assert sum(cached.stats.cache_hits.values()) == 1


def test_a_full_disk(
    load: Callable[[], ModuleType], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(caching.FunctionCache, "save_overload", full)
    assert load().plus_one(1) == 2
    (line,) = caplog.messages
    assert "No space left on device" in line
    assert "NUMBA_CACHE_DIR" in line


def process(code: str, **variables: str) -> tuple[Any, list[str]]:
    """Return what a new process prints, read as JSON, and the lines on its standard error."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
        env={**os.environ, **variables},
    )
    return json.loads(run.stdout), run.stderr.splitlines()


@pytest.mark.parametrize("value", ["0", "-1", "abc", "1.5", ""])
def test_invalid_numbers_of_threads_are_ignored_with_one_warning(value: str) -> None:
    code = "from depthlimit import p_variation; print(p_variation([0.0, 1.0, 0.0, 2.0], 2.0).sum)"
    total, lines = process(code, NUMBA_NUM_THREADS=value)
    assert total == 6.0
    assert lines == [
        f"NUMBA_NUM_THREADS is {value!r}, expected a positive whole number, and is ignored: "
        "write unset NUMBA_NUM_THREADS"
    ]


def test_other_invalid_variables() -> None:
    code = "from depthlimit import p_variation; print(p_variation([0.0, 1.0], 1.0).sum)"
    total, lines = process(code, NUMBA_LOOP_VECTORIZE="perhaps", PYTHONWARNINGS="error")
    assert total == 1.0
    (line,) = lines
    assert "'NUMBA_LOOP_VECTORIZE'" in line
    assert "'perhaps'" in line


def test_without_compilation_kernels_give_the_same_values() -> None:
    code = """
import json
import numpy as np
from depthlimit import p_variation
rng = np.random.default_rng(0)
sums = []
for N, D in ((80, 1), (200, 2), (140, 70)):
    path = rng.normal(size=(N, D)).cumsum(axis=0)
    sums.append([[one.norm, one.profile[9]] for one in p_variation(path, [1, 1.5, 2, 4, 2e3, 1e20, np.inf])])
print(json.dumps(sums))
"""
    slow, lines = process(code, NUMBA_DISABLE_JIT="1", PYTHONWARNINGS="error")
    assert lines == []
    rng = np.random.default_rng(0)
    for (N, D), found in zip(((80, 1), (200, 2), (140, 70)), slow, strict=True):
        path = rng.normal(size=(N, D)).cumsum(axis=0)
        for one, (norm, ninth) in zip(
            p_variation(path, [1, 1.5, 2, 4, 2e3, 1e20, np.inf]), found, strict=True
        ):
            assert norm == pytest.approx(one.norm, rel=1e-13)
            assert ninth == pytest.approx(one.profile[9], rel=1e-9)


def test_a_command_without_a_writable_folder(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", [0.0, 1.0, 0.0, 2.0])
    code = f"""
from numba.core import caching
def refuse(self):
    raise OSError(30, "Read-only file system")
caching._CacheLocator.ensure_cache_path = refuse
from depthlimit.cli.main import main
raise SystemExit(main(["pvar", {str(tmp_path / "x.npy")!r}, "--json"]))
"""
    _, lines = process(code)
    assert sum("NUMBA_CACHE_DIR" in line for line in lines) == 1
