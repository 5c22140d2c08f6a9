"""Text in an encoding that lacks Greek letters and mathematical signs, as on old terminals and in logs.

``depthlimit.tables.LATEX`` is the same for LaTeX.
"""

import codecs
import unicodedata

SIGNS = {
    "±": "+-", "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "√": "sqrt", "∞": "inf", "∘": "o",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "‖": "||", "⟨": "<", "⟩": ">", "⌈": "ceil(", "⌉": ")",
    "∈": "in", "∇": "grad", "→": "->", "←": "<-", "↦": "|->", "⁻": "^-", "ᵀ": "^T",
    "ₖ": "_k", "½": "1/2", "¼": "1/4", "\u0302": "_hat",
    "\u0304": "_bar", "ŷ": "y_hat", "ȳ": "y_bar", "ℓ": "l", "Σ": "Sum", "…": "...", "“": '"', "”": '"',
    "„": '"', "‘": "'", "’": "'", "─": "-", "│": "|", "━": "-", "┃": "|",
}  # fmt: skip
GREEK = {
    sign: name.rsplit(maxsplit=1)[-1].capitalize() if sign.isupper() else name.rsplit(maxsplit=1)[-1].lower()
    for sign in map(chr, range(0x391, 0x3CA))
    if (name := unicodedata.name(sign, ""))
}
DIGITS = {
    sign: f"{mark}{digit}"
    for mark, signs in (("^", "⁰¹²³⁴⁵⁶⁷⁸⁹"), ("_", "₀₁₂₃₄₅₆₇₈₉"))
    for digit, sign in enumerate(signs)
}
PLAIN = {**GREEK, **DIGITS, **SIGNS}
"""Replacements of characters in an encoding that does not have them."""


def spell(error: UnicodeError) -> tuple[str, int]:
    r"""Spell out what the encoding does not have: the error handler ``depthlimit`` of Python's codecs.

    >>> "‖L^β W‖ ≤ ½ ± 2−x".encode("ascii", "depthlimit")
    b'||L^beta W|| <= 1/2 +- 2-x'
    >>> "‖L^β W‖ ≤ ½ ± 2−x é".encode("latin-1", "depthlimit").decode("latin-1")
    '||L^beta W|| <= ½ ± 2-x é'
    >>> "日".encode("cp1252", "depthlimit")
    b'\\u65e5'
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    return "".join(PLAIN.get(sign) or escape(sign) for sign in missing), error.end


def escape(sign: str) -> str:
    """Return a character as Python writes it in ASCII."""
    return sign.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error("depthlimit", spell)


def fitted(text: str, encoding: str | None) -> str:
    """Return the text with everything spelled out that the encoding does not have."""
    if text.isascii():
        return text
    return text.encode(encoding or "utf-8", "depthlimit").decode(encoding or "utf-8")
