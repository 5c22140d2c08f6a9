r"""Labels with formulas: text with a little TeX between dollar signs, as HTML and as plain text.

Matplotlib draws such labels itself, ``$\|L^{\beta} W_k\|$``; a dollar sign of the text is ``\$``.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMANDS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "eta": "η", "rho": "ρ", "sigma": "σ", "xi": "ξ",
    "Delta": "Δ", "Omega": "Ω", "sum": "Σ", "infty": "∞", "cdot": "·", "times": "×", "circ": "∘", "to": "→",
    "le": "≤", "ge": "≥", "nabla": "∇", "|": "‖", ",": " ", ";": " ", " ": " ", "{": "{", "}": "}",
    "langle": "⟨", "rangle": "⟩", "max": "max", "min": "min", "log": "log", "hat": "\u0302", "pm": "±",
}  # fmt: skip
"""Commands of TeX by the text that they stand for."""
ROMAN = ("mathrm", "text")
RAISED = dict(zip("0123456789+−()kn", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵏⁿ", strict=True))
LOWERED = dict(zip("0123456789+−()jknpt", "₀₁₂₃₄₅₆₇₈₉₊₋₍₎ⱼₖₙₚₜ", strict=True))
TOKEN = re.compile(r"\\([a-zA-Z]+|.)|([{}^_])|(.)", re.DOTALL)
DOLLAR = re.compile(r"(?<!\\)\$")


@dataclass(frozen=True)
class Part:
    """Part of a formula: text, or text that is raised (``^``), lowered (``_``) or under a root (``√``)."""

    place: str
    content: "str | tuple[Part, ...]"


def escaped(text: object) -> str:
    r"""Return text of a user for a label.

    >>> print(escaped("cost $5"))
    cost \$5
    """
    return str(text).replace("$", r"\$")


def to_html(label: str) -> str:
    r"""Return a label as HTML with superscripts and subscripts.

    >>> to_html(r"$\|L^{\beta} W_k\|$ < 1")
    '‖L<sup>β</sup> W<sub>k</sub>‖ &lt; 1'
    """
    tags = {"^": "sup", "_": "sub"}

    def write(part: Part) -> str:
        if isinstance(part.content, str):
            return html.escape(part.content)
        inner = "".join(map(write, part.content))
        if part.place == "√":
            return f"√({inner})"
        return f"<{tags[part.place]}>{inner}</{tags[part.place]}>" if part.place else inner

    return "".join(
        "".join(map(write, parts(piece))) if formula else html.escape(piece)
        for formula, piece in pieces(label)
    )


def to_text(label: str) -> str:
    r"""Return a label as plain text, with the characters that Unicode has for superscripts and subscripts.

    >>> to_text(r"$\|L^{\beta} W_k\|$"), to_text(r"$7 \cdot 10^{-5}\,(t + 1)^{-0.61}$")
    ('‖L^β Wₖ‖', '7 · 10⁻⁵ (t + 1)^(−0.61)')
    """
    signs = {"^": RAISED, "_": LOWERED}

    def write(part: Part) -> str:
        if isinstance(part.content, str):
            return part.content
        inner = "".join(map(write, part.content))
        if part.place == "√":
            return f"√({inner})"
        if not part.place:
            return inner
        if all(sign in signs[part.place] for sign in inner):
            return "".join(signs[part.place][sign] for sign in inner)
        return f"{part.place}{inner}" if inner.isalpha() else f"{part.place}({inner})"

    return "".join(
        "".join(map(write, parts(piece))) if formula else piece for formula, piece in pieces(label)
    )


def pieces(label: str) -> Iterator[tuple[bool, str]]:
    r"""Yield the pieces of a label, and True for those that are formulas.

    >>> list(pieces(r"cost \$5, $x$"))
    [(False, 'cost $5, '), (True, 'x')]
    """
    for number, piece in enumerate(DOLLAR.split(label)):
        if piece:
            yield number % 2 == 1, piece.replace(r"\$", "$")


def parts(formula: str) -> tuple[Part, ...]:
    """Return the parts of a formula."""
    tokens = list(TOKEN.finditer(formula))
    found, end = group(tokens, 0)
    return found if end == len(tokens) else (*found, *parts(formula[tokens[end].end() :]))


def group(tokens: list[re.Match[str]], start: int) -> tuple[tuple[Part, ...], int]:
    """Return the parts up to the brace that closes a group, and the index of that brace."""
    found: list[Part] = []
    place = start
    while place < len(tokens) and tokens[place][2] != "}":
        one, place = single(tokens, place)
        found.append(one)
    return tuple(found), place


def single(tokens: list[re.Match[str]], place: int) -> tuple[Part, int]:
    """Return the part that begins at a token, and the index of the token after it."""
    command, sign, letter = tokens[place].groups()
    if sign == "{":
        inner, end = group(tokens, place + 1)
        return Part("", inner), end + 1
    if sign in ("^", "_") or command in ("sqrt", "hat", *ROMAN):
        if place + 1 == len(tokens):
            return Part("", sign or ""), place + 1
        inner_part, end = single(tokens, place + 1)
        if command == "hat":
            return Part("", (inner_part, Part("", COMMANDS["hat"]))), end
        if command in ROMAN:
            return hyphenated(inner_part), end
        return Part("√" if command == "sqrt" else sign, (inner_part,)), end
    if command is not None:
        return Part("", COMMANDS.get(command, command)), place + 1
    return Part("", {"-": "−"}.get(letter, letter)), place + 1


def hyphenated(part: Part) -> Part:
    """Return a part in roman type, in which minus signs are hyphens."""
    if isinstance(part.content, str):
        return Part(part.place, part.content.replace("−", "-"))
    return Part(part.place, tuple(map(hyphenated, part.content)))
