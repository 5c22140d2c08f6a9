"""Formulas of the documentation become MathML when its site is built: no script, no network."""

import re
from typing import Any

from latex2mathml.converter import convert

CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
FORMULA = re.compile(r"\$\$(?P<displayed>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)
TAG = re.compile(r"\\tag\{(\w+)\}")
PLACE = re.compile(r"⟦(\d+)⟧")

converted: list[str] = []
"""The formulas met so far; Markdown sees their places only, since it would break what it does not know."""


def on_page_markdown(markdown: str, **of_the_page: Any) -> str:
    """Put a place for every formula of a page, outside its code."""
    parts = CODE.split(markdown)
    parts[::2] = [FORMULA.sub(place, text) for text in parts[::2]]
    return "".join(parts)


def on_page_content(html: str, **of_the_page: Any) -> str:
    """Put the formulas in their places."""
    return PLACE.sub(lambda found: converted[int(found[1])], html)


def place(found: re.Match[str]) -> str:
    """Convert a formula and keep it."""
    latex = TAG.sub(r"\\qquad(\1)", found["displayed"] or found["inline"])
    converted.append(convert(latex, display="block" if found["displayed"] else "inline"))
    return f"⟦{len(converted) - 1}⟧"
