"""Ways in which a file goes wrong: cut short, overwritten, or well formed and with other content."""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml

Mutation = Callable[[bytes, np.random.Generator], bytes]

STRANGE: Sequence[Any] = (
    None, True, -1, 0, 3, 0.5, 1e308, 10**30, float("nan"), float("inf"), "", "x", "0", "../../escaped",
    "/escaped", "\x1b[31mred", "\ud800", "<script>alert(1)</script>", "%s{0}{k}", "$\\frac", "a\nb", [], [[]],
    [1, "x"], {}, {"a": {}}, {"": 1}, "9" * 5000, "\0",
)  # fmt: skip
"""Values that no field expects, or that would do harm where they are believed."""
TENSORS: Sequence[Any] = (
    torch.zeros(2, 2), torch.zeros(()), torch.zeros(0), torch.full((4, 3, 3), torch.nan), torch.ones(4, 3, 3),
    torch.zeros(1).expand(10**6, 10**3, 10**3), torch.zeros(4, 3, 3, dtype=torch.complex64),
    torch.zeros(4, 3, 3, dtype=torch.float8_e4m3fn), torch.zeros(4, 3, 3, dtype=torch.bool),
    torch.eye(3).to_sparse(), torch.empty(4, 3, 3, device="meta"), np.float64(1.0),
)  # fmt: skip
WEB_PAGE = b"<!DOCTYPE html>\n<html><body>404 Not Found</body></html>\n"


def cut(content: bytes, rng: np.random.Generator) -> bytes:
    """The beginning of a file."""
    return content[: int(rng.integers(0, len(content) + 1))]


def flip(content: bytes, rng: np.random.Generator) -> bytes:
    """Some bits flipped; those of the first bytes, where headers are, more often."""
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 9))):
        if changed:
            reach = min(len(changed), int(rng.choice([64, 512, len(changed)])))
            changed[int(rng.integers(reach))] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def splice(content: bytes, rng: np.random.Generator) -> bytes:
    """A piece left out, repeated, or overwritten with noise."""
    first, last = sorted(int(place) for place in rng.integers(0, len(content) + 1, size=2))
    piece = content[first:last]
    instead = [b"", piece * 2, rng.bytes(len(piece)), bytes(len(piece))][int(rng.integers(4))]
    return content[:first] + instead + content[last:]


def replace(content: bytes, rng: np.random.Generator) -> bytes:
    """Another file altogether."""
    others = [b"", WEB_PAGE, b"\x00" * 64, "β".encode("utf-16"), b"\xff" * 9, b"[" * 10_000, rng.bytes(200)]
    return others[int(rng.integers(len(others)))]


def in_json(content: bytes, rng: np.random.Generator) -> bytes:
    """One field of a JSON document with a value of another type, or without it."""
    changed = with_strange_value(json.loads(content), rng, STRANGE)
    return json.dumps(changed, ensure_ascii=True).encode()


def in_yaml(content: bytes, rng: np.random.Generator) -> bytes:
    """One field of a configuration with a value of another type, or without it."""
    strange = [value for value in STRANGE if not (isinstance(value, str) and {*value} & {"\ud800", "\0"})]
    changed = with_strange_value(yaml.safe_load(content), rng, strange)
    text: str = yaml.safe_dump(changed)
    return text.encode()


def in_table(content: bytes, rng: np.random.Generator) -> bytes:
    """One cell of a table with another content."""
    rows = [row for row in csv.reader(io.StringIO(content.decode())) if row]
    row = rows[int(rng.integers(len(rows)))]
    row[int(rng.integers(len(row)))] = str(rng.choice(["", "nan", "inf", "-1", "1e999", "x", "0", "9" * 99]))
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def in_archive(content: bytes, rng: np.random.Generator) -> bytes:
    """Return the content of a file of ``torch.save`` with one value replaced by another object or tensor."""
    loaded = torch.load(io.BytesIO(content), weights_only=True)
    if isinstance(loaded, list):
        loaded = dict(enumerate(loaded))
        changed = with_strange_value(loaded, rng, [*STRANGE, *TENSORS])
        changed = list(changed.values()) if isinstance(changed, dict) else changed
    else:
        changed = with_strange_value(loaded, rng, [*STRANGE, *TENSORS])
    stream = io.BytesIO()
    torch.save(changed, stream)
    return stream.getvalue()


def in_array(content: bytes, rng: np.random.Generator) -> bytes:
    """An array of another shape or type."""
    array = np.load(io.BytesIO(content))
    others: list[Any] = [
        array.astype(complex), array > 0, array.astype("U5"), array[None], array[:0], array.ravel()[0],
        np.full_like(array, np.nan), array.astype([("x", "f8")]), array.astype(">f2"), array.astype(np.int64),
        np.zeros_like(array), array * 1e308, np.asfortranarray(array),
    ]  # fmt: skip
    stream = io.BytesIO()
    np.save(stream, others[int(rng.integers(len(others)))])
    claim = stream.getvalue()
    return claim.replace(b"(20, 2)", b"(2000000000, 2000)") if rng.random() < 0.1 else claim


STRUCTURED: dict[str, Mutation] = {
    ".json": in_json,
    ".yaml": in_yaml,
    ".csv": in_table,
    ".pth": in_archive,
    ".ckpt": in_archive,
    ".npy": in_array,
}
BLIND: Sequence[Mutation] = (cut, flip, splice, replace)


def mutated(file: Path, rng: np.random.Generator) -> bytes:
    """The content of a file gone wrong in some way, more often in a way that is made for its format."""
    content = file.read_bytes()
    structured = STRUCTURED.get(file.suffix)
    if structured is not None and content and rng.random() < 0.6:
        return structured(content, rng)
    return BLIND[int(rng.integers(len(BLIND)))](content, rng)


def with_strange_value(content: Any, rng: np.random.Generator, strange: Sequence[Any]) -> Any:
    """The content with the value at one place, drawn from all places, replaced or removed."""
    places = list(places_of(content))
    place = places[int(rng.integers(len(places)))]
    value = strange[int(rng.integers(len(strange)))]
    if not place:
        return value
    inner = content
    for key in place[:-1]:
        inner = inner[key]
    if isinstance(inner, dict) and rng.random() < 0.2:
        del inner[place[-1]]
    else:
        inner[place[-1]] = value
    return content


def places_of(content: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The keys on the way to every value of nested mappings and lists."""
    yield place
    if isinstance(content, dict | list):
        for key in content if isinstance(content, dict) else range(min(len(content), 5)):
            yield from places_of(content[key], (*place, key))
