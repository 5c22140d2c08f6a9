"""Damaged and hostile JSON and YAML is refused in one sentence."""

import time
from pathlib import Path

import pytest

from depthlimit.documents import read_json, read_mapping, read_yaml
from depthlimit.errors import DataError

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
        (b"[NaN]", "it has NaN, which is not a JSON number"),
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


def test_a_byte_order_mark_is_not_text(tmp_path: Path) -> None:
    assert read_mapping(written(tmp_path, b'\xef\xbb\xbf{"a": 1}')) == {"a": 1}
    assert read_yaml(written(tmp_path, b"\xef\xbb\xbfa: 1")) == {"a": 1}


def test_a_mapping_is_expected(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds a list, expected a mapping"):
        read_mapping(written(tmp_path, b"[]"))
