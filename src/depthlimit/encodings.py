"""Transliteration of Greek letters and mathematical signs for encodings that lack them.

``depthlimit.tables.LATEX`` does the same for LaTeX.
"""

import codecs
import unicodedata

SIGNS = {
    "±": "+-", "×": "x", "·": "*", "−": "-", "–": "-", "—": "-", "√": "sqrt", "∞": "inf", "∘": "o",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "‖": "||", "⟨": "<", "⟩": ">", "⌈": "ceil(", "⌉": ")",
    "∈": "in", "∇": "grad", "→": "->", "←": "<-", "↦": "|->", "ᵀ": "^T", "⁺": "^+", "⁻": "^-",
    "⁽": "^(", "⁾": ")", "ᵏ": "^k", "ⁿ": "^n", "₊": "_+", "₋": "_-", "₍": "_(", "₎": ")", "ⱼ": "_j",
    "ₖ": "_k", "ₙ": "_n", "ₚ": "_p", "ₜ": "_t", "½": "1/2", "¼": "1/4", "\u0302": "_hat",
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
TRANSLITERATIONS = {**GREEK, **DIGITS, **SIGNS}
"""ASCII text for each character."""


def transliterate(error: UnicodeError) -> tuple[str, int]:
    r"""Replace what an encoding lacks: the error handler ``depthlimit`` of Python's codecs.

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
    return "".join(TRANSLITERATIONS.get(sign) or escape(sign) for sign in missing), error.end


def escape(sign: str) -> str:
    """Return a character as a Python escape sequence."""
    return sign.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error("depthlimit", transliterate)


def transliterated(text: str, encoding: str | None) -> str:
    """Return text that the encoding can hold."""
    if text.isascii():
        return text
    return text.encode(encoding or "utf-8", "depthlimit").decode(encoding or "utf-8")
