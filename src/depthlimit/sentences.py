"""Sentences from phrases."""


def capitalised(text: str) -> str:
    """Return text with a capital letter at its beginning, and the rest as it is.

    >>> capitalised("loss at L = 8"), capitalised("")
    ('Loss at L = 8', '')
    """
    return f"{text[:1].upper()}{text[1:]}"
