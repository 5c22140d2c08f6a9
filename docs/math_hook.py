"""Formulas of the documentation become MathML when its site is built: no script, no network."""

import re
from typing import Any

from latex2mathml.converter import convert

CODE = re.compile(r"(^```.*?^```|`[^`\n]+`)", re.MULTILINE | re.DOTALL)
DISPLAYED = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
INLINE = re.compile(r"\$([^$\n]+(?:\n[^$\n]+)?)\$")
TAG = re.compile(r"\\tag\{(\w+)\}")


def on_page_markdown(markdown: str, **of_the_page: Any) -> str:
    """Convert the formulas of a page, outside its code."""
    parts = CODE.split(markdown)
    parts[::2] = [formulas(text) for text in parts[::2]]
    return "".join(parts)


def formulas(text: str) -> str:
    """The text with its formulas as MathML."""
    text = DISPLAYED.sub(lambda found: convert(TAG.sub(r"\\qquad(\1)", found[1]), display="block"), text)
    return INLINE.sub(lambda found: convert(found[1]), text)
