"""Titles, captions, labels and formulas of figures stand in one file each."""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import depthlimit

SOURCE = Path(depthlimit.__file__).parent
DESCRIBED = {"FigureSpec", "Axis", "Key", "DataSeries", "Panel", "MapPanel"}
SHORT = 12
"""Texts of up to so many characters, such as ``$k/L$``, may be said twice."""


def trees() -> dict[Path, ast.Module]:
    """Return all modules."""
    return {file: ast.parse(file.read_text(encoding="utf-8")) for file in SOURCE.rglob("*.py")}


def literals(node: ast.AST) -> Iterator[str]:
    """Yield the texts in code, without docstrings, annotations and messages of errors."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise) or (
            isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        ):
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child.value.strip(" .,:;")
        yield from literals(child)


def described(tree: ast.Module) -> Iterator[str]:
    """Yield the texts of a module that figures show: in descriptions, in constants, or with formulas."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DESCRIBED
    ]
    constants = [node for node in tree.body if isinstance(node, ast.Assign)]
    yield from chain.from_iterable(map(literals, (*calls, *constants)))
    yield from (text for text in literals(tree) if "$" in text)


def shown() -> dict[str, set[str]]:
    """Return the texts of figures with the files of the package that hold them."""
    parsed = trees()
    own = [described(tree) for file, tree in parsed.items() if file.parent.name == "figures"]
    texts = {text for text in chain.from_iterable(own) if len(text) > SHORT and not text.isidentifier()}
    found: dict[str, set[str]] = {text: set() for text in texts}
    for file, tree in parsed.items():
        for text in texts.intersection(literals(tree)):
            found[text].add(str(file.relative_to(SOURCE)))
    return found


def test_no_text_of_a_figure_stands_twice() -> None:
    found = shown()
    assert len(found) > 20
    assert {text: files for text, files in found.items() if len(files) > 1} == {}


def test_no_formula_stands_twice() -> None:
    found: dict[str, set[str]] = {}
    for file, tree in trees().items():
        for text in literals(tree):
            if len(text) > SHORT and text.count("$") + text.count("\\") > 1:
                found.setdefault(text, set()).add(str(file.relative_to(SOURCE)))
    assert {text: files for text, files in found.items() if len(files) > 1} == {}


def test_a_text_that_stands_twice_is_found() -> None:
    tree = ast.parse('"""Module."""\nCAPTION = "Norms along the depth."\nraise ValueError("$5 are too few")')
    assert set(described(tree)) == {"Norms along the depth"}
