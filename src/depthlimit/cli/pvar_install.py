"""``pvar-install``: the thesis's code needed a separate build for exact p-variation."""

from collections.abc import Sequence


def run(name: str, arguments: Sequence[str]) -> None:
    """Say that there is nothing to install."""
    print("Exact p-variation is built in: there is nothing to install.")
