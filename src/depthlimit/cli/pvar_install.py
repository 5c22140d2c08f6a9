"""``pvar-install``: the thesis's code needed a separate build for exact p-variation."""

from collections.abc import Sequence

from depthlimit.cli.console import echo


def run(name: str, arguments: Sequence[str]) -> None:
    """Say that there is nothing to install."""
    echo("Exact p-variation is built in: there is nothing to install.")
