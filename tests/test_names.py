"""Names and English of the sources: one class for a name, and none of the words that DESIGN replaces."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import depthlimit

SOURCES = Path(depthlimit.__file__).parent

REPLACED = {
    "written_whole": "atomic_write",
    "keep_previous": "backup",
    "Watch": "Progress",
    "drive": "run_sweep",
    "apart": "remote",
    "of_the_card": "gpu_obstacle",
    "room": "workspace",
    "kind": "dtype, metric, … (the field's term)",
    "chosen": "select_…",
    "plain": "to_jsonable",
}
"""Names of our own that have standard ones."""

PHRASES = {
    r"\bneeded is\b": "expected",
    r"(?<![Tt]here )\bis no (?!longer\b|more\b|less\b|smaller\b|larger\b|farther\b)": "is not a",
    r"^(What|Whether|How|Where|Why)\b(?!.*\?)": "Return …, True if …, or the noun itself",
    r"\bmend(ed|s)?\b": "fix",
    r"\bremade\b": "rebuilt",
    r"\bmade anew\b": "rebuilt",
    r"\b(way|ways) back\b": "backward pass",
    r"\bthe card\b": "GPU",
}
"""Phrases of docstrings, messages and help, as regular expressions."""


@cache
def trees() -> dict[str, ast.Module]:
    """The syntax trees of all sources, by their paths in the package."""
    files = sorted(SOURCES.rglob("*.py"))
    return {
        file.relative_to(SOURCES).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files
    }


def named(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Names that are defined or used; attributes and keywords may be those of other libraries."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name):
                yield name, node.lineno
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node.lineno


def texts(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Docstrings, and texts anywhere, as one line each."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield " ".join(node.value.split()), node.lineno


def first_lines(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """First lines of docstrings."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and (
            text := ast.get_docstring(node)
        ):
            yield text.partition("\n")[0], getattr(node, "lineno", 1)


def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(list)
    for file, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(file)
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


@pytest.mark.parametrize("name", REPLACED)
def test_names_are_the_standard_ones(name: str) -> None:
    found = [
        f"{file}:{line}" for file, tree in trees().items() for other, line in named(tree) if other == name
    ]
    assert found == [], f"write {REPLACED[name]}"


@pytest.mark.parametrize("phrase", PHRASES)
def test_sentences_are_plain_english(phrase: str) -> None:
    of = first_lines if phrase.startswith("^") else texts
    found = [
        f"{file}:{line}: {text[:80]}"
        for file, tree in trees().items()
        for text, line in of(tree)
        if re.search(phrase, text)
    ]
    assert found == [], f"write {PHRASES[phrase]}"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [("it is no path", "is not a"), ("Whether it is.", "True if"), ("needed is a path", "expected")],
)
def test_patterns_find_their_phrases(text: str, phrase: str) -> None:
    assert any(re.search(pattern, text) and phrase in better for pattern, better in PHRASES.items())
    assert not any(re.search(pattern, "there is no file x, expected one") for pattern in PHRASES)
