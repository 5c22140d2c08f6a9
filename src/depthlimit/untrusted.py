"""Files from outside the program: hostile until they have been read.

Readers let ``FileNotFoundError`` pass, so that callers can say which command writes such a file; everything
else that is wrong with a file is a `DataError` with one sentence.
"""

import json
import math
import stat
from pathlib import Path
from typing import Any, NoReturn

import psutil
import yaml

from depthlimit.errors import DataError

LARGEST_TEXT = 2**26
"""Bytes of a text file that are read at most; the largest JSON file we write has some megabytes."""
LARGEST_YAML = 2**20
DEEPEST = 64
"""Levels of nesting in JSON or YAML."""
MOST_NODES = 100_000
"""Values in a YAML file once its aliases are expanded."""


def regular_file(file: Path) -> int:
    """Return the size in bytes of a regular file; a folder, a device or a pipe is refused.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file.
    """
    try:
        status = file.stat()
    except NotADirectoryError:
        raise FileNotFoundError(2, "No such file or directory", str(file)) from None
    except ValueError:  # a null byte in the name
        raise DataError(f"{printable(str(file))} is not the name of a file") from None
    if not stat.S_ISREG(status.st_mode):
        kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or a pipe"
        raise DataError(f"{file} is {kind}, expected a file")
    return status.st_size


def read_bytes(file: Path, limit: int = LARGEST_TEXT) -> bytes:
    """Return the content of a regular file of at most ``limit`` bytes.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file, or is larger.
    """
    regular_file(file)
    with file.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise DataError(f"{file} has more than {size_text(limit)}, which is no size for such a file")
    return content


def read_text(file: Path, limit: int = LARGEST_TEXT) -> str:
    """Return the text of a UTF-8 file, without its byte-order mark.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it is not a regular file, is too large, or is not UTF-8.
    """
    content = read_bytes(file, limit)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(f"{file} is not UTF-8 text: save it as UTF-8") from None


def read_json(file: Path) -> Any:
    """Return the content of a JSON file.

    NaN, infinities and numbers that overflow to them are refused, and so are deep nesting and lone
    surrogates: what comes back can be written and printed again.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is not standard JSON.
    """
    text = read_text(file)
    try:
        content = json.loads(text, parse_constant=refuse_constant, parse_float=finite)
        json.dumps(content, ensure_ascii=False).encode()  # lone surrogates
        check_nesting(content)
    except UnicodeEncodeError:
        raise DataError(f"{file} is not standard JSON: it has half of a surrogate pair") from None
    except RecursionError:
        raise DataError(f"{file} is nested too deeply") from None
    except ValueError as error:  # JSONDecodeError, and whole numbers of thousands of digits
        raise DataError(f"{file} is not standard JSON: {error}") from None
    return content


def read_mapping(file: Path) -> dict[str, Any]:
    """Return the content of a JSON file that holds an object; see `read_json`.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or holds something else.
    """
    content = read_json(file)
    if not isinstance(content, dict):
        raise DataError(f"{file} holds a {type(content).__name__}, expected a mapping")
    return content


def read_yaml(file: Path) -> Any:
    """Return the content of a YAML file: mappings, lists, texts, numbers, dates, None. Nothing is executed.

    Raises:
        FileNotFoundError: there is no such file.
        DataError: it cannot be read, or is not YAML as `compose_yaml` takes it.
    """
    text = read_text(file, LARGEST_YAML)
    try:
        node = compose_yaml(text)
        return None if node is None else yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise DataError(f"{file} is not YAML ({' '.join(str(error).split())})") from None


def compose_yaml(text: str) -> yaml.Node | None:
    """Return the tree of a YAML text, None for an empty one; values are not made yet.

    Raises:
        yaml.YAMLError: it is not YAML, is nested too deeply, expands to too many values, or says one thing
            twice.
    """
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        if node is not None and expanded(node, {})[0] > MOST_NODES:
            raise yaml.YAMLError(f"it expands to more than {MOST_NODES:,} values: write them out")
        return node
    except RecursionError:
        raise yaml.YAMLError("it is nested too deeply") from None
    finally:
        loader.dispose()


def expanded(node: yaml.Node, known: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """Return the number and the levels of the values below a node, an alias counted as what it stands for.

    Raises:
        RecursionError: the node contains itself, or has too many levels.
        yaml.YAMLError: a mapping has a key twice, or a text a null byte.
    """
    if id(node) not in known:
        refuse_repeated_keys(node)
        if isinstance(node, yaml.ScalarNode) and "\0" in node.value:
            raise yaml.YAMLError(f"it has a null byte in line {node.start_mark.line + 1}")
        known[id(node)] = (1, DEEPEST)  # until it is known: a node inside itself is one level too deep
        children = node.value if isinstance(node, yaml.CollectionNode) else []
        parts = [part for child in children for part in (child if isinstance(child, tuple) else (child,))]
        sizes, levels = zip(*(expanded(part, known) for part in parts), strict=True) if parts else ((), ())
        if (height := 1 + max(levels, default=0)) > DEEPEST:
            raise RecursionError
        known[id(node)] = min(1 + sum(sizes), MOST_NODES + 1), height
    return known[id(node)]


def refuse_repeated_keys(node: yaml.Node) -> None:
    """Refuse a mapping that has a key twice: of the two values one would be dropped without a word."""
    seen = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in seen:
                raise yaml.YAMLError(
                    f"it has {printable(key.value)} twice, in line {key.start_mark.line + 1}"
                )
            seen.add((key.tag, key.value))


def check_nesting(content: object, depth: int = 0) -> None:
    """Refuse what is nested too deeply to be handled by functions that call themselves.

    Raises:
        RecursionError: it is.
    """
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            check_nesting(inner, depth + 1)


def refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity."""
    raise ValueError(f"it has {name}, and JSON has no such number")


def finite(digits: str) -> float:
    """Return a number of JSON, refused where it overflows."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"it has {digits[:20]}, which is too large for a number")
    return number


def check_size(claimed: int, held: int | None, origin: object) -> None:
    """Compare the bytes that a file claims to hold with those it has, and with the memory that is free.

    Args:
        claimed: bytes that its header asks for.
        held: bytes that are there; None where they are compressed, so that they say nothing.
        origin: what to call it in the error.

    Raises:
        DataError: it claims more than it has, or than would fit into memory.
    """
    if held is not None and claimed > held:
        raise DataError(
            f"{origin} claims {size_text(claimed)} of numbers but holds {size_text(held)}: it is cut short "
            "or damaged"
        )
    free = available_memory()
    if claimed > free:
        raise DataError(f"{origin} takes {size_text(claimed)} of memory, but {size_text(free)} are free")


def available_memory() -> int:
    """Return the bytes of memory that can be taken without swapping."""
    return int(psutil.virtual_memory().available)


def size_text(size: int) -> str:
    """Return a number of bytes for people.

    >>> size_text(12), size_text(2_500), size_text(4 * 10**12)
    ('12 bytes', '2.5 kB', '4 TB')
    """
    if size < 1000:
        return f"{size} bytes"
    size = min(size, 10**21)  # of which a claim may have thousands of digits
    if size >= 1000**7:
        return "more than 1000 EB"
    exponent = min((len(str(size)) - 1) // 3, 6)
    return f"{size / 1000**exponent:.3g} {'kMGTPE'[exponent - 1]}B"


def is_web_page(head: bytes) -> bool:
    """Return True if a file that begins like this is HTML, as servers send in place of a missing file.

    >>> is_web_page(b"  <!DOCTYPE html><html>"), is_web_page(bytes(16))
    (True, False)
    """
    start = head[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml"))


def printable(text: str, keep: str = "") -> str:
    r"""Return the text with control characters and lone surrogates escaped, but for those to ``keep``.

    A name in a file may hold codes that a terminal obeys.

    >>> printable("a\x1b[31mb\n"), printable("two\nlines", keep="\n"), printable("β ≤ 1")
    ('a\\x1b[31mb\\n', 'two\nlines', 'β ≤ 1')
    """
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() or sign in keep else sign.encode("unicode_escape").decode()
        for sign in text
    )
