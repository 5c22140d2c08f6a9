"""Files from outside are refused in one sentence, whatever they hold."""

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depthlimit import untrusted
from depthlimit.documents import read_json, read_mapping, read_yaml
from depthlimit.errors import DataError
from depthlimit.jsonable import json_text
from depthlimit.untrusted import check_size, printable, read_text

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, after in zip("abcdefgh", "bcdefghi", strict=True)
)
CHAIN = "a0: &a0 [x]\n" + "".join(f"a{k + 1}: &a{k + 1} [*a{k}]\n" for k in range(500))


def written(folder: Path, content: bytes) -> Path:
    file = folder / "file"
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[NaN]", "it has NaN, and JSON has no such number"),
        (b"[-Infinity]", "it has -Infinity"),
        (b"[1e999]", "1e999, which is too large"),
        (b"[" * 10_000 + b"]" * 10_000, "nested too deeply"),
        (b"[" * 66 + b"]" * 66, "nested too deeply"),
        (b"[" + b"7" * 5000 + b"]", "not standard JSON"),
        (b'{"a": 1', "not standard JSON"),
        (b'["\\ud800"]', "half of a surrogate pair"),
        ("ä".encode("latin-1"), "not UTF-8 text: save it as UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8 text"),
        (b"", "not standard JSON"),
    ],
)
def test_json_that_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=said):
        read_json(written(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB.encode(), "expands to more than 100,000 values"),
        (CHAIN.encode(), "nested too deeply"),
        (b"a: &a [*a]", "nested too deeply"),
        (b"[" * 10_000, "nested too deeply"),
        (b"a: [1, 2", "is not YAML"),
        (b"a: !!python/object/apply:os.system [ls]", "is not YAML"),
        (b"a: " + b"7" * 5000, "is not YAML"),
        (b"a: 2026-13-45", "is not YAML"),
        (b"a: \x07", "is not YAML"),
        (b"a:\n  L: 1\n  M: 2\n  L: 3", "it has L twice, in line 4"),
        ("a: β".encode("utf-16"), "not UTF-8 text"),
    ],
)
def test_yaml_that_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    began = time.process_time()
    with pytest.raises(DataError, match=said):
        read_yaml(written(tmp_path, content))
    assert time.process_time() - began < 20  # a bomb would take hours


def test_what_is_not_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "endless").symlink_to("/dev/zero")
    for name in ("pipe", "endless"):
        with pytest.raises(DataError, match="is a device or a pipe, expected a file"):
            read_text(tmp_path / name)
    with pytest.raises(DataError, match="is a folder, expected a file"):
        read_text(tmp_path)
    for name in ("absent", "pipe/inside"):
        with pytest.raises(FileNotFoundError):
            read_text(tmp_path / name)
    with pytest.raises(DataError, match="not the name of a file"):
        read_text(tmp_path / "a\0b")


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.truncate(2**40)  # a hole
    with pytest.raises(DataError, match="more than"):
        read_text(file)


def test_a_byte_order_mark_is_not_text(tmp_path: Path) -> None:
    assert read_mapping(written(tmp_path, b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}
    assert read_yaml(written(tmp_path, b"\xef\xbb\xbfa: 1")) == {"a": 1}


def test_a_mapping_is_expected(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds a list, expected a mapping"):
        read_mapping(written(tmp_path, b"[]"))


def test_claims_are_compared_with_what_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(untrusted, "available_memory", lambda: 1000)
    check_size(1000, 1000, "x")
    with pytest.raises(DataError, match="x claims 4 TB of numbers but holds 999 bytes"):
        check_size(4 * 10**12, 999, "x")
    with pytest.raises(DataError, match="x takes 2 kB of memory, but 1 kB are free"):
        check_size(2000, None, "x")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=9,
)


@given(values)
def test_what_is_written_is_standard_json(value: object) -> None:
    json.loads(json_text(value), parse_constant=lambda name: pytest.fail(f"it has {name}"))


@given(st.text())
def test_what_is_printed_does_nothing_to_a_terminal(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert "\x1b" not in shown
    shown.encode()
