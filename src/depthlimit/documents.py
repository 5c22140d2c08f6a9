"""JSON and YAML files from outside; see `depthlimit.untrusted`."""

import json
import math
from pathlib import Path
from typing import Any, NoReturn

import yaml

from depthlimit.errors import DataError
from depthlimit.untrusted import printable, read_text

LARGEST_YAML = 2**20
"""Largest size of a YAML file in bytes."""
DEEPEST = 64
"""Largest number of levels in JSON or YAML."""
MOST_NODES = 100_000
"""Largest number of values in a YAML file, aliases expanded."""


def read_json(file: Path) -> Any:
    """Return the content of a JSON file.

    NaN, infinities and numbers that overflow to them are refused, and so are deep nesting and lone
    surrogates: the content can be written and printed again.

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
    """Return the tree of a YAML text, None for an empty one; values are not constructed.

    Raises:
        yaml.YAMLError: it is not YAML, is nested too deeply, expands to too many values, or has a key
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
        check_keys(node)
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


def check_keys(node: yaml.Node) -> None:
    """Check that a mapping has every key once: PyYAML drops all but the last silently."""
    seen = set()
    for key, _ in node.value if isinstance(node, yaml.MappingNode) else ():
        if isinstance(key, yaml.ScalarNode):
            if (key.tag, key.value) in seen:
                raise yaml.YAMLError(
                    f"it has {printable(key.value)} twice, in line {key.start_mark.line + 1}"
                )
            seen.add((key.tag, key.value))


def check_nesting(content: object, depth: int = 0) -> None:
    """Check that the content is not nested too deeply for recursive functions.

    Raises:
        RecursionError: it is.
    """
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(content, dict | list):
        for inner in content.values() if isinstance(content, dict) else content:
            check_nesting(inner, depth + 1)


def refuse_constant(name: str) -> NoReturn:
    """Raise an error for NaN and Infinity."""
    raise ValueError(f"it has {name}, which is not a JSON number")


def finite(digits: str) -> float:
    """Return a number of JSON, which must not overflow."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"it has {digits[:20]}, which is too large for a number")
    return number
